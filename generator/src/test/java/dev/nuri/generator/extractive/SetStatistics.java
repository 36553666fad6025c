package dev.nuri.generator.extractive;

import dev.nuri.generator.extractive.QaSet.QaPassage;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.retriever.Hit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;

/** Term statistics of a set, and BM25 by them: stands in for an index where the passages are given. */
final class SetStatistics implements TermStatistics {

    private final LanguageAnalyzers analyzers;
    private final Map<String, Map<String, Integer>> frequencies = new HashMap<>();
    private final Map<String, List<String>> terms = new HashMap<>();
    private final int passages;
    private double averageLength;

    SetStatistics(QaSet set, LanguageAnalyzers analyzers) {
        this.analyzers = analyzers;
        passages = set.passages().size();
        for (QaPassage passage : set.passages()) {
            List<String> own = analyzers.terms(analyzer(passage.lang()), passage.text());
            terms.put(passage.id(), own);
            averageLength += own.size() / (double) passages;
            count(field(passage.lang()), own);
            count(IndexSchema.BODY, analyzers.terms(analyzers.neutral(), passage.text()));
        }
    }

    private Analyzer analyzer(String lang) {
        String key = analyzers.keyOf(lang);
        return key == null ? analyzers.neutral() : analyzers.forKey(key);
    }

    private String field(String lang) {
        String key = analyzers.keyOf(lang);
        return key == null ? "own" : IndexSchema.body(key);
    }

    private void count(String field, List<String> found) {
        Map<String, Integer> counts = frequencies.computeIfAbsent(field, f -> new HashMap<>());
        Set.copyOf(found).forEach(term -> counts.merge(term, 1, Integer::sum));
    }

    @Override
    public double idf(String field, String term) {
        int holding = frequencies.getOrDefault(field, Map.of()).getOrDefault(term, 0);
        return Math.log(1 + (passages - holding + 0.5) / (holding + 0.5));
    }

    /** Passages as hits, by BM25. */
    List<Hit> rank(String question, List<QaPassage> given) {
        List<QaPassage> ranked = new ArrayList<>(given);
        Map<String, Double> scores = new HashMap<>();
        given.forEach(passage -> scores.put(passage.id(), bm25(question, passage)));
        ranked.sort(
                Comparator.comparingDouble((QaPassage p) -> -scores.get(p.id())).thenComparing(QaPassage::id));
        List<Hit> hits = new ArrayList<>();
        ranked.forEach(passage -> hits.add(passage.hit(hits.size() + 1)));
        return hits;
    }

    private double bm25(String question, QaPassage passage) {
        List<String> own = terms.get(passage.id());
        double score = 0;
        for (String term : Set.copyOf(analyzers.terms(analyzer(passage.lang()), question))) {
            long tf = own.stream().filter(term::equals).count();
            double norm = 1.2 * (0.25 + 0.75 * own.size() / averageLength);
            score += idf(field(passage.lang()), term) * tf / (tf + norm);
        }
        return score;
    }
}
