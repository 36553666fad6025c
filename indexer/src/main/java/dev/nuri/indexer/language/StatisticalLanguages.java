package dev.nuri.indexer.language;

import java.util.Map;
import java.util.function.Supplier;

/** Tells the languages of a script apart with the n-gram model. */
final class StatisticalLanguages implements ScriptLanguages {

    /** What the model's scores are multiplied by: as trained they are far less sure than they are right. */
    private static final double EVIDENCE = 20;

    private final Supplier<NgramModel> model;
    private final Map<String, Double> priors;

    /**
     * @param model loaded at first use
     * @param priors the languages of the script, each with the log of how likely it is before anything is known
     */
    StatisticalLanguages(Supplier<NgramModel> model, Map<String, Double> priors) {
        this.model = model;
        this.priors = Map.copyOf(priors);
    }

    @Override
    public void add(CharSequence letters, double share, Map<String, Double> probabilities) {
        String[] languages = model.get().languages();
        double[] scores = model.get().score(letters);
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < scores.length; i++) {
            Double prior = priors.get(languages[i]);
            scores[i] = prior == null ? Double.NEGATIVE_INFINITY : EVIDENCE * scores[i] + prior;
            best = Math.max(best, scores[i]);
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.exp(scores[i] - best);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > 0) {
                probabilities.merge(languages[i], share * scores[i] / sum, Double::sum);
            }
        }
    }
}
