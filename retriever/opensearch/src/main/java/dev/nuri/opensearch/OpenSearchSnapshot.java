package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A point in time as one viewer sees it, held until closed. */
final class OpenSearchSnapshot implements IndexSnapshot {

    private static final int MAX_COLLECTIONS = 10_000;
    private static final int MAX_LANGUAGES = 1_000;

    static final List<String> DOCUMENT = List.of(
            IndexEntries.ENTRY, IndexEntries.TEXT, IndexSchema.DOCUMENT_ID, IndexSchema.URI, IndexSchema.READERS);
    private static final List<String> LISTED =
            List.of(IndexEntries.ENTRY, IndexSchema.DOCUMENT_ID, IndexSchema.URI, IndexSchema.READERS);
    private final PointInTime index;
    private final Viewer viewer;
    private final IndexEntries entries;
    private final FoundEntries found;
    private final OpenSearchSearcher searcher;
    private final ObjectNode visible;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param index held for this */
    OpenSearchSnapshot(PointInTime index, Viewer viewer, IndexEntries entries) {
        this.index = index;
        this.viewer = viewer;
        this.entries = entries;
        this.found = new FoundEntries(index);
        this.visible = index.filter(viewer);
        this.searcher = new OpenSearchSearcher(
                index, found, viewer, entries.analyzer(), index.index().shards());
    }

    @Override
    public EntrySearcher searcher() {
        requireOpen();
        return searcher;
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the snapshot is closed");
        }
    }

    @Override
    public long generation() {
        return index.generation();
    }

    @Override
    public boolean allows(String collection, SortedSet<String> readers) {
        return viewer.isAmong(readers) && index.allows(viewer, collection);
    }

    @Override
    public Map<String, SortedSet<String>> collectionReaders() {
        return index.collectionReaders();
    }

    /** None: {@link OpenSearchStore} keeps no quotas. */
    @Override
    public Map<String, Quota.Standing> quotas() {
        return Map.of();
    }

    @Override
    public Optional<SortedSet<String>> readers(String documentId) {
        return entry(documentId, List.of(IndexSchema.READERS)).map(Sources::readers);
    }

    @Override
    public String embedderId() {
        return entries.embedderId();
    }

    @Override
    public Embedder embedder() {
        return entries.embedder();
    }

    private Optional<JsonNode> entry(String documentId, List<String> fields) {
        requireOpen();
        ObjectNode body = Cluster.object();
        body.set("query", PointInTime.all(ofDocument(documentId), kind(IndexSchema.KIND_DOCUMENT), visible));
        body.put("size", 1).put("track_total_hits", false);
        fields.forEach(body.putArray("_source")::add);
        JsonNode hits = index.search(body).path("hits").path("hits");
        return hits.isEmpty() ? Optional.empty() : Optional.of(hits.get(0).path("_source"));
    }

    private static ObjectNode ofDocument(String id) {
        return PointInTime.term(IndexSchema.DOCUMENT_ID, id);
    }

    private static ObjectNode kind(String kind) {
        return PointInTime.term(IndexSchema.KIND, kind);
    }

    @Override
    public Optional<SourceDocument> document(String documentId) {
        return entry(documentId, DOCUMENT).map(Sources::document).map(this::withoutHiddenOriginal);
    }

    /** As one would see it who has the visible documents alone. */
    private SourceDocument withoutHiddenOriginal(SourceDocument document) {
        String original = document.metadata().get(SourceDocument.DUPLICATE_OF);
        if (original == null
                || viewer.readsAll()
                || entry(original, List.of(IndexSchema.DOCUMENT_ID)).isPresent()) {
            return document;
        }
        Map<String, String> metadata = new HashMap<>(document.metadata());
        metadata.remove(SourceDocument.DUPLICATE_OF);
        return document.withMetadata(metadata);
    }

    @Override
    public StoredPassage passage(int number) {
        requireOpen();
        return Sources.passage(found.passage(number));
    }

    @Override
    public List<Passage> passages(String documentId) {
        requireOpen();
        List<Passage> passages = new ArrayList<>();
        index.each(
                PointInTime.all(ofDocument(documentId), kind(IndexSchema.KIND_PASSAGE), visible),
                IndexSchema.ORDINAL,
                Sources.PASSAGE,
                hit -> passages.add(Sources.passage(hit.path("_source")).passage()));
        return passages;
    }

    @Override
    public List<SourceDocument> documents(String collection, int offset, int limit) {
        if (offset < 0 || limit < 0) {
            throw new IllegalArgumentException("offset and limit must be at least 0, got " + offset + " and " + limit);
        }
        requireOpen();
        List<SourceDocument> documents = new ArrayList<>();
        int[] at = {0};
        ObjectNode listed = PointInTime.all(
                kind(IndexSchema.KIND_DOCUMENT),
                collection == null ? null : PointInTime.term(IndexSchema.COLLECTION, collection),
                visible);
        index.visit(listed, IndexEntries.LISTING_ORDER, LISTED, hit -> {
            if (at[0]++ >= offset && documents.size() < limit) {
                documents.add(withoutHiddenOriginal(Sources.document(hit.path("_source"))));
            }
            return documents.size() < limit;
        });
        return documents;
    }

    @Override
    public Map<String, CollectionStats> collections() {
        requireOpen();
        ObjectNode body = Cluster.object();
        body.put("size", 0).put("track_total_hits", false);
        if (visible != null) {
            body.set("query", PointInTime.all(visible));
        }
        ObjectNode aggregations = body.putObject("aggs");
        for (String kind : List.of(IndexSchema.KIND_DOCUMENT, IndexSchema.KIND_PASSAGE)) {
            ObjectNode ofKind = aggregations.putObject(kind);
            ofKind.set("filter", kind(kind));
            ObjectNode byCollection = ofKind.putObject("aggs").putObject("collections");
            byCollection.putObject("terms").put("field", IndexSchema.COLLECTION).put("size", MAX_COLLECTIONS);
            if (kind.equals(IndexSchema.KIND_DOCUMENT)) {
                byCollection
                        .putObject("aggs")
                        .putObject("languages")
                        .putObject("terms")
                        .put("field", IndexSchema.LANG)
                        .put("size", MAX_LANGUAGES);
            }
        }
        JsonNode counted = index.search(body).path("aggregations");
        Map<String, Long> passages = counts(
                counted.path(IndexSchema.KIND_PASSAGE).path("collections").path("buckets"));
        Map<String, CollectionStats> stats = new TreeMap<>();
        for (JsonNode bucket :
                counted.path(IndexSchema.KIND_DOCUMENT).path("collections").path("buckets")) {
            String name = bucket.path("key").asText();
            stats.put(
                    name,
                    new CollectionStats(
                            bucket.path("doc_count").asLong(),
                            passages.getOrDefault(name, 0L),
                            counts(bucket.path("languages").path("buckets"))));
        }
        return stats;
    }

    private static Map<String, Long> counts(JsonNode buckets) {
        Map<String, Long> counts = new TreeMap<>();
        buckets.forEach(bucket ->
                counts.put(bucket.path("key").asText(), bucket.path("doc_count").asLong()));
        return counts;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            index.release();
        }
    }
}
