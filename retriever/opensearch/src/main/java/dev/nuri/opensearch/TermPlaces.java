package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.EntrySearcher.Occurrence;
import dev.nuri.indexer.IndexSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.util.ArrayUtil;

/** Finds where terms are in entries that were found, by the terms that the cluster gives back with them. */
final class TermPlaces {

    private static final int[] NO_NUMBERS = {};

    private final FoundEntries found;
    private final Analyzer analyzer;

    TermPlaces(FoundEntries found, Analyzer analyzer) {
        this.found = found;
        this.analyzer = analyzer;
    }

    /** As {@link dev.nuri.indexer.EntrySearcher#occurrences}. */
    Map<Integer, int[][]> of(String field, List<String> terms, Occurrence what, int[] entries) {
        Map<String, Integer> wanted = new HashMap<>();
        for (int t = 0; t < terms.size(); t++) {
            wanted.put(terms.get(t), t);
        }
        boolean shown = what == Occurrence.OFFSETS || field.equals(IndexSchema.NAMES);
        Map<Integer, JsonNode> indexed = shown ? Map.of() : found.terms(field, entries);
        Map<Integer, int[][]> occurrences = new HashMap<>();
        for (int entry : entries) {
            int[][] places = new int[terms.size()][];
            switch (what) {
                case PRESENCE ->
                    presence(shown ? found.passage(entry).path(field) : indexed.get(entry), wanted, places);
                case POSITIONS ->
                    JoinedTerms.each(
                            indexed.get(entry).asText(""), (term, position) -> place(wanted, places, term, position));
                case OFFSETS -> offsets(found.passage(entry), field, wanted, places);
            }
            if (Arrays.stream(places).anyMatch(place -> place != null)) {
                occurrences.put(entry, places);
            }
        }
        return occurrences;
    }

    private static void presence(JsonNode values, Map<String, Integer> wanted, int[][] places) {
        List<JsonNode> all = new ArrayList<>();
        if (values.isArray()) {
            values.forEach(all::add);
        } else {
            all.add(values);
        }
        for (JsonNode value : all) {
            JoinedTerms.each(value.asText(""), (term, _) -> place(wanted, places, term));
        }
    }

    private static void place(Map<String, Integer> wanted, int[][] places, String term, int... numbers) {
        Integer t = wanted.get(term);
        if (t == null) {
            return;
        }
        int[] before = places[t] == null ? NO_NUMBERS : places[t];
        int[] after = ArrayUtil.growExact(before, before.length + numbers.length);
        System.arraycopy(numbers, 0, after, before.length, numbers.length);
        places[t] = after;
    }

    /** The analysis again, of passages that are shown: the index keeps terms, not where in the text they come from. */
    private void offsets(JsonNode source, String field, Map<String, Integer> wanted, int[][] places) {
        String text = Sources.passage(source).passage().text();
        try (TokenStream stream = analyzer.tokenStream(field, text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = stream.addAttribute(OffsetAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                place(wanted, places, term.toString(), offset.startOffset(), offset.endOffset());
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException("analysis of a text in memory reads no file", e);
        }
    }
}
