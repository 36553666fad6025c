package dev.nuri.generator.extractive;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.retriever.Hit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Chooses the sentences of retrieved passages that answer a question. Thread-safe. */
public final class SentenceSelector {

    private final LanguageAnalyzers analyzers;
    private final Weights weights;

    public SentenceSelector(LanguageAnalyzers analyzers) {
        this(analyzers, Weights.learned());
    }

    SentenceSelector(LanguageAnalyzers analyzers, Weights weights) {
        this.analyzers = analyzers;
        this.weights = weights;
    }

    /**
     * Chooses sentences.
     *
     * @param question what was asked
     * @param before the question it follows up, empty when it stands alone
     * @param queryLang its language, {@code und} when unknown
     * @param hits best first
     * @param embedder measures meaning where the weights were learned with it; null where there is none
     */
    public Selection select(
            String question,
            String before,
            String queryLang,
            List<Hit> hits,
            TermStatistics statistics,
            Embedder embedder) {
        Query query = query(question, before, queryLang, hits, statistics);
        Meaning meaning = weights.meaning(embedder);
        List<Candidate> ranked = CandidateRanking.rank(query, meaning, new PassageReader(query).read(hits), weights);
        if (ranked.isEmpty()) {
            return new Selection(List.of(), 0, false);
        }
        SupportMeasures measures = new SupportMeasures(query, ranked);
        List<Quoted> quoted = Composition.choose(ranked, weights).stream()
                .map(candidate -> Quoted.of(query, measures, candidate, weights))
                .toList();
        double confidence = quoted.getFirst().confidence();
        return new Selection(Composition.quotes(quoted), confidence, confidence >= weights.answerAt());
    }

    /** Words of a question by the language-neutral analyzer, without those that are question words in some language. */
    public int contentWords(String question) {
        List<String> words = analyzers.terms(analyzers.neutral(), Folding.fold(question));
        return (int) words.stream()
                .filter(word -> !QuestionForms.isQuestionWord(word))
                .count();
    }

    /** The question's own language first, then those of the passages: a short question's language is easily mistaken. */
    Query query(String question, String before, String queryLang, List<Hit> hits, TermStatistics statistics) {
        Set<String> languages = new LinkedHashSet<>();
        languages.add(queryLang);
        hits.forEach(hit -> languages.add(hit.passage().lang()));
        return new Query(question, before, List.copyOf(languages), analyzers, statistics);
    }
}
