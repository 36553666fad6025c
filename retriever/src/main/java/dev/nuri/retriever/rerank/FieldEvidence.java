package dev.nuri.retriever.rerank;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.IndexedTerm;
import dev.nuri.indexer.EntrySearcher.Occurrence;
import dev.nuri.retriever.query.QueryField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.lucene.index.Term;

/** Which of a query's terms some passages have in one pair of body and title fields, and where. For one thread. */
final class FieldEvidence {

    /** A longer query is judged by its first terms. */
    private static final int MAX_TERMS = 64;

    private static final int[] NOWHERE = {};

    private final QueryField field;
    private final List<String> terms;
    private final double[] weights; // [terms] inverse document frequency in the body field
    private final int[][] sideBySide; // pairs of term numbers that follow each other in the query
    private final Map<Integer, int[][]> bodies; // document to [terms][] positions
    private final Map<Integer, int[][]> titles; // document to [terms][], null where it lacks the term

    FieldEvidence(EntrySearcher searcher, QueryField field, int[] docs) throws IOException {
        this.field = field;
        terms = field.counts().keySet().stream().limit(MAX_TERMS).toList();
        weights = new double[terms.size()];
        long documents = searcher.having(field.body());
        List<IndexedTerm> indexed = searcher.terms(
                terms.stream().map(term -> new Term(field.body(), term)).toList());
        for (int t = 0; t < weights.length; t++) {
            long frequency = indexed.get(t).entries();
            weights[t] = Math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5));
        }
        sideBySide = sideBySide();
        bodies = searcher.occurrences(field.body(), terms, Occurrence.POSITIONS, docs);
        titles = searcher.occurrences(field.title(), terms, Occurrence.PRESENCE, docs);
    }

    private int[][] sideBySide() {
        List<int[]> pairs = new ArrayList<>();
        for (int i = 1; i < field.tokens().size(); i++) {
            int left = terms.indexOf(field.tokens().get(i - 1).term());
            int right = terms.indexOf(field.tokens().get(i).term());
            if (left >= 0 && right >= 0 && left != right) {
                pairs.add(new int[] {left, right});
            }
        }
        return pairs.toArray(int[][]::new);
    }

    /** Share of the terms by weight in a document's body. */
    double coverage(int doc) {
        int[][] positions = bodies.get(doc);
        return positions == null ? 0 : share(t -> positions[t] != null);
    }

    /** Share of the terms by weight in a document's title and headings. */
    double titleCoverage(int doc) {
        int[][] found = titles.get(doc);
        return found == null ? 0 : share(t -> found[t] != null);
    }

    private double share(IntPredicate has) {
        double all = 0;
        double found = 0;
        for (int t = 0; t < weights.length; t++) {
            all += weights[t];
            found += has.test(t) ? weights[t] : 0;
        }
        return all == 0 ? 0 : found / all;
    }

    /** One over the least distance of neighbours in the query, on average by weight. */
    double proximity(int doc) {
        int[][] positions = bodies.get(doc);
        if (positions == null) {
            return 0;
        }
        double all = 0;
        double found = 0;
        for (int[] pair : sideBySide) {
            double weight = Math.min(weights[pair[0]], weights[pair[1]]);
            int distance = distance(places(positions[pair[0]]), places(positions[pair[1]]));
            all += weight;
            found += distance == Integer.MAX_VALUE ? 0 : weight / Math.max(1, distance);
        }
        return all == 0 ? 0 : found / all;
    }

    private static int[] places(int[] positions) {
        return positions == null ? NOWHERE : positions;
    }

    /** Least distance of two ascending lists of positions; {@link Integer#MAX_VALUE} when one is empty. */
    private static int distance(int[] a, int[] b) {
        int least = Integer.MAX_VALUE;
        for (int i = 0, j = 0; i < a.length && j < b.length; ) {
            least = Math.min(least, Math.abs(a[i] - b[j]));
            if (a[i] < b[j]) {
                i++;
            } else {
                j++;
            }
        }
        return least;
    }
}
