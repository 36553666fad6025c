package dev.nuri.retriever.rerank;

import dev.nuri.retriever.query.QueryField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.BytesRef;

/** Which of a query's terms some passages have in one pair of body and title fields, and where. For one thread. */
final class FieldEvidence {

    /** A longer query is judged by its first terms. */
    private static final int MAX_TERMS = 64;

    private static final int[] NOWHERE = {};

    private final QueryField field;
    private final List<String> terms;
    private final double[] weights; // [terms] inverse document frequency in the body field
    private final int[][] sideBySide; // pairs of term numbers that follow each other in the query
    private final Map<Integer, int[][]> bodies = new HashMap<>(); // document to [terms][] positions
    private final Map<Integer, boolean[]> titles = new HashMap<>(); // document to [terms]

    FieldEvidence(IndexSearcher searcher, QueryField field) throws IOException {
        this.field = field;
        terms = field.counts().keySet().stream().limit(MAX_TERMS).toList();
        weights = new double[terms.size()];
        CollectionStatistics collection = searcher.collectionStatistics(field.body());
        long documents = collection == null ? 0 : collection.docCount();
        for (int t = 0; t < weights.length; t++) {
            long frequency = TermStates.build(searcher, new Term(field.body(), terms.get(t)), true)
                    .docFreq();
            weights[t] = Math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5));
        }
        sideBySide = sideBySide();
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

    /** Reads a segment's postings of some documents, given ascending. */
    void read(LeafReaderContext leaf, int[] docs) throws IOException {
        Terms body = leaf.reader().terms(field.body());
        Terms title = leaf.reader().terms(field.title());
        for (int t = 0; t < terms.size(); t++) {
            int number = t;
            postings(
                    body,
                    terms.get(t),
                    leaf.docBase,
                    docs,
                    PostingsEnum.POSITIONS,
                    (doc, postings) -> bodies.computeIfAbsent(doc, d -> nowhere())[number] = positions(postings));
            postings(
                    title,
                    terms.get(t),
                    leaf.docBase,
                    docs,
                    PostingsEnum.NONE,
                    (doc, postings) -> titles.computeIfAbsent(doc, d -> new boolean[terms.size()])[number] = true);
        }
    }

    private int[][] nowhere() {
        int[][] positions = new int[terms.size()][];
        Arrays.fill(positions, NOWHERE);
        return positions;
    }

    /** What is done with a document that has a term. */
    private interface Found {
        void in(int doc, PostingsEnum postings) throws IOException;
    }

    private static void postings(Terms of, String term, int docBase, int[] docs, int flags, Found found)
            throws IOException {
        TermsEnum known = of == null ? null : of.iterator();
        if (known == null || !known.seekExact(new BytesRef(term))) {
            return;
        }
        PostingsEnum postings = known.postings(null, flags);
        int at = -1;
        for (int doc : docs) {
            int within = doc - docBase;
            at = at < within ? postings.advance(within) : at;
            if (at == within) {
                found.in(doc, postings);
            }
        }
    }

    private static int[] positions(PostingsEnum postings) throws IOException {
        int[] positions = new int[postings.freq()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = postings.nextPosition();
        }
        return positions;
    }

    /** Share of the terms by weight in a document's body. */
    double coverage(int doc) {
        int[][] positions = bodies.get(doc);
        return positions == null ? 0 : share(t -> positions[t].length > 0);
    }

    /** Share of the terms by weight in a document's title and headings. */
    double titleCoverage(int doc) {
        boolean[] found = titles.get(doc);
        return found == null ? 0 : share(t -> found[t]);
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
            int distance = distance(positions[pair[0]], positions[pair[1]]);
            all += weight;
            found += distance == Integer.MAX_VALUE ? 0 : weight / Math.max(1, distance);
        }
        return all == 0 ? 0 : found / all;
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
