package dev.nuri.indexer;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which documents, sources and collections were written, changed or deleted while an index was copied. Only names: what
 * became of each is read from the index when the copy is brought up to date, so that neither order nor repetition matters.
 * Thread-safe.
 */
public final class Touched {

    /** Ids of documents. */
    private final Set<String> documents = ConcurrentHashMap.newKeySet();

    /** Sources, and whether all documents of one were deleted at some time. */
    private final Map<Source, Boolean> sources = new ConcurrentHashMap<>();

    /** Collections whose readers or quota were set. */
    private final Set<String> collections = ConcurrentHashMap.newKeySet();

    /** A source's collection and URI. */
    public record Source(String collection, String uri) {}

    /** Ids of documents. */
    public Set<String> documents() {
        return documents;
    }

    /** Sources, and whether all documents of one were deleted at some time. */
    public Map<Source, Boolean> sources() {
        return sources;
    }

    /** Collections whose readers or quota were set. */
    public Set<String> collections() {
        return collections;
    }

    /** Documents, sources and collections. */
    public int size() {
        return documents.size() + sources.size() + collections.size();
    }

    /** A document was written or deleted. */
    public void document(String id) {
        documents.add(id);
    }

    /** Readers or quota of a collection were set. */
    public void collection(String name) {
        collections.add(name);
    }

    /** The record of a source was written. */
    public void record(String collection, String uri) {
        sources.putIfAbsent(new Source(collection, uri), false);
    }

    /** A source was deleted with all its documents. */
    public void deletedSource(String collection, String uri) {
        sources.put(new Source(collection, uri), true);
    }
}
