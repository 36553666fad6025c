package dev.nuri.generator.extractive;

/**
 * Scores measures: a layer of hyperbolic tangents beside a linear one, over measures brought to a mean of 0 and a
 * deviation of 1.
 *
 * @param means {@code [measures]}
 * @param deviations {@code [measures]}, positive
 * @param hidden {@code [units][measures]}
 * @param biases {@code [units]}
 * @param outputs {@code [units]}
 * @param linear {@code [measures]}
 * @param bias of the score
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Network(
        double[] means,
        double[] deviations,
        double[][] hidden,
        double[] biases,
        double[] outputs,
        double[] linear,
        double bias) {

    /** The score of {@code [measures]}. */
    double score(double[] measures) {
        double[] scaled = new double[measures.length];
        double score = bias;
        for (int f = 0; f < scaled.length; f++) {
            scaled[f] = scaled(f, measures[f]);
            score += linear[f] * scaled[f];
        }
        for (int u = 0; u < biases.length; u++) {
            double sum = biases[u];
            double[] weights = hidden[u];
            for (int f = 0; f < scaled.length; f++) {
                sum += weights[f] * scaled[f];
            }
            score += outputs[u] * Math.tanh(sum);
        }
        return score;
    }

    /** A measure on the network's own scale, within bounds that training knows. */
    double scaled(int measure, double value) {
        return Math.clamp((value - means[measure]) / deviations[measure], -6, 6);
    }
}
