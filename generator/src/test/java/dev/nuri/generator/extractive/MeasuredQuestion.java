package dev.nuri.generator.extractive;

import dev.nuri.generator.extractive.TrainingQuestions.Asked;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.retriever.Hit;
import java.text.Normalizer;
import java.util.List;

/**
 * A question with everything measured of the sentences found for it, which no learned weight changes.
 *
 * @param asked the question
 * @param byMeaning whether meaning was measured too
 * @param present as it was found
 * @param removed with the passages that answer taken away; null where they are not known
 */
record MeasuredQuestion(Asked asked, boolean byMeaning, Found present, Found removed) {

    private static final int FOLDS = 5;

    /**
     * Sentences found.
     *
     * @param query as the passages see it
     * @param candidates with their measures, not scored
     * @param retrieved whether a passage that answers is among them
     */
    record Found(Query query, List<Candidate> candidates, boolean retrieved) {}

    /**
     * Measures a question without meaning, for weights must hold without an embedder; and with it unless the embedder has
     * seen the question.
     */
    static List<MeasuredQuestion> of(
            Asked asked, LanguageAnalyzers analyzers, TermStatistics statistics, Embedder embedder) {
        MeasuredQuestion byWords = measured(asked, analyzers, statistics, null);
        return asked.fromCandidates() || asked.seenByEmbedder()
                ? List.of(byWords)
                : List.of(byWords, measured(asked, analyzers, statistics, embedder));
    }

    private static MeasuredQuestion measured(
            Asked asked, LanguageAnalyzers analyzers, TermStatistics statistics, Embedder embedder) {
        return new MeasuredQuestion(
                asked,
                embedder != null,
                found(asked, asked.present(), analyzers, statistics, embedder),
                asked.gold().isEmpty() || asked.fromCandidates()
                        ? null
                        : found(asked, asked.removed(), analyzers, statistics, embedder));
    }

    /** Its set, and whether meaning was measured. */
    String kind() {
        return asked.set() + (byMeaning ? " by meaning" : " by words");
    }

    private static Found found(
            Asked asked, List<Hit> hits, LanguageAnalyzers analyzers, TermStatistics statistics, Embedder embedder) {
        Query query = new SentenceSelector(analyzers)
                .query(asked.query().question(), "", asked.queryLang(), hits, statistics);
        return new Found(
                query,
                CandidateRanking.measured(query, new Meaning(embedder), new PassageReader(query).read(hits)),
                hits.stream()
                        .anyMatch(hit -> asked.gold().contains(hit.passage().documentId())));
    }

    /** The fifth of all questions that it is measured with. */
    int fold() {
        return (int) (TrainingQuestions.crc("fold " + asked.query().id()) % FOLDS);
    }

    static int folds() {
        return FOLDS;
    }

    /** 1 for a sentence of a passage that answers which holds a known answer, else 0. */
    float rightness(Candidate candidate) {
        boolean gold = asked.gold().contains(candidate.passage().hit().passage().documentId());
        return gold && holds(candidate.sentence().text(), asked.query().answers()) ? 1 : 0;
    }

    /** Whether quotes of the candidates that are chosen hold a known answer. */
    boolean holds(List<Candidate> chosen) {
        List<Quoted> quoted = chosen.stream().map(c -> new Quoted(c, null, 0)).toList();
        return !chosen.isEmpty()
                && Composition.quotes(quoted).stream()
                        .anyMatch(quote -> holds(text(quote), asked.query().answers()));
    }

    private static String text(Quote quote) {
        int start = quote.hit().passage().start();
        return quote.hit()
                .passage()
                .text()
                .substring(quote.span().start() - start, quote.span().end() - start);
    }

    static boolean holds(String text, List<String> answers) {
        String shown = ShownText.of(text);
        return answers.stream()
                .map(a -> ShownText.of(Normalizer.normalize(a, Normalizer.Form.NFC)))
                .anyMatch(a -> !a.isEmpty() && shown.contains(a));
    }

    static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
