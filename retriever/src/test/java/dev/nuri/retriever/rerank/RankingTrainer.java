package dev.nuri.retriever.rerank;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.retriever.Evidence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Trains a {@link RankingNetwork}: Adam (Kingma and Ba, ICLR 2015) on the cross-entropy of the softmax over each
 * question's candidates (ListNet's top one: Cao et al., ICML 2007). Sets count by the root of their size. Deterministic.
 */
public final class RankingTrainer {

    private static final int UNITS = 16;
    private static final int EPOCHS = 30;
    private static final int BATCH = 128;
    private static final double RATE = 0.01;
    private static final double DECAY = 1e-4;

    /**
     * The candidates of a question.
     *
     * @param set what it counts for
     * @param features {@code [candidates][features]}
     * @param relevant by candidate
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Question(String set, double[][] features, boolean[] relevant) {

        /** A question whose candidates are known by what speaks for them. */
        public static Question of(String set, List<Evidence> candidates, boolean[] relevant) {
            return new Question(set, RankingFeatures.of(candidates), relevant);
        }

        boolean answered() {
            return IntStream.range(0, relevant.length).anyMatch(i -> relevant[i]);
        }
    }

    /** What was learned. */
    public static final class Learned {

        private final RankingNetwork network;

        private Learned(RankingNetwork network) {
            this.network = network;
        }

        /** The score of a candidate. */
        public double score(double[] features) {
            return network.score(features);
        }

        /** Writes the network as {@link LearnedRanking} reads it. */
        public void write(Path file) throws IOException {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), network);
        }
    }

    private final List<Question> questions;
    private final Map<String, Integer> sizes = new HashMap<>();
    private final RankingNetwork network;
    private final double[][]
            parameters; // the network's own arrays: a row of hidden weights each, biases, outputs, linear
    private final double[][] gradients;
    private final double[][] firsts;
    private final double[][] seconds;

    private RankingTrainer(List<Question> all, long seed) {
        questions = new ArrayList<>(all.stream().filter(Question::answered).toList());
        questions.forEach(question -> sizes.merge(question.set(), 1, Integer::sum));
        network = initial(all, new Random(seed));
        List<double[]> arrays = new ArrayList<>(List.of(network.hidden()));
        arrays.addAll(List.of(network.biases(), network.outputs(), network.linear()));
        parameters = arrays.toArray(double[][]::new);
        gradients = zeros();
        firsts = zeros();
        seconds = zeros();
    }

    private double[][] zeros() {
        return Arrays.stream(parameters).map(p -> new double[p.length]).toArray(double[][]::new);
    }

    private static RankingNetwork initial(List<Question> questions, Random random) {
        int features = questions.getFirst().features()[0].length;
        double[] means = new double[features];
        double[] deviations = new double[features];
        for (int f = 0; f < features; f++) {
            int feature = f;
            double[] values = questions.stream()
                    .flatMap(question -> Arrays.stream(question.features()))
                    .mapToDouble(candidate -> candidate[feature])
                    .toArray();
            means[f] = Arrays.stream(values).average().orElseThrow();
            double mean = means[f];
            deviations[f] = Math.sqrt(Arrays.stream(values)
                            .map(v -> (v - mean) * (v - mean))
                            .average()
                            .orElseThrow())
                    + 1e-6;
        }
        double[][] hidden = new double[UNITS][features];
        double[] outputs = new double[UNITS];
        for (double[] unit : hidden) {
            Arrays.setAll(unit, f -> random.nextGaussian() / Math.sqrt(features));
        }
        Arrays.setAll(outputs, u -> random.nextGaussian() / Math.sqrt(UNITS));
        return new RankingNetwork(means, deviations, hidden, new double[UNITS], outputs, new double[features]);
    }

    /** Trains on questions with a candidate that answers; the others are left out. */
    public static Learned learn(List<Question> questions, long seed) {
        return new Learned(train(questions, seed));
    }

    static RankingNetwork train(List<Question> questions, long seed) {
        return new RankingTrainer(questions, seed).train(new Random(seed));
    }

    private RankingNetwork train(Random random) {
        int batches = (questions.size() + BATCH - 1) / BATCH;
        int steps = EPOCHS * batches;
        for (int step = 0; step < steps; step++) {
            int batch = step % batches;
            if (batch == 0) {
                Collections.shuffle(questions, random);
            }
            step(
                    questions.subList(batch * BATCH, Math.min(questions.size(), (batch + 1) * BATCH)),
                    step + 1,
                    RATE * (1 - (double) step / steps));
        }
        return network;
    }

    private void step(List<Question> batch, int step, double rate) {
        Arrays.stream(gradients).forEach(g -> Arrays.fill(g, 0));
        double shares = batch.stream().mapToDouble(this::share).sum();
        batch.forEach(question -> learn(question, share(question) / shares));
        for (int p = 0; p < parameters.length; p++) {
            for (int i = 0; i < parameters[p].length; i++) {
                double gradient = gradients[p][i] + DECAY * parameters[p][i];
                firsts[p][i] = 0.9 * firsts[p][i] + 0.1 * gradient;
                seconds[p][i] = 0.999 * seconds[p][i] + 0.001 * gradient * gradient;
                parameters[p][i] -= rate
                        * (firsts[p][i] / (1 - Math.pow(0.9, step)))
                        / (Math.sqrt(seconds[p][i] / (1 - Math.pow(0.999, step))) + 1e-8);
            }
        }
    }

    private double share(Question question) {
        return 1 / Math.sqrt(sizes.get(question.set()));
    }

    private void learn(Question question, double share) {
        double[] scores =
                Arrays.stream(question.features()).mapToDouble(network::score).toArray();
        double best = Arrays.stream(scores).max().orElseThrow();
        double all = 0;
        double relevant = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.exp(scores[i] - best);
            all += scores[i];
            relevant += question.relevant()[i] ? scores[i] : 0;
        }
        for (int i = 0; i < scores.length; i++) {
            double wanted = question.relevant()[i] ? scores[i] / Math.max(relevant, 1e-300) : 0;
            backward(network.scaled(question.features()[i]), share * (scores[i] / all - wanted));
        }
    }

    private void backward(double[] scaled, double error) {
        int units = network.biases().length;
        double[] biases = gradients[units];
        double[] outputs = gradients[units + 1];
        double[] linear = gradients[units + 2];
        for (int f = 0; f < scaled.length; f++) {
            linear[f] += error * scaled[f];
        }
        for (int u = 0; u < units; u++) {
            double activation = network.activation(u, scaled);
            double inner = error * network.outputs()[u] * (1 - activation * activation);
            outputs[u] += error * activation;
            biases[u] += inner;
            for (int f = 0; f < scaled.length; f++) {
                gradients[u][f] += inner * scaled[f];
            }
        }
    }
}
