package dev.nuri.generator.citation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Trains a {@link SupportNetwork}: Adam (Kingma and Ba, ICLR 2015) on the cross-entropy, and then for each language a
 * line through the log-odds. Deterministic.
 */
final class SupportTrainer {

    private static final int UNITS = 12;
    private static final int EPOCHS = 40;
    private static final int BATCH = 256;
    private static final double RATE = 0.01;
    private static final double DECAY = 1e-4;
    /** Draws a language's line towards the common one. */
    private static final double PRIOR = 20;

    /** A claim's features; its weight says how much it counts. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sample(String language, double[] features, boolean supported, double weight) {}

    private final List<Sample> samples;
    private SupportNetwork network;
    private final double[][] parameters;
    private final double[][] gradients;
    private final double[][] firsts;
    private final double[][] seconds;
    private final double[] bias = new double[1];

    private SupportTrainer(List<Sample> all, Random random) {
        samples = new ArrayList<>(all);
        network = initial(all, random);
        List<double[]> arrays = new ArrayList<>(List.of(network.hidden()));
        arrays.addAll(List.of(network.biases(), network.outputs(), network.linear(), bias));
        parameters = arrays.toArray(double[][]::new);
        gradients = zeros();
        firsts = zeros();
        seconds = zeros();
    }

    private double[][] zeros() {
        return Arrays.stream(parameters).map(p -> new double[p.length]).toArray(double[][]::new);
    }

    private static SupportNetwork initial(List<Sample> samples, Random random) {
        int features = samples.getFirst().features().length;
        double[] means = new double[features];
        double[] deviations = new double[features];
        for (int f = 0; f < features; f++) {
            int feature = f;
            double mean = samples.stream()
                    .mapToDouble(s -> s.features()[feature])
                    .average()
                    .orElseThrow();
            double variance = samples.stream()
                    .mapToDouble(s -> Math.pow(s.features()[feature] - mean, 2))
                    .average()
                    .orElseThrow();
            means[f] = mean;
            deviations[f] = Math.sqrt(variance) + 1e-3;
        }
        double[][] hidden = new double[UNITS][features];
        double[] outputs = new double[UNITS];
        for (double[] unit : hidden) {
            Arrays.setAll(unit, f -> random.nextGaussian() / Math.sqrt(features));
        }
        Arrays.setAll(outputs, u -> random.nextGaussian() / Math.sqrt(UNITS));
        return new SupportNetwork(
                means, deviations, hidden, new double[UNITS], outputs, new double[features], 0, Map.of());
    }

    /**
     * Trains.
     *
     * @param byLanguage whether each language gets a line of its own
     */
    static SupportNetwork train(List<Sample> samples, long seed, boolean byLanguage) {
        Random random = new Random(seed);
        return new SupportTrainer(samples, random).train(random, byLanguage);
    }

    private SupportNetwork train(Random random, boolean byLanguage) {
        int batches = (samples.size() + BATCH - 1) / BATCH;
        int steps = EPOCHS * batches;
        for (int step = 0; step < steps; step++) {
            int batch = step % batches;
            if (batch == 0) {
                Collections.shuffle(samples, random);
            }
            step(
                    samples.subList(batch * BATCH, Math.min(samples.size(), (batch + 1) * BATCH)),
                    step + 1,
                    RATE * (1 - (double) step / steps));
        }
        network = with(Map.of());
        return byLanguage ? with(calibration()) : network;
    }

    private SupportNetwork with(Map<String, double[]> calibration) {
        return new SupportNetwork(
                network.means(),
                network.deviations(),
                network.hidden(),
                network.biases(),
                network.outputs(),
                network.linear(),
                bias[0],
                calibration);
    }

    private void step(List<Sample> batch, int step, double rate) {
        Arrays.stream(gradients).forEach(g -> Arrays.fill(g, 0));
        double weights = batch.stream().mapToDouble(Sample::weight).sum();
        for (Sample sample : batch) {
            double logit = network.logit(sample.features()) + bias[0];
            double error = SupportNetwork.probability(logit) - (sample.supported() ? 1 : 0);
            backward(network.scaled(sample.features()), error * sample.weight() / weights);
        }
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

    private void backward(double[] scaled, double error) {
        int units = network.biases().length;
        for (int f = 0; f < scaled.length; f++) {
            gradients[units + 2][f] += error * scaled[f];
        }
        gradients[units + 3][0] += error;
        for (int u = 0; u < units; u++) {
            double activation = network.activation(u, scaled);
            double inner = error * network.outputs()[u] * (1 - activation * activation);
            gradients[units + 1][u] += error * activation;
            gradients[units][u] += inner;
            for (int f = 0; f < scaled.length; f++) {
                gradients[u][f] += inner * scaled[f];
            }
        }
    }

    /** Newton's method on a slope and a shift for each language, with a Gaussian prior around 1 and 0. */
    private Map<String, double[]> calibration() {
        Map<String, List<Sample>> languages = new HashMap<>();
        samples.forEach(s ->
                languages.computeIfAbsent(s.language(), l -> new ArrayList<>()).add(s));
        Map<String, double[]> lines = new java.util.TreeMap<>();
        languages.forEach((language, own) -> lines.put(language, line(own)));
        return lines;
    }

    private double[] line(List<Sample> own) {
        double slope = 1;
        double shift = 0;
        for (int round = 0; round < 25; round++) {
            double gs = PRIOR * (slope - 1);
            double gb = PRIOR * shift / 4;
            double ss = PRIOR;
            double sb = 0;
            double bb = PRIOR / 4;
            for (Sample sample : own) {
                double x = Math.clamp(network.logit(sample.features()), -15, 15);
                double p = SupportNetwork.probability(slope * x + shift);
                double error = sample.weight() * (p - (sample.supported() ? 1 : 0));
                double curve = sample.weight() * p * (1 - p);
                gs += error * x;
                gb += error;
                ss += curve * x * x;
                sb += curve * x;
                bb += curve;
            }
            double det = ss * bb - sb * sb;
            slope -= (bb * gs - sb * gb) / det;
            shift -= (ss * gb - sb * gs) / det;
        }
        return new double[] {Math.max(0.2, slope), shift};
    }
}
