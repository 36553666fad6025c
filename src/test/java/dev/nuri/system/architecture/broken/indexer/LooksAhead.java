package dev.nuri.system.architecture.broken.indexer;

import dev.nuri.system.architecture.broken.retriever.LooksInside;

/** Uses a module that comes after its own. */
public final class LooksAhead {
    LooksInside forbidden;
}
