package dev.nuri.retriever.lexical;

import dev.nuri.indexer.Compounds;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.retriever.query.QueryField;
import dev.nuri.retriever.query.UnderstoodQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TermsEnum.SeekStatus;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

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
    public static IndexedCompounds of(IndexReader reader, UnderstoodQuery query) throws IOException {
        IndexedCompounds found = new IndexedCompounds(new LinkedHashMap<>(), new LinkedHashMap<>());
        int left = MAX_TERMS;
        for (QueryField field : query.fields()) {
            if (Compounds.areOneWord(field.key())) {
                List<String> terms =
                        field.counts().keySet().stream().limit(left).toList();
                found.lookUp(reader, field.key(), terms);
                left -= terms.size();
            }
        }
        return found;
    }

    /** The compounds in which a term of a field stands last. */
    public List<String> endingIn(String key, String term) {
        return endingIn.getOrDefault(key, Map.of()).getOrDefault(term, List.of());
    }

    /** What stands for a term of a field; null when nothing needs to, or does. */
    public String standIn(String key, String term) {
        return standIns.getOrDefault(key, Map.of()).get(term);
    }

    private void lookUp(IndexReader reader, String key, List<String> terms) throws IOException {
        Terms indexed = MultiTerms.getTerms(reader, IndexSchema.compounds(key));
        TermsEnum cursor = indexed == null ? null : indexed.iterator();
        Map<String, List<String>> endings = new LinkedHashMap<>();
        Map<String, String> longest = new LinkedHashMap<>();
        for (String term : terms) {
            if (cursor != null && term.length() >= Compounds.MIN_END) {
                endings.put(term, endingIn(cursor, term));
            }
            String end = hasWord(reader, key, term) ? null : longestEnd(reader, key, term);
            if (end != null) {
                longest.put(term, end);
            }
        }
        endingIn.put(key, endings);
        standIns.put(key, longest);
    }

    private static List<String> endingIn(TermsEnum cursor, String term) throws IOException {
        BytesRef beginning = new BytesRef(Compounds.reversed(term));
        List<Found> found = new ArrayList<>();
        BytesRef at = cursor.seekCeil(beginning) == SeekStatus.END ? null : cursor.term();
        for (int i = 0; i < MAX_INSPECTED && at != null && StringHelper.startsWith(at, beginning); i++) {
            String compound = Compounds.reversed(at.utf8ToString());
            if (Compounds.endsIn(compound, term)) {
                found.add(new Found(compound, cursor.docFreq()));
            }
            at = cursor.next();
        }
        found.sort(Comparator.comparingInt(Found::passages).reversed().thenComparing(Found::compound));
        return found.stream().limit(MAX_COMPOUNDS).map(Found::compound).toList();
    }

    private static String longestEnd(IndexReader reader, String key, String term) throws IOException {
        for (String end : Compounds.ends(term)) {
            if (hasWord(reader, key, end)) {
                return end;
            }
        }
        return null;
    }

    private static boolean hasWord(IndexReader reader, String key, String term) throws IOException {
        return reader.docFreq(new Term(IndexSchema.body(key), term)) > 0;
    }
}
