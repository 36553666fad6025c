package dev.nuri.retriever.rerank;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Scores a passage from what speaks for it: a layer of hyperbolic tangents beside a linear one, over features brought to
 * a mean of 0 and a deviation of 1.
 *
 * @param means {@code [features]}
 * @param deviations {@code [features]}, positive
 * @param hidden {@code [units][features]}
 * @param biases {@code [units]}
 * @param outputs {@code [units]}
 * @param linear {@code [features]}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RankingNetwork(
        double[] means, double[] deviations, double[][] hidden, double[] biases, double[] outputs, double[] linear) {

    private static final String LEARNED = "ranking-network.json";

    /** The one that comes with Nuri. */
    static RankingNetwork learned() {
        try (InputStream file = RankingNetwork.class.getResourceAsStream(LEARNED)) {
            return new ObjectMapper().readValue(file, RankingNetwork.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Features on the network's own scale. */
    double[] scaled(double[] features) {
        double[] scaled = new double[features.length];
        for (int f = 0; f < scaled.length; f++) {
            scaled[f] = (features[f] - means[f]) / deviations[f];
        }
        return scaled;
    }

    /**
     * The score of a passage, higher is better; only differences within one query mean something.
     *
     * @param features {@code [features]}, as {@link RankingFeatures} gives them
     */
    double score(double[] features) {
        double[] scaled = scaled(features);
        double score = 0;
        for (int f = 0; f < scaled.length; f++) {
            score += linear[f] * scaled[f];
        }
        for (int u = 0; u < biases.length; u++) {
            score += outputs[u] * activation(u, scaled);
        }
        return score;
    }

    /** What a hidden unit says of scaled features, in (-1, 1). */
    double activation(int unit, double[] scaled) {
        double sum = biases[unit];
        for (int f = 0; f < scaled.length; f++) {
            sum += hidden[unit][f] * scaled[f];
        }
        return Math.tanh(sum);
    }
}
