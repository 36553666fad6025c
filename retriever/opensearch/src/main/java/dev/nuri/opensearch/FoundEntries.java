package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.EntrySearcher.FoundPassage;
import dev.nuri.indexer.IndexSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The passages that searches of one snapshot found, by numbers in the order in which they were, with what was read of them.
 * Columns come with the hits; all else of many passages is read at once, when it is first asked of one. Thread-safe.
 */
final class FoundEntries {

    /** Passages read with one that is asked for: those after it in the ranking that was looked at last. */
    private static final int TOGETHER = 16;

    private static final List<String> TERMS = List.of(
            IndexSchema.BODY, IndexSchema.TITLE, IndexSchema.body("*"), IndexSchema.title("*"), IndexSchema.NAMES);

    private final PointInTime index;
    private final List<String> ids = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    /** What the hit of each brought. */
    private final Map<Integer, JsonNode> columns = new HashMap<>();

    private final Map<Integer, JsonNode> passages = new HashMap<>();
    private final Map<Integer, JsonNode> terms = new HashMap<>();
    private int[] ranking = {};

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

    /** What a hit shows of an entry. */
    synchronized JsonNode passage(int number) {
        if (!passages.containsKey(number)) {
            int at = 0;
            while (at < ranking.length && ranking[at] != number) {
                at++;
            }
            Set<Integer> wanted = new TreeSet<>(Set.of(number));
            for (int i = at; i < Math.min(ranking.length, at + TOGETHER); i++) {
                wanted.add(ranking[i]);
            }
            read(wanted, Sources.PASSAGE, passages);
        }
        return passages.get(number);
    }

    /** The terms of some entries, by number. */
    synchronized Map<Integer, JsonNode> terms(int[] entries) {
        Set<Integer> wanted = new TreeSet<>();
        Arrays.stream(entries).forEach(wanted::add);
        read(wanted, TERMS, terms);
        Map<Integer, JsonNode> found = new HashMap<>();
        wanted.forEach(number -> found.put(number, terms.get(number)));
        return found;
    }

    /** A search that reads the terms of some entries, for {@link #keepTerms}; null when all are read. */
    synchronized ObjectNode readingTerms(int[] entries) {
        List<Integer> wanted = unread(Arrays.stream(entries).boxed().toList(), terms);
        return wanted.isEmpty() ? null : reading(wanted, TERMS);
    }

    /** Keeps a hit of such a search. */
    synchronized void keepTerms(JsonNode hit) {
        keep(hit, terms);
    }

    private void read(Set<Integer> entries, List<String> fields, Map<Integer, JsonNode> into) {
        List<Integer> wanted = unread(entries, into);
        if (!wanted.isEmpty()) {
            index.search(reading(wanted, fields)).path("hits").path("hits").forEach(hit -> keep(hit, into));
        }
    }

    private static List<Integer> unread(Collection<Integer> entries, Map<Integer, JsonNode> read) {
        return entries.stream().filter(number -> !read.containsKey(number)).toList();
    }

    private ObjectNode reading(List<Integer> entries, List<String> fields) {
        ObjectNode body = Cluster.object();
        body.set("query", byIds(entries.stream().map(ids::get).toList()));
        body.put("size", entries.size()).put("track_total_hits", false);
        ObjectNode source = body.putObject("_source");
        ArrayNode includes = source.putArray("includes").add(IndexSchema.PASSAGE_ID);
        fields.forEach(includes::add);
        source.putArray("excludes").add("*" + IndexMapping.WORDS);
        return body;
    }

    private void keep(JsonNode hit, Map<Integer, JsonNode> into) {
        JsonNode read = hit.path("_source");
        into.put(numbers.get(read.path(IndexSchema.PASSAGE_ID).asText()), read);
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
