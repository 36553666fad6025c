package dev.nuri.generator.citation;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Gives the probability that a claim is borne out: a layer of hyperbolic tangents beside a linear one, over features
 * brought to a mean of 0 and a deviation of 1, and for each language a line through the log-odds (J. Platt,
 * "Probabilistic outputs for support vector machines", 1999).
 *
 * @param means {@code [features]}
 * @param deviations {@code [features]}, positive
 * @param hidden {@code [units][features]}
 * @param biases {@code [units]}
 * @param outputs {@code [units]}
 * @param linear {@code [features]}
 * @param bias added to the log-odds
 * @param calibration language to slope and shift, in log-odds; a language without is left as it is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SupportNetwork(
        double[] means,
        double[] deviations,
        double[][] hidden,
        double[] biases,
        double[] outputs,
        double[] linear,
        double bias,
        Map<String, double[]> calibration) {

    /** Compares a claim with text of its own language. */
    static final SupportNetwork WITHIN = read("within-languages.json");

    /** Compares a claim with text of another language. */
    static final SupportNetwork ACROSS = read("across-languages.json");

    private static final double MOST = 30;

    private static SupportNetwork read(String name) {
        try (InputStream file = SupportNetwork.class.getResourceAsStream(name)) {
            return new ObjectMapper().readValue(file, SupportNetwork.class);
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

    /** What a hidden unit says of scaled features, in (-1, 1). */
    double activation(int unit, double[] scaled) {
        double sum = biases[unit];
        for (int f = 0; f < scaled.length; f++) {
            sum += hidden[unit][f] * scaled[f];
        }
        return Math.tanh(sum);
    }

    /** Log-odds before calibration. */
    double logit(double[] features) {
        double[] scaled = scaled(features);
        double logit = bias;
        for (int f = 0; f < scaled.length; f++) {
            logit += linear[f] * scaled[f];
        }
        for (int u = 0; u < biases.length; u++) {
            logit += outputs[u] * activation(u, scaled);
        }
        return logit;
    }

    /** Calibrated log-odds that a claim of a language is borne out, within plus and minus 30. */
    double logit(double[] features, String language) {
        double[] line = calibration.get(language);
        double logit = logit(features);
        return Math.clamp(line == null ? logit : line[0] * logit + line[1], -MOST, MOST);
    }

    static double probability(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }
}
