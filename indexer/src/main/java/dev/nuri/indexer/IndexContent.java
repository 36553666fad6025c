package dev.nuri.indexer;

import java.util.List;
import java.util.SortedSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The documents and sources of an index as they are stored, whatever analyzers and embedder it was written with. */
public interface IndexContent {

    /** How many documents there are. */
    long documentCount();

    /** Gives every document, text included, to {@code action}. */
    void forEachDocument(Consumer<SourceDocument> action);

    /** Gives the record of every source to {@code action}. */
    void forEachSource(Consumer<SourceRecord> action);

    /** Gives every collection that not everyone may read to {@code action}, with its readers. */
    void forEachCollection(BiConsumer<String, SortedSet<String>> action);

    /** Gives every collection that has a quota to {@code action}, with that. */
    void forEachQuota(BiConsumer<String, Quota> action);

    /** Ids of the documents that a source gave. */
    List<String> documentIds(String collection, String uri);
}
