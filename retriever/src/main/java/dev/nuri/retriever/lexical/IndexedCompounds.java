package dev.nuri.retriever.lexical;

import dev.nuri.indexer.Compounds;
import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.IndexedTerm;
import dev.nuri.indexer.EntrySearcher.Listing;
import dev.nuri.indexer.EntrySearcher.Stretch;
import dev.nuri.indexer.EntrySearcher.TermCount;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.retriever.query.QueryField;
import dev.nuri.retriever.query.UnderstoodQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.Term;

/**
 * How the words of a query meet compounds of an index, by analyzer key and term of the query. Immutable.
 *
 * @param endingIn the compounds that end in a term, the most frequent first
 * @param standIns what a term that no passage has is, as a compound: its longest end that is a word of some passage
 */
public record IndexedCompounds(
        Map<String, Map<String, List<String>>> endingIn, Map<String, Map<String, String>> standIns) {

    /** Terms of a query that are looked up. */
    private static final int MAX_TERMS = 32;
    /** Compounds that are looked for in place of one term. */
    private static final int MAX_COMPOUNDS = 32;
    /** Compounds looked at for one term. */
    private static final int MAX_INSPECTED = 500;

    private record Found(String compound, int passages) {}

    /** Looks up the words of a query. */
    public static IndexedCompounds of(EntrySearcher searcher, UnderstoodQuery query) throws IOException {
        IndexedCompounds found = new IndexedCompounds(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (Map.Entry<String, List<String>> asked : terms(query).entrySet()) {
            String key = asked.getKey();
            found.endingIn.put(key, endingIn(searcher, key, ends(searcher, key, asked.getValue())));
            found.standIns.put(key, longestEnds(searcher, key, asked.getValue()));
        }
        return found;
    }

    /** What {@link #of} will list, as far as that is known before any word is counted. */
    public static List<Listing> expected(EntrySearcher searcher, UnderstoodQuery query) throws IOException {
        List<Listing> listings = new ArrayList<>();
        for (Map.Entry<String, List<String>> asked : terms(query).entrySet()) {
            listings.add(listing(asked.getKey(), ends(searcher, asked.getKey(), asked.getValue())));
        }
        return listings;
    }

    /** The terms that are looked up of each analyzer key whose language writes compounds as one word. */
    private static Map<String, List<String>> terms(UnderstoodQuery query) {
        Map<String, List<String>> terms = new LinkedHashMap<>();
        int left = MAX_TERMS;
        for (QueryField field : query.fields()) {
            if (Compounds.areOneWord(field.key())) {
                List<String> ofField =
                        field.counts().keySet().stream().limit(left).toList();
                terms.put(field.key(), ofField);
                left -= ofField.size();
            }
        }
        return terms;
    }

    /** The compounds in which a term of a field stands last. */
    public List<String> endingIn(String key, String term) {
        return endingIn.getOrDefault(key, Map.of()).getOrDefault(term, List.of());
    }

    /** What stands for a term of a field; null when nothing needs to, or does. */
    public String standIn(String key, String term) {
        return standIns.getOrDefault(key, Map.of()).get(term);
    }

    /** Those of some terms that compounds of the index may end in. */
    private static List<String> ends(EntrySearcher searcher, String key, List<String> terms) throws IOException {
        boolean indexed = searcher.having(IndexSchema.compounds(key)) > 0;
        return terms.stream()
                .filter(term -> indexed && term.length() >= Compounds.MIN_END)
                .toList();
    }

    private static Listing listing(String key, List<String> ends) {
        return new Listing(
                IndexSchema.compounds(key),
                ends.stream()
                        .map(end -> new Stretch(Compounds.reversed(end), null))
                        .toList(),
                MAX_INSPECTED);
    }

    private static Map<String, List<String>> endingIn(EntrySearcher searcher, String key, List<String> ends)
            throws IOException {
        List<List<TermCount>> indexed = searcher.terms(listing(key, ends));
        Map<String, List<String>> endings = new LinkedHashMap<>();
        for (int i = 0; i < ends.size(); i++) {
            endings.put(ends.get(i), mostFrequent(ends.get(i), indexed.get(i)));
        }
        return endings;
    }

    private static List<String> mostFrequent(String term, List<TermCount> reversed) {
        List<Found> found = new ArrayList<>();
        for (TermCount indexed : reversed) {
            String compound = Compounds.reversed(indexed.term());
            if (Compounds.endsIn(compound, term)) {
                found.add(new Found(compound, indexed.entries()));
            }
        }
        found.sort(Comparator.comparingInt(Found::passages).reversed().thenComparing(Found::compound));
        return found.stream().limit(MAX_COMPOUNDS).map(Found::compound).toList();
    }

    /** The longest end that is a word of some passage, of each term that is none itself and has one. */
    private static Map<String, String> longestEnds(EntrySearcher searcher, String key, List<String> terms)
            throws IOException {
        List<String> unknown = new ArrayList<>(terms);
        unknown.removeAll(words(searcher, key, terms));
        Set<String> ends = new LinkedHashSet<>();
        unknown.forEach(term -> ends.addAll(Compounds.ends(term)));
        Set<String> words = words(searcher, key, ends);
        Map<String, String> longest = new LinkedHashMap<>();
        for (String term : unknown) {
            Compounds.ends(term).stream().filter(words::contains).findFirst().ifPresent(end -> longest.put(term, end));
        }
        return longest;
    }

    /** Those of some terms that passages have. */
    private static Set<String> words(EntrySearcher searcher, String key, Collection<String> terms) throws IOException {
        List<String> asked = List.copyOf(terms);
        List<IndexedTerm> indexed = searcher.terms(asked.stream()
                .map(term -> new Term(IndexSchema.body(key), term))
                .toList());
        Set<String> words = new HashSet<>();
        for (int i = 0; i < asked.size(); i++) {
            if (indexed.get(i).entries() > 0) {
                words.add(asked.get(i));
            }
        }
        return words;
    }
}
