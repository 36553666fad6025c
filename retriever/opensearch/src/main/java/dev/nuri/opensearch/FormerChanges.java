package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.Touched;
import dev.nuri.opensearch.Cluster.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What was written to an index since it was last asked, whoever wrote it. A shard numbers its writes; those after the last
 * number that was seen are searched for. What was deleted leaves no entry, and is found by comparing with the index that
 * is being filled. Not thread-safe.
 */
final class FormerChanges {

    private static final int PAGE = 1_000;
    private static final List<String> KINDS =
            List.of(IndexSchema.KIND_DOCUMENT, IndexSchema.KIND_SOURCE, IndexSchema.KIND_COLLECTION);
    private static final List<String> FIELDS =
            List.of(IndexSchema.KIND, IndexSchema.DOCUMENT_ID, IndexEntries.ENTRY, IndexSchema.URI);

    private final Cluster cluster;
    private final String former;
    private final Map<String, Long> seen;

    /** Changes from now on. */
    FormerChanges(Cluster cluster, String former) {
        this.cluster = cluster;
        this.former = former;
        this.seen = numbers();
    }

    /** The number of each shard up to which all writes are done. */
    private Map<String, Long> numbers() {
        Map<String, Long> numbers = new TreeMap<>();
        JsonNode shards = cluster.call("GET", "/" + former + "/_stats/indexing?level=shards", null)
                .path("indices")
                .path(former)
                .path("shards");
        shards.properties().forEach(shard -> {
            for (JsonNode copy : shard.getValue()) {
                if (copy.at("/routing/primary").asBoolean()) {
                    numbers.put(
                            shard.getKey(), copy.at("/seq_no/global_checkpoint").asLong());
                }
            }
        });
        return numbers;
    }

    /** Adds what was written since this began or it was last asked. */
    void written(Touched touched) {
        Map<String, Long> now = numbers();
        cluster.call("POST", "/" + former + "/_refresh", null);
        now.forEach((shard, number) -> each(shard, seen.getOrDefault(shard, -1L), hit -> note(hit, touched)));
        seen.putAll(now);
    }

    private void each(String shard, long after, Consumer<JsonNode> action) {
        long last = after;
        while (true) {
            ObjectNode later = Cluster.object();
            later.putObject("range").putObject("_seq_no").put("gt", last);
            ObjectNode body = Cluster.object();
            body.set("query", PointInTime.all(later, PointInTime.terms(IndexSchema.KIND, KINDS)));
            body.put("size", PAGE).put("track_total_hits", false);
            body.putArray("sort").addObject().put("_seq_no", "asc");
            FIELDS.forEach(body.putArray("_source")::add);
            Reply reply = Patience.with(
                    () -> cluster.send("POST", "/" + former + "/_search?preference=_shards:" + shard, body),
                    answer -> answer.isFailure()
                            || answer.body().at("/_shards/failed").asInt() > 0);
            JsonNode hits = PointInTime.whole(cluster, reply).at("/hits/hits");
            hits.forEach(action);
            if (hits.size() < PAGE) {
                return;
            }
            last = hits.get(hits.size() - 1).path("sort").path(0).asLong();
        }
    }

    private static void note(JsonNode hit, Touched touched) {
        JsonNode source = hit.path("_source");
        switch (source.path(IndexSchema.KIND).asText()) {
            case IndexSchema.KIND_DOCUMENT ->
                touched.document(source.path(IndexSchema.DOCUMENT_ID).asText());
            case IndexSchema.KIND_SOURCE -> {
                SourceRecord record = Sources.record(source);
                touched.record(record.collection(), record.uri());
            }
            default -> touched.collection(Sources.collection(source).getKey());
        }
    }

    /** Adds what the index that is being filled has, and this one has not any more. */
    void deleted(PointInTime present, PointInTime next, KeyRanges documents, KeyRanges sources, Touched touched) {
        extra(
                present,
                next,
                IndexSchema.KIND_DOCUMENT,
                documents,
                source -> touched.document(source.path(IndexSchema.DOCUMENT_ID).asText()));
        extra(present, next, IndexSchema.KIND_SOURCE, sources, source -> {
            SourceRecord record = Sources.record(source);
            touched.deletedSource(record.collection(), record.uri());
        });
        Set<String> restricted = new HashSet<>(next.collectionReaders().keySet());
        restricted.removeAll(present.collectionReaders().keySet());
        restricted.forEach(touched::collection);
    }

    private static void extra(
            PointInTime present, PointInTime next, String kind, KeyRanges ranges, Consumer<JsonNode> action) {
        List<ObjectNode> queries = ranges.queries().stream()
                .map(range -> PointInTime.all(range, PointInTime.term(IndexSchema.KIND, kind)))
                .toList();
        List<Long> there = counts(present, queries);
        List<Long> here = counts(next, queries);
        for (int i = 0; i < queries.size(); i++) {
            if (!there.get(i).equals(here.get(i))) {
                Set<String> keys = new HashSet<>();
                String field = ranges.field();
                present.each(queries.get(i), field, List.of(field), hit -> keys.add(key(hit, field)));
                next.each(queries.get(i), field, fields(field), hit -> {
                    if (!keys.contains(key(hit, field))) {
                        action.accept(hit.path("_source"));
                    }
                });
            }
        }
    }

    private static List<String> fields(String key) {
        List<String> fields = new ArrayList<>(FIELDS);
        fields.add(key);
        return fields;
    }

    private static String key(JsonNode hit, String field) {
        return hit.path("_source").path(field).asText();
    }

    private static List<Long> counts(PointInTime index, List<ObjectNode> queries) {
        List<Long> counts = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        for (ObjectNode query : queries) {
            ObjectNode body = Cluster.object();
            body.set("query", query);
            questions.add(new Question(
                    body.put("size", 0).put("track_total_hits", true),
                    answer -> counts.add(answer.at("/hits/total/value").asLong())));
        }
        index.ask(questions);
        return counts;
    }
}
