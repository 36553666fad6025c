package dev.nuri.indexer.language;

import java.util.Map;
import java.util.function.Supplier;

/** Tells the languages of a script apart with the n-gram model. */
final class StatisticalLanguages implements ScriptLanguages {

    /** What the model's scores are multiplied by: as trained they are far less sure than they are right. */
    private static final double EVIDENCE = 20;

    private final Supplier<Model> model;
    private final Map<String, Double> priors;

    /**
     * What tells languages apart.
     *
     * @param ngrams scores by runs of letters
     * @param alphabets letters of the same languages in the same order
     * @param words common words of the same languages in the same order
     */
    record Model(NgramModel ngrams, Alphabets alphabets, FunctionWords words) {}

    /**
     * @param model loaded at first use
     * @param priors the languages of the script, each with the log of how likely it is before anything is known
     */
    StatisticalLanguages(Supplier<Model> model, Map<String, Double> priors) {
        this.model = model;
        this.priors = Map.copyOf(priors);
    }

    @Override
    public void add(CharSequence letters, double share, Map<String, Double> probabilities) {
        String[] languages = model.get().ngrams().languages();
        double[] scores = model.get().ngrams().score(letters);
        for (int i = 0; i < scores.length; i++) {
            scores[i] *= EVIDENCE;
        }
        model.get().alphabets().weigh(letters, scores);
        model.get().words().weigh(letters, scores);
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < scores.length; i++) {
            Double prior = priors.get(languages[i]);
            scores[i] = prior == null ? Double.NEGATIVE_INFINITY : scores[i] + prior;
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
