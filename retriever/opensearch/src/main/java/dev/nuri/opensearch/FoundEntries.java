package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.EntrySearcher.FoundPassage;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.NuriException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The passages that searches of one snapshot found, by numbers in the order in which they were, with what was read of them.
 * Columns come with the hits; all else of many passages is read at once, when it is first asked of one. Thread-safe.
 */
final class FoundEntries {

    /** Passages read with one that is asked for, while it is not known how many will be shown. */
    private static final int TOGETHER = 16;
    /** Entries read by one search, beside which others read: one reads them one after another. */
    private static final int READ_BY_ONE = 60;

    private final PointInTime index;
    private final List<String> ids = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    /** What the hit of each brought. */
    private final Map<Integer, JsonNode> columns = new HashMap<>();

    /** By id. */
    private final Map<String, JsonNode> passages = new HashMap<>();
    /** By field, and id. */
    private final Map<String, Map<String, JsonNode>> terms = new HashMap<>();

    private int[] ranking = {};
    /** Passages read with one that is asked for: those after it in the ranking that was looked at last. */
    private int together = TOGETHER;

    FoundEntries(PointInTime index) {
        this.index = index;
    }

    /** What hits are asked to bring. */
    static void columns(ObjectNode body) {
        // Stored fields are decompressed for every hit, the id among them: three times the work of all else.
        body.put("_source", false).put("stored_fields", "_none_");
        body.putArray("docvalue_fields")
                .add(IndexSchema.PASSAGE_ID)
                .add(IndexSchema.LANG)
                .add(IndexSchema.FINGERPRINT);
    }

    /** A hit that brought its columns. */
    synchronized FoundPassage add(JsonNode hit, double score) {
        JsonNode column = hit.path("fields");
        String id = column.path(IndexSchema.PASSAGE_ID).path(0).asText();
        Integer known = numbers.get(id);
        if (known == null) {
            known = ids.size();
            ids.add(id);
            numbers.put(id, known);
            columns.put(known, column);
        }
        return new FoundPassage(id, known, score);
    }

    synchronized String id(int number) {
        return ids.get(number);
    }

    synchronized JsonNode column(int number, String name) {
        return columns.get(number).path(name).path(0);
    }

    /** Notes in which order passages are being looked at. */
    synchronized void ranked(int[] entries) {
        ranking = entries.clone();
    }

    /** Notes how many passages will be shown. */
    synchronized void shown(int passages) {
        together = passages;
    }

    /** What a hit shows of an entry. */
    synchronized JsonNode passage(int number) {
        String id = ids.get(number);
        if (!passages.containsKey(id)) {
            int at = 0;
            while (at < ranking.length && ranking[at] != number) {
                at++;
            }
            List<String> unread = new ArrayList<>(List.of(id));
            for (int i = at + 1; i < Math.min(ranking.length, at + together); i++) {
                if (!passages.containsKey(ids.get(ranking[i]))) {
                    unread.add(ids.get(ranking[i]));
                }
            }
            index.ask(List.of(Question.ofHits(bringing(reading(unread), Sources.PASSAGE), this::keepPassage)));
        }
        JsonNode passage = passages.get(id);
        if (passage == null) {
            // Another point in time was opened in place of one that was lost, and lacks it.
            throw new NuriException(
                    ErrorCode.NOT_READY,
                    "What was found is gone, because OpenSearch lost a node meanwhile: search again.");
        }
        return passage;
    }

    private synchronized void keepPassage(JsonNode hit) {
        JsonNode passage = hit.path("_source");
        passages.put(passage.path(IndexSchema.PASSAGE_ID).asText(), passage);
    }

    /** The terms of a field in some entries, by number. */
    synchronized Map<Integer, JsonNode> terms(String field, int[] entries) {
        index.ask(readingTerms(List.of(field), entries));
        Map<String, JsonNode> read = terms.get(field);
        Map<Integer, JsonNode> found = new HashMap<>();
        for (int number : entries) {
            found.put(number, read.getOrDefault(ids.get(number), MissingNode.getInstance()));
        }
        return found;
    }

    /**
     * What reads the terms of some fields in entries, where they were not read yet, and the passages, since what reading an
     * entry costs is to find it.
     */
    synchronized List<Question> readingTerms(List<String> fields, int[] entries) {
        fields.forEach(field -> terms.computeIfAbsent(field, _ -> new HashMap<>()));
        List<String> unread = Arrays.stream(entries)
                .mapToObj(ids::get)
                .filter(id ->
                        fields.stream().anyMatch(field -> !terms.get(field).containsKey(id)))
                .toList();
        List<String> wanted = new ArrayList<>(fields);
        wanted.addAll(Sources.PASSAGE);
        List<Question> questions = new ArrayList<>();
        for (int from = 0; from < unread.size(); from += READ_BY_ONE) {
            List<String> some = unread.subList(from, Math.min(unread.size(), from + READ_BY_ONE));
            questions.add(Question.ofHits(bringing(reading(some), wanted), hit -> keepTerms(fields, hit)));
        }
        return questions;
    }

    private synchronized void keepTerms(List<String> fields, JsonNode hit) {
        keepPassage(hit);
        JsonNode read = hit.path("_source");
        String id = read.path(IndexSchema.PASSAGE_ID).asText();
        fields.forEach(field -> terms.get(field).put(id, read.path(field)));
    }

    private static ObjectNode reading(List<String> ids) {
        ObjectNode body = Cluster.object();
        body.set("query", byIds(ids));
        return body.put("size", ids.size()).put("track_total_hits", false);
    }

    private static ObjectNode bringing(ObjectNode search, List<String> fields) {
        ArrayNode includes = search.putArray("_source").add(IndexSchema.PASSAGE_ID);
        fields.forEach(includes::add);
        return search;
    }

    /** Passages by their ids, unscored. */
    static ObjectNode byIds(List<String> ids) {
        return PointInTime.all(PointInTime.terms(IndexSchema.PASSAGE_ID, ids));
    }

    /** Vector of an entry; null when it has none. */
    float[] vector(int number) {
        ObjectNode body = Cluster.object();
        body.set("query", byIds(List.of(id(number))));
        body.put("size", 1).putArray("_source").add(IndexSchema.VECTOR);
        JsonNode vector = index.search(body)
                .path("hits")
                .path("hits")
                .path(0)
                .path("_source")
                .path(IndexSchema.VECTOR);
        if (!vector.isArray()) {
            return null;
        }
        float[] numbers = new float[vector.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) vector.get(i).asDouble();
        }
        return numbers;
    }
}
