package dev.nuri.indexer.extract;

import dev.nuri.indexer.PageStart;
import dev.nuri.indexer.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Gathers the blocks of one document into its text, sections and pages. Paragraphs and headings are parted by a blank
 * line, list items and table rows among themselves by a newline. Every block is cleaned as it comes in.
 */
final class TextBuilder {

    private static final int MAX_HEADING = 300;
    /** A first heading later than this names a part rather than the document. */
    private static final int TITLE_WITHIN = 300;

    private enum Kind {
        PARAGRAPH,
        HEADING,
        ITEM,
        ROW
    }

    private record Heading(int level, String text) {}

    private final Budget budget;
    private final StringBuilder text = new StringBuilder();
    private final List<Section> sections = new ArrayList<>();
    private final List<PageStart> pages = new ArrayList<>();
    private final List<Heading> path = new ArrayList<>();
    private Kind last;
    private int sectionStart;
    private int pendingPage;
    private String firstHeading = "";

    /**
     * A new document.
     *
     * @param budget counts the characters of all documents of the file
     */
    TextBuilder(Budget budget) {
        this.budget = budget;
    }

    /** Running text; a newline in it is a line end to keep. */
    void paragraph(String block) {
        if (block.indexOf('\n') < 0) {
            add(Kind.PARAGRAPH, Cleaner.line(block));
        } else {
            add(
                    Kind.PARAGRAPH,
                    block.lines()
                            .map(Cleaner::line)
                            .filter(line -> !line.isEmpty())
                            .collect(Collectors.joining("\n")));
        }
    }

    void item(String block) {
        String line = Cleaner.line(block);
        add(Kind.ITEM, line.isEmpty() ? line : "• " + line);
    }

    /** Text whose line ends matter. */
    void preformatted(String block) {
        add(Kind.PARAGRAPH, Cleaner.lines(block));
    }

    /** A table row; its cells are parted by bars, empty ones at either end are left out. */
    void row(List<String> cells) {
        StringBuilder row = new StringBuilder();
        int filled = 0;
        for (String cell : cells) {
            String line = Cleaner.line(cell);
            row.append(row.isEmpty() && filled == 0 ? "" : " | ").append(line);
            filled++;
        }
        add(Kind.ROW, withoutEmptyEnds(row));
    }

    private static String withoutEmptyEnds(StringBuilder row) {
        int from = 0;
        int to = row.length();
        while (from < to && " |".indexOf(row.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && " |".indexOf(row.charAt(to - 1)) >= 0) {
            to--;
        }
        return row.substring(from, to);
    }

    /**
     * Begins a section.
     *
     * @param level 1 for the outermost
     */
    void heading(int level, String block) {
        String line = Cleaner.line(block);
        if (line.isEmpty()) {
            return;
        }
        if (line.length() > MAX_HEADING) {
            add(Kind.PARAGRAPH, line);
            return;
        }
        separate(Kind.HEADING);
        endSection();
        while (!path.isEmpty() && path.getLast().level() >= level) {
            path.removeLast();
        }
        path.add(new Heading(level, line));
        if (firstHeading.isEmpty() && text.length() <= TITLE_WITHIN) {
            firstHeading = line;
        }
        append(Kind.HEADING, line);
    }

    /** What follows is on this page; a page without text has no start. */
    void page(int number) {
        pendingPage = number;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    int length() {
        return text.length();
    }

    String text() {
        return text.toString();
    }

    String firstHeading() {
        return firstHeading;
    }

    List<PageStart> pages() {
        return pages;
    }

    /** The sections, once all blocks are in. */
    List<Section> sections() {
        endSection();
        return sections;
    }

    private void add(Kind kind, String block) {
        if (!block.isEmpty()) {
            separate(kind);
            append(kind, block);
        }
    }

    private void separate(Kind kind) {
        if (last != null) {
            boolean tight = kind == last && (kind == Kind.ITEM || kind == Kind.ROW);
            text.append(tight ? "\n" : "\n\n");
        }
    }

    private void append(Kind kind, String block) {
        if (pendingPage > 0) {
            pages.add(new PageStart(pendingPage, text.length()));
            pendingPage = 0;
        }
        budget.spendChars(block.length() + 1);
        text.append(block);
        last = kind;
    }

    private void endSection() {
        if (text.length() > sectionStart) {
            sections.add(new Section(
                    sectionStart,
                    text.length(),
                    path.stream().map(Heading::text).toList()));
            sectionStart = text.length();
        }
    }
}
