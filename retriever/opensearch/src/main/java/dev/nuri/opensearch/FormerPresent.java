package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSuccessor.Present;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.opensearch.Cluster.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The documents and sources of an index that another is to replace, whatever it was built with. */
final class FormerPresent implements Present {

    /** Text that one request brings. */
    private static final long MAX_BYTES = 4 << 20;

    private static final int MAX_DOCUMENTS = 64;

    private final Cluster cluster;
    private final PointInTime index;
    private final KeyRanges documents;
    private final KeyRanges sources;

    /**
     * The index as it is now.
     *
     * @param documents told the ids of all documents that are given, in order
     * @param sources told the keys of all sources
     */
    FormerPresent(Cluster cluster, OpenedIndex former, KeyRanges documents, KeyRanges sources) {
        this.cluster = cluster;
        this.documents = documents;
        this.sources = sources;
        cluster.call("POST", "/" + former.name() + "/_refresh", null);
        this.index = new PointInTime(cluster, former, 0);
    }

    @Override
    public long documentCount() {
        ObjectNode body = Cluster.object();
        body.set("query", PointInTime.term(IndexSchema.KIND, IndexSchema.KIND_DOCUMENT));
        body.put("size", 0).put("track_total_hits", true);
        return index.search(body).at("/hits/total/value").asLong();
    }

    @Override
    public void forEachDocument(Consumer<SourceDocument> action) {
        List<String> ids = new ArrayList<>();
        long[] bytes = {0};
        index.each(
                PointInTime.term(IndexSchema.KIND, IndexSchema.KIND_DOCUMENT),
                IndexSchema.DOCUMENT_ID,
                List.of(IndexSchema.DOCUMENT_ID, IndexEntries.TEXT_BYTES),
                hit -> {
                    String id =
                            hit.path("_source").path(IndexSchema.DOCUMENT_ID).asText();
                    long size =
                            hit.path("_source").path(IndexEntries.TEXT_BYTES).asLong();
                    documents.add(id);
                    if (ids.size() == MAX_DOCUMENTS || bytes[0] + size > MAX_BYTES) {
                        read(ids).forEach(action);
                        ids.clear();
                        bytes[0] = 0;
                    }
                    ids.add(id);
                    bytes[0] += size;
                });
        read(ids).forEach(action);
    }

    /** As they are now, which may be later than the listing: what changed meanwhile is read once more. */
    private List<SourceDocument> read(List<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        ObjectNode body = Cluster.object();
        ArrayNode wanted = body.putArray("docs");
        for (String id : ids) {
            ObjectNode one = wanted.addObject();
            one.put("_id", Writes.documentId(id)).put("routing", id);
            OpenSearchSnapshot.DOCUMENT.forEach(one.putArray("_source")::add);
        }
        Reply reply = Patience.with(
                () -> cluster.send("POST", "/" + index.index().name() + "/_mget", body),
                answer -> answer.isFailure() || answer.body().path("docs").findValue("error") != null);
        List<SourceDocument> read = new ArrayList<>();
        for (JsonNode one : cluster.checked(reply).path("docs")) {
            if (one.has("error")) {
                throw cluster.failure(new Reply(503, one));
            }
            if (one.path("found").asBoolean()) {
                read.add(Sources.document(one.path("_source")));
            }
        }
        return read;
    }

    @Override
    public Optional<SourceDocument> document(String id) {
        return read(List.of(id)).stream().findFirst();
    }

    @Override
    public void forEachSource(Consumer<SourceRecord> action) {
        index.each(
                PointInTime.term(IndexSchema.KIND, IndexSchema.KIND_SOURCE),
                IndexEntries.SOURCE_RECORD,
                List.of(IndexEntries.ENTRY, IndexSchema.URI),
                hit -> {
                    SourceRecord record = Sources.record(hit.path("_source"));
                    sources.add(IndexEntries.sourceKey(record.collection(), record.uri()));
                    action.accept(record);
                });
    }

    @Override
    public Optional<SourceRecord> source(String collection, String uri) {
        return Sources.record(cluster, index.index().name(), IndexEntries.sourceKey(collection, uri));
    }

    @Override
    public void forEachCollection(BiConsumer<String, SortedSet<String>> action) {
        index.collectionReaders().forEach(action);
    }

    /** None: no index in a cluster has quotas. */
    @Override
    public void forEachQuota(BiConsumer<String, Quota> action) {
        // Nothing to give.
    }

    @Override
    public List<String> documentIds(String collection, String uri) {
        List<String> ids = new ArrayList<>();
        index.each(
                PointInTime.all(
                        PointInTime.term(IndexSchema.SOURCE, IndexEntries.sourceKey(collection, uri)),
                        PointInTime.term(IndexSchema.KIND, IndexSchema.KIND_DOCUMENT)),
                IndexSchema.DOCUMENT_ID,
                List.of(IndexSchema.DOCUMENT_ID),
                hit -> ids.add(hit.path("_source").path(IndexSchema.DOCUMENT_ID).asText()));
        return ids;
    }

    @Override
    public void close() {
        index.release();
    }
}
