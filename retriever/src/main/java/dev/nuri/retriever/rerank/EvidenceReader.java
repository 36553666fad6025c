package dev.nuri.retriever.rerank;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.LanguageGuess;
import dev.nuri.retriever.Evidence;
import dev.nuri.retriever.query.QueryField;
import dev.nuri.retriever.query.UnderstoodQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.VectorUtil;

/** Gathers {@link Evidence} from the index: the same of every passage, whichever leg found it. For one thread. */
public final class EvidenceReader {

    private final IndexSearcher searcher;
    private final UnderstoodQuery query;
    private final Query lexical;
    private final float[] vector;
    private final Map<Integer, Double> scores = new HashMap<>();
    private final Map<Integer, Double> cosines = new HashMap<>();
    private final Map<Integer, Double> languages = new HashMap<>();

    /**
     * A reader.
     *
     * @param lexical the lexical leg's query
     * @param vector the query's, of unit length
     */
    public EvidenceReader(IndexSearcher searcher, UnderstoodQuery query, Query lexical, float[] vector) {
        this.searcher = searcher;
        this.query = query;
        this.lexical = lexical;
        this.vector = vector;
    }

    /** Evidence of each document, in the order given. */
    public List<Evidence> read(int[] docs) throws IOException {
        List<FieldEvidence> fields = new ArrayList<>();
        for (QueryField field : query.fields()) {
            fields.add(new FieldEvidence(searcher, field));
        }
        Weight weight = searcher.createWeight(searcher.rewrite(lexical), ScoreMode.COMPLETE, 1);
        for (Map.Entry<LeafReaderContext, int[]> segment : bySegment(docs).entrySet()) {
            readScores(segment.getKey(), weight, segment.getValue());
            readCosines(segment.getKey(), segment.getValue());
            readLanguages(segment.getKey(), segment.getValue());
            for (FieldEvidence field : fields) {
                field.read(segment.getKey(), segment.getValue());
            }
        }
        return Arrays.stream(docs).mapToObj(doc -> evidence(doc, fields)).toList();
    }

    private Map<LeafReaderContext, int[]> bySegment(int[] docs) {
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        Map<LeafReaderContext, int[]> segments = new HashMap<>();
        for (int doc : docs) {
            LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
            int[] before = segments.getOrDefault(leaf, new int[0]);
            int[] longer = Arrays.copyOf(before, before.length + 1);
            longer[before.length] = doc;
            segments.put(leaf, longer);
        }
        segments.values().forEach(Arrays::sort);
        return segments;
    }

    private void readScores(LeafReaderContext leaf, Weight weight, int[] docs) throws IOException {
        Scorer scorer = weight.scorer(leaf);
        for (int doc : docs) {
            int within = doc - leaf.docBase;
            if (scorer != null
                    && (scorer.docID() == within
                            || (scorer.docID() < within && scorer.iterator().advance(within) == within))) {
                scores.put(doc, (double) scorer.score());
            }
        }
    }

    private void readCosines(LeafReaderContext leaf, int[] docs) throws IOException {
        FloatVectorValues vectors = leaf.reader().getFloatVectorValues(IndexSchema.VECTOR);
        if (vectors == null) {
            return;
        }
        KnnVectorValues.DocIndexIterator at = vectors.iterator();
        for (int doc : docs) {
            int within = doc - leaf.docBase;
            if (at.docID() == within || (at.docID() < within && at.advance(within) == within)) {
                cosines.put(doc, (double) VectorUtil.dotProduct(vector, vectors.vectorValue(at.index())));
            }
        }
    }

    private void readLanguages(LeafReaderContext leaf, int[] docs) throws IOException {
        SortedDocValues langs = DocValues.getSorted(leaf.reader(), IndexSchema.LANG);
        for (int doc : docs) {
            if (langs.advanceExact(doc - leaf.docBase)) {
                languages.put(doc, likelihood(langs.lookupOrd(langs.ordValue()).utf8ToString()));
            }
        }
    }

    /** How likely the query is in a language. */
    private double likelihood(String lang) {
        return query.guesses().stream()
                .filter(guess -> guess.lang().equals(lang))
                .mapToDouble(LanguageGuess::probability)
                .sum();
    }

    private Evidence evidence(int doc, List<FieldEvidence> fields) {
        FieldEvidence neutral = fields.getLast();
        List<FieldEvidence> ofLanguages = fields.subList(0, fields.size() - 1);
        return new Evidence(
                scores.getOrDefault(doc, 0.0),
                cosines.getOrDefault(doc, 0.0),
                ofLanguages.stream().mapToDouble(f -> f.coverage(doc)).max().orElse(0),
                neutral.coverage(doc),
                fields.stream().mapToDouble(f -> f.titleCoverage(doc)).max().orElse(0),
                fields.stream().mapToDouble(f -> f.proximity(doc)).max().orElse(0),
                languages.getOrDefault(doc, 0.0));
    }
}
