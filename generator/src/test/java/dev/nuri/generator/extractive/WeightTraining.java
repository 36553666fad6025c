package dev.nuri.generator.extractive;

import dev.nuri.generator.extractive.QaSet.QaPassage;
import dev.nuri.generator.extractive.QaSet.QaQuery;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.retriever.Hit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Learns {@code weights.properties} on the dev halves of the sets: arguments are the file to write and how many
 * questions to take of each set. Ranking is a conditional logit (the summed probability of the sentences that hold a
 * gold answer), confidence a logistic regression (the best sentence holds it, against the same question with its
 * passage taken away). Both by Adam over the whole batch, deterministic.
 */
final class WeightTraining {

    private static final double L2 = 1e-4;

    /** One question: features of its candidates, and which hold the answer. */
    private static final class Example {
        private final double[][] features;
        private final boolean[] right;

        Example(double[][] features, boolean[] right) {
            this.features = features;
            this.right = right;
        }
    }

    /** One outcome: measures of the best sentence, and whether it was right. */
    private static final class Outcome {
        private final double[] measures;
        private final boolean right;

        Outcome(double[] measures, boolean right) {
            this.measures = measures;
            this.right = right;
        }
    }

    private final LanguageAnalyzers analyzers = LanguageAnalyzers.standard();
    private final int limit;

    private WeightTraining(int limit) {
        this.limit = limit;
    }

    public static void main(String[] args) throws IOException {
        WeightTraining training = new WeightTraining(Integer.parseInt(args[1]));
        List<QaSet> sets = new ArrayList<>();
        for (String name : QaSet.MEASURED) {
            sets.add(QaSet.read(QaSet.folder().orElseThrow().resolve(name)));
        }
        Path file = Path.of(args[0]);
        Properties values = new Properties();
        try (var in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            values.load(in);
        }
        double[] ranking = training.ranking(sets);
        for (Feature feature : Feature.values()) {
            values.setProperty("rank." + feature, String.format(Locale.ROOT, "%.3f", ranking[feature.index()]));
        }
        double[] support = training.support(sets, new Weights(values));
        for (SupportFeature feature : SupportFeature.values()) {
            values.setProperty("support." + feature, String.format(Locale.ROOT, "%.3f", support[feature.index()]));
        }
        StringBuilder out = new StringBuilder("# Learned by WeightTraining on dev questions; see Weights.\n");
        new TreeMap<>(values)
                .forEach((key, value) ->
                        out.append(key).append(" = ").append(value).append('\n'));
        Files.writeString(file, out, StandardCharsets.UTF_8);
    }

    private double[] ranking(List<QaSet> sets) {
        List<Example> examples = new ArrayList<>();
        for (QaSet set : sets) {
            SetStatistics statistics = new SetStatistics(set, analyzers);
            for (QaQuery query : set.half(true, limit)) {
                List<Candidate> candidates =
                        candidates(query, statistics.rank(query.question(), set.around(query)), statistics, null);
                Example example = example(query, candidates);
                if (example != null) {
                    examples.add(example);
                }
            }
        }
        System.err.println(examples.size() + " questions to rank");
        return adam(Feature.values().length, 500, (weights, gradient) -> {
            double loss = 0;
            for (Example example : examples) {
                loss += logit(example, weights, gradient, 1.0 / examples.size());
            }
            return loss;
        });
    }

    private List<Candidate> candidates(QaQuery query, List<Hit> hits, TermStatistics statistics, Weights weights) {
        Weights used = weights == null ? new Weights(new Properties()) : weights;
        Query asked = new SentenceSelector(analyzers, used).query(query.question(), "", query.lang(), hits, statistics);
        return CandidateRanking.rank(asked, new PassageReader(asked).read(hits), used);
    }

    private static boolean right(QaQuery query, Candidate candidate) {
        return candidate.passage().hit().passage().documentId().equals(query.passageId())
                && query.answeredIn(candidate.sentence().text());
    }

    private static Example example(QaQuery query, List<Candidate> candidates) {
        double[][] features = new double[candidates.size()][];
        boolean[] right = new boolean[candidates.size()];
        boolean any = false;
        for (int i = 0; i < features.length; i++) {
            features[i] = candidates.get(i).features();
            right[i] = right(query, candidates.get(i));
            any |= right[i];
        }
        return any ? new Example(features, right) : null;
    }

    private double[] support(List<QaSet> sets, Weights weights) {
        List<Outcome> outcomes = new ArrayList<>();
        for (QaSet set : sets) {
            SetStatistics statistics = new SetStatistics(set, analyzers);
            for (QaQuery query : set.half(true, limit)) {
                List<QaPassage> given = set.around(query);
                outcomes.add(outcome(query, given, statistics, weights));
                List<QaPassage> without = given.stream()
                        .filter(p -> !p.id().equals(query.passageId()))
                        .toList();
                outcomes.add(outcome(query, without, statistics, weights));
            }
        }
        return adam(SupportFeature.values().length, 1500, (w, gradient) -> {
            double loss = 0;
            for (Outcome outcome : outcomes) {
                loss += logistic(outcome, w, gradient, 1.0 / outcomes.size());
            }
            return loss;
        });
    }

    private Outcome outcome(QaQuery query, List<QaPassage> given, SetStatistics statistics, Weights weights) {
        List<Hit> hits = statistics.rank(query.question(), given);
        Query asked =
                new SentenceSelector(analyzers, weights).query(query.question(), "", query.lang(), hits, statistics);
        Candidate best = CandidateRanking.rank(asked, new PassageReader(asked).read(hits), weights)
                .getFirst();
        return new Outcome(SupportMeasures.of(asked, best), right(query, best));
    }

    /** Adds the gradient of the negative log-likelihood; returns it. */
    private static double logit(Example example, double[] weights, double[] gradient, double scale) {
        double[] scores = new double[example.features.length];
        double top = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = dot(weights, example.features[i]);
            top = Math.max(top, scores[i]);
        }
        double all = 0;
        double right = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.exp(scores[i] - top);
            all += scores[i];
            right += example.right[i] ? scores[i] : 0;
        }
        for (int i = 0; i < scores.length; i++) {
            double slope = scores[i] / all - (example.right[i] ? scores[i] / Math.max(right, 1e-300) : 0);
            add(gradient, example.features[i], slope * scale);
        }
        return -Math.log(Math.max(right, 1e-300) / all) * scale;
    }

    private static double logistic(Outcome outcome, double[] weights, double[] gradient, double scale) {
        double p = 1 / (1 + Math.exp(-dot(weights, outcome.measures)));
        add(gradient, outcome.measures, (p - (outcome.right ? 1 : 0)) * scale);
        return -Math.log(Math.max(1e-300, outcome.right ? p : 1 - p)) * scale;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double[] to, double[] from, double scale) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i] * scale;
        }
    }

    /** Loss at some weights; adds its gradient. */
    private interface Loss {
        double at(double[] weights, double[] gradient);
    }

    private static double[] adam(int size, int steps, Loss loss) {
        double[] weights = new double[size];
        double[] mean = new double[size];
        double[] square = new double[size];
        for (int step = 1; step <= steps; step++) {
            double[] gradient = new double[size];
            double value = loss.at(weights, gradient);
            double rate = 0.1 * (step < steps * 0.7 ? 1 : 0.1);
            for (int i = 0; i < size; i++) {
                double g = gradient[i] + L2 * weights[i];
                mean[i] = 0.9 * mean[i] + 0.1 * g;
                square[i] = 0.999 * square[i] + 0.001 * g * g;
                double m = mean[i] / (1 - Math.pow(0.9, step));
                double s = square[i] / (1 - Math.pow(0.999, step));
                weights[i] -= rate * m / (Math.sqrt(s) + 1e-8);
            }
            if (step % 100 == 0) {
                System.err.printf(java.util.Locale.ROOT, "step %d loss %.4f%n", step, value);
            }
        }
        return weights;
    }
}
