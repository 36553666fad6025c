package dev.nuri.indexer.extract;

/** How a format lays out its text. */
enum Layout {
    /** Running text, possibly in pages. */
    TEXT,
    /** Sheets of rows; each first-level heading names one. */
    SHEETS,
    /** Slides; the first short line of each is its title. */
    SLIDES
}
