package dev.nuri.indexer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The index as it was visible at one time, for one viewer: what he may not read is not there. Thread-safe until closed.
 */
public interface IndexSnapshot extends AutoCloseable {

    /** Searches passages, documents and sources alike. */
    EntrySearcher searcher();

    /** Grows whenever a change becomes visible, over restarts too, whether or not the viewer may see what. */
    long generation();

    /** Whether the viewer may read what only {@code readers} may, in {@code collection}. */
    boolean allows(String collection, SortedSet<String> readers);

    /** The readers of each collection that not everyone may read. */
    Map<String, SortedSet<String>> collectionReaders();

    /**
     * The quota of each collection that has one, and what of it is taken; empty for a viewer who may not read everything,
     * whom it would tell of what is hidden from him.
     */
    Map<String, Quota.Standing> quotas();

    /** Who may read a document; empty when there is no such document. */
    Optional<SortedSet<String>> readers(String documentId);

    /** Id of the embedder that the passages' vectors are from; {@code none} when they have none. */
    String embedderId();

    /** Embeds queries for these vectors; null when there are none, or their embedder cannot be had any more. */
    Embedder embedder();

    /** The document with this id, text included. */
    Optional<SourceDocument> document(String documentId);

    /**
     * The passage a search found.
     *
     * @param number of an entry that {@link #searcher()} found and that holds a passage
     */
    StoredPassage passage(int number);

    /** The passages of a document in order. */
    List<Passage> passages(String documentId);

    /**
     * Documents for listing, by title then id, without their text (empty).
     *
     * @param collection null for all
     * @param offset 0-based
     */
    List<SourceDocument> documents(String collection, int offset, int limit);

    /** Documents and passages per collection, by name. */
    Map<String, CollectionStats> collections();

    /**
     * Size of a collection.
     *
     * @param documents how many documents
     * @param passages how many passages
     * @param languages documents per language
     */
    record CollectionStats(long documents, long passages, Map<String, Long> languages) {}

    /**
     * A passage with what a hit shows of its document.
     *
     * @param passage the passage itself
     * @param title the document's title
     * @param uri the document's URI
     * @param collection the document's collection
     * @param mediaType the document's type
     * @param fingerprint 64-bit SimHash of the passage's text: near duplicates differ in few bits
     */
    record StoredPassage(
            Passage passage, String title, String uri, String collection, String mediaType, long fingerprint) {}

    @Override
    void close();
}
