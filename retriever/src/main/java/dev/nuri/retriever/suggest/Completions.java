package dev.nuri.retriever.suggest;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.TermVisitor;
import java.io.IOException;

/**
 * Stretches of the index's sorted terms, with how many entries of a collection have each.
 *
 * @param searcher of the snapshot
 * @param collection counts entries of this one only; null for all
 */
public record Completions(EntrySearcher searcher, String collection) {

    /** Visits the terms of a field that begin with {@code prefix}, segment by segment. */
    void prefixed(String field, String prefix, TermVisitor visitor) throws IOException {
        searcher.completions(field, prefix, null, collection, visitor);
    }

    /** Visits the terms of a field from {@code from} on, before {@code to}, segment by segment. */
    void between(String field, String from, String to, TermVisitor visitor) throws IOException {
        searcher.completions(field, from, to, collection, visitor);
    }
}
