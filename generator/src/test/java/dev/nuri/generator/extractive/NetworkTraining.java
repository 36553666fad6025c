package dev.nuri.generator.extractive;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Fits a {@link Network}, and a table of weights found by hash beside it, by Adam over small batches (Kingma and Ba, ICLR
 * 2015). Deterministic. Two losses: of several candidates the right ones are likeliest (their summed probability, each
 * weighed by how right it is), or each candidate by itself is right or not (logistic).
 */
final class NetworkTraining {

    private static final int BATCH = 16;

    /**
     * What is learned from.
     *
     * @param measures {@code [candidates][measures]}; null for a candidate that stands for none of the others: its score
     *     is 0
     * @param slots {@code [candidates][names]}, places in the table; null without a table
     * @param right {@code [candidates]}, in [0, 1]
     * @param weight of the example
     * @param group of the bias it has beside the network, or -1
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Example(float[][] measures, int[][] slots, float[] right, double weight, int group) {}

    private final long seed;
    private final int measures;
    private final int units;
    private final double l2;
    private final double tableL2;
    private final double groupL2;
    private final double[] parameters;
    private final double[] first;
    private final double[] second;
    private final int tableAt;
    private final int groupsAt;
    private double[] means;
    private double[] deviations;
    private int step;

    NetworkTraining(
            long seed, int measures, int units, int table, int groups, double l2, double tableL2, double groupL2) {
        this.seed = seed;
        this.measures = measures;
        this.units = units;
        this.l2 = l2;
        this.tableL2 = tableL2;
        this.groupL2 = groupL2;
        tableAt = measures + units * (measures + 2);
        groupsAt = tableAt + table;
        parameters = new double[groupsAt + groups];
        first = new double[parameters.length];
        second = new double[parameters.length];
        SplittableRandom random = new SplittableRandom(seed);
        for (int u = 0; u < units; u++) {
            for (int f = 0; f < measures; f++) {
                parameters[measures + u * measures + f] = (random.nextDouble() - 0.5) * 2 / Math.sqrt(measures);
            }
            parameters[measures + units * measures + units + u] = (random.nextDouble() - 0.5) * 0.2;
        }
    }

    /** Trains; a rate that falls to a tenth towards the end. */
    NetworkTraining fit(List<Example> examples, int epochs, double rate, boolean listwise) {
        scale(examples);
        SplittableRandom random = new SplittableRandom(seed + 11);
        int[] order = new int[examples.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        double[] gradient = new double[parameters.length];
        int[] touched = new int[1 << 20];
        for (int epoch = 0; epoch < epochs; epoch++) {
            shuffle(order, random);
            double loss = 0;
            double now = rate * Math.pow(0.1, (double) epoch / epochs);
            for (int from = 0; from < order.length; from += BATCH) {
                int slots = 0;
                for (int i = from; i < Math.min(order.length, from + BATCH); i++) {
                    Example example = examples.get(order[i]);
                    loss += listwise ? list(example, gradient) : each(example, gradient);
                    if (example.slots() != null) {
                        for (int[] candidate : example.slots()) {
                            for (int slot : candidate) {
                                touched[slots++] = tableAt + slot;
                            }
                        }
                    }
                    if (example.group() >= 0) {
                        touched[slots++] = groupsAt + example.group();
                    }
                }
                adam(gradient, touched, slots, now);
            }
            if (epoch == epochs - 1) {
                System.err.printf(Locale.ROOT, "epoch %d loss %.4f%n", epoch + 1, loss / order.length);
            }
        }
        return this;
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
    }

    private void scale(List<Example> examples) {
        means = new double[measures];
        deviations = new double[measures];
        double[] squares = new double[measures];
        long count = 0;
        for (Example example : examples) {
            for (float[] candidate : example.measures()) {
                count += candidate == null ? 0 : 1;
                for (int f = 0; candidate != null && f < measures; f++) {
                    means[f] += candidate[f];
                    squares[f] += (double) candidate[f] * candidate[f];
                }
            }
        }
        for (int f = 0; f < measures; f++) {
            means[f] /= count;
            deviations[f] = Math.sqrt(Math.max(0, squares[f] / count - means[f] * means[f]));
            deviations[f] = deviations[f] < 1e-6 ? 1 : deviations[f];
        }
    }

    private double list(Example example, double[] gradient) {
        int n = example.measures().length;
        double[][] scaled = new double[n][];
        double[][] activations = new double[n][];
        double[] scores = new double[n];
        double top = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < n; c++) {
            activations[c] = new double[units];
            if (example.measures()[c] != null) {
                scaled[c] = scaled(example.measures()[c]);
                scores[c] = score(scaled[c], activations[c], example, c);
            }
            top = Math.max(top, scores[c]);
        }
        double all = 0;
        double right = 0;
        for (int c = 0; c < n; c++) {
            scores[c] = Math.exp(scores[c] - top);
            all += scores[c];
            right += scores[c] * example.right()[c];
        }
        right = Math.max(right, 1e-12);
        for (int c = 0; c < n; c++) {
            double slope = scores[c] / all - scores[c] * example.right()[c] / right;
            if (scaled[c] != null) {
                back(slope * example.weight(), scaled[c], activations[c], example, c, gradient);
            }
        }
        return -Math.log(right / all) * example.weight();
    }

    private double each(Example example, double[] gradient) {
        double loss = 0;
        for (int c = 0; c < example.measures().length; c++) {
            double[] scaled = scaled(example.measures()[c]);
            double[] activations = new double[units];
            double p = 1 / (1 + Math.exp(-score(scaled, activations, example, c)));
            double right = example.right()[c];
            back((p - right) * example.weight(), scaled, activations, example, c, gradient);
            loss -= example.weight() * Math.log(Math.max(1e-12, right > 0.5 ? p : 1 - p));
        }
        return loss;
    }

    private double[] scaled(float[] values) {
        double[] scaled = new double[measures];
        for (int f = 0; f < measures; f++) {
            scaled[f] = Math.clamp((values[f] - means[f]) / deviations[f], -6, 6);
        }
        return scaled;
    }

    private double score(double[] scaled, double[] activations, Example example, int candidate) {
        double score = example.group() < 0 ? 0 : parameters[groupsAt + example.group()];
        for (int f = 0; f < measures; f++) {
            score += parameters[f] * scaled[f];
        }
        int biases = measures + units * measures;
        for (int u = 0; u < units; u++) {
            double sum = parameters[biases + u];
            int at = measures + u * measures;
            for (int f = 0; f < measures; f++) {
                sum += parameters[at + f] * scaled[f];
            }
            activations[u] = Math.tanh(sum);
            score += parameters[biases + units + u] * activations[u];
        }
        if (example.slots() != null) {
            for (int slot : example.slots()[candidate]) {
                score += parameters[tableAt + slot];
            }
        }
        return score;
    }

    private void back(
            double slope, double[] scaled, double[] activations, Example example, int candidate, double[] gradient) {
        if (Math.abs(slope) < 1e-7) {
            return;
        }
        for (int f = 0; f < measures; f++) {
            gradient[f] += slope * scaled[f];
        }
        int biases = measures + units * measures;
        for (int u = 0; u < units; u++) {
            gradient[biases + units + u] += slope * activations[u];
            double inner = slope * parameters[biases + units + u] * (1 - activations[u] * activations[u]);
            gradient[biases + u] += inner;
            int at = measures + u * measures;
            for (int f = 0; f < measures; f++) {
                gradient[at + f] += inner * scaled[f];
            }
        }
        if (example.slots() != null) {
            for (int slot : example.slots()[candidate]) {
                gradient[tableAt + slot] += slope;
            }
        }
        if (example.group() >= 0) {
            gradient[groupsAt + example.group()] += slope;
        }
    }

    private void adam(double[] gradient, int[] touched, int count, double rate) {
        step++;
        for (int i = 0; i < tableAt; i++) {
            move(i, gradient, rate, l2);
        }
        for (int i = 0; i < count; i++) {
            if (gradient[touched[i]] != 0) {
                move(touched[i], gradient, rate, touched[i] < groupsAt ? tableL2 : groupL2);
            }
        }
    }

    private void move(int i, double[] gradient, double rate, double decay) {
        double g = gradient[i] / BATCH + decay * parameters[i];
        gradient[i] = 0;
        first[i] = 0.9 * first[i] + 0.1 * g;
        second[i] = 0.999 * second[i] + 0.001 * g * g;
        double mean = first[i] / (1 - Math.pow(0.9, Math.min(step, 10_000)));
        double square = second[i] / (1 - Math.pow(0.999, Math.min(step, 100_000)));
        parameters[i] -= rate * mean / (Math.sqrt(square) + 1e-8);
    }

    /** The mean of networks over measures on the same scale, as one. */
    static Network mean(List<Network> networks) {
        Network one = networks.getFirst();
        double[][] hidden =
                networks.stream().flatMap(n -> Arrays.stream(n.hidden())).toArray(double[][]::new);
        double[] biases = networks.stream()
                .flatMapToDouble(n -> Arrays.stream(n.biases()))
                .toArray();
        double[] outputs = networks.stream()
                .flatMapToDouble(n -> Arrays.stream(n.outputs()))
                .map(output -> output / networks.size())
                .toArray();
        double[] linear = new double[one.linear().length];
        for (Network network : networks) {
            for (int f = 0; f < linear.length; f++) {
                linear[f] += network.linear()[f] / networks.size();
            }
        }
        double bias = networks.stream().mapToDouble(Network::bias).average().orElse(0);
        return new Network(one.means(), one.deviations(), hidden, biases, outputs, linear, bias);
    }

    /**
     * What was learned, but for table and groups.
     *
     * @param bias of the score
     */
    Network network(double bias) {
        double[][] hidden = new double[units][measures];
        double[] biases = new double[units];
        double[] outputs = new double[units];
        double[] linear = new double[measures];
        int at = measures + units * measures;
        for (int u = 0; u < units; u++) {
            for (int f = 0; f < measures; f++) {
                hidden[u][f] = rounded(parameters[measures + u * measures + f]);
            }
            biases[u] = rounded(parameters[at + u]);
            outputs[u] = rounded(parameters[at + units + u]);
        }
        for (int f = 0; f < measures; f++) {
            linear[f] = rounded(parameters[f]);
            means[f] = rounded(means[f]);
            deviations[f] = Math.max(1e-4, rounded(deviations[f]));
        }
        return new Network(means, deviations, hidden, biases, outputs, linear, rounded(bias));
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    /** The table's weights. */
    double[] table() {
        return Arrays.copyOfRange(parameters, tableAt, groupsAt);
    }

    /** The groups' biases. */
    double[] groups() {
        return Arrays.copyOfRange(parameters, groupsAt, parameters.length);
    }
}
