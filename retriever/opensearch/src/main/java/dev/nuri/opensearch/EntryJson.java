package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.Readers;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;

/** Writes entries as JSON for the fields of {@link IndexMapping}. Thread-safe. */
record EntryJson(Analyzer analyzer) {

    /** An entry with the values of each field, analyzed text as {@link JoinedTerms}. */
    ObjectNode of(Document entry) {
        ObjectNode json = Cluster.object();
        Map<String, Set<String>> exact = new LinkedHashMap<>();
        for (IndexableField field : entry) {
            if (field instanceof KnnFloatVectorField vector) {
                vector(json, field.name(), vector.vectorValue());
            } else if (field.fieldType().tokenized() && field.fieldType().indexOptions() != IndexOptions.NONE) {
                analyzed(json, field);
            } else if (field.binaryValue() != null) {
                binary(json, field.name(), field.binaryValue(), exact);
            } else if (field.numericValue() != null) {
                json.put(field.name(), field.numericValue().longValue());
            } else {
                exact.computeIfAbsent(field.name(), _ -> new LinkedHashSet<>()).add(field.stringValue());
            }
        }
        BytesRef passage = entry.getBinaryValue(IndexSchema.PASSAGE_ID);
        if (passage != null) {
            json.put(IndexMapping.ID_ORDER, IdOrder.of(passage.utf8ToString()));
        }
        exact.forEach((name, values) -> {
            if (values.size() == 1) {
                json.put(name, values.iterator().next());
            } else {
                values.forEach(json.withArray(name)::add);
            }
        });
        return json;
    }

    /** The cluster has no cosine for a vector without a direction, which nothing is near to anyway. */
    private static void vector(ObjectNode json, String name, float[] vector) {
        ArrayNode numbers = Cluster.JSON.createArrayNode();
        boolean directed = false;
        for (float number : vector) {
            numbers.add(number);
            directed |= number != 0;
        }
        if (directed) {
            json.set(name, numbers);
        }
    }

    private void analyzed(ObjectNode json, IndexableField field) {
        String joined = JoinedTerms.of(analyzer, field.name(), field.stringValue());
        json.put(field.name(), joined);
        if (IndexMapping.COMPLETED.contains(field.name())) {
            ArrayNode words = json.putArray(field.name() + IndexMapping.WORDS);
            boolean neutral = field.name().equals(IndexSchema.BODY);
            JoinedTerms.distinct(joined).stream()
                    .filter(word -> !neutral || !isUnspaced(word))
                    .forEach(words::add);
        }
    }

    /** Pairs of characters, which are nobody's words: those are in the field of their language. */
    private static boolean isUnspaced(String word) {
        return switch (Character.UnicodeScript.of(word.codePointAt(0))) {
            case HAN, HANGUL, HIRAGANA, KATAKANA -> true;
            default -> false;
        };
    }

    private static void binary(ObjectNode json, String name, BytesRef value, Map<String, Set<String>> exact) {
        switch (name) {
            case IndexSchema.READERS -> readers(json, Readers.decoded(value.bytes, value.offset, value.length));
            case IndexEntries.LISTING_ORDER ->
                json.put(name, HexFormat.of().formatHex(value.bytes, value.offset, value.offset + value.length));
            default -> exact.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(value.utf8ToString());
        }
    }

    /** Sets who may read an entry; nobody named for everyone. */
    static void readers(ObjectNode json, SortedSet<String> readers) {
        ArrayNode names = json.putArray(IndexSchema.READERS);
        readers.forEach(names::add);
    }
}
