package dev.nuri.generator.extractive;

import dev.nuri.generator.extractive.NetworkTraining.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Learns the order of sentences: those with an answer are to be likelier than all others and than nothing; where no passage
 * answers, nothing is to be the likeliest. Every set weighs the same.
 */
final class RankTraining {

    private static final int UNITS = Integer.getInteger("rank.units", 0);
    private static final double L2 = Double.parseDouble(System.getProperty("rank.l2", "0.001"));
    private static final int EPOCHS = 25;
    private static final int MEMBERS = 2;
    private static final double MOST_WEIGHT = 3;

    private RankTraining() {}

    static Network fit(List<MeasuredQuestion> questions) {
        Map<String, Integer> counts = new HashMap<>();
        questions.forEach(q -> counts.merge(q.kind(), 1, Integer::sum));
        double mean = (double) questions.size() / counts.size();
        List<Example> examples = new ArrayList<>();
        for (MeasuredQuestion question : questions) {
            double weight = Math.min(MOST_WEIGHT, mean / counts.get(question.kind()));
            Example example = example(question, weight);
            if (example != null) {
                examples.add(example);
            }
            if (question.removed() != null
                    && TrainingQuestions.crc("gone " + question.asked().query().id()) % 3 == 0) {
                examples.add(nothing(question.removed().candidates(), weight));
            }
        }
        List<Network> networks = new ArrayList<>();
        for (int seed = 1; seed <= MEMBERS; seed++) {
            NetworkTraining training = new NetworkTraining(seed, Feature.values().length, UNITS, 0, 1, L2, 0, 0)
                    .fit(examples, EPOCHS, 0.01, true);
            networks.add(training.network(training.groups()[0]));
        }
        return NetworkTraining.mean(networks);
    }

    private static Example example(MeasuredQuestion question, double weight) {
        List<Candidate> candidates = question.present().candidates();
        float[] right = new float[candidates.size() + 1];
        boolean any = false;
        for (int i = 0; i < candidates.size(); i++) {
            right[i] = question.rightness(candidates.get(i));
            any |= right[i] > 0;
        }
        return any ? new Example(withNothing(candidates), null, right, weight, 0) : null;
    }

    private static Example nothing(List<Candidate> candidates, double weight) {
        float[] right = new float[candidates.size() + 1];
        right[candidates.size()] = 1;
        return new Example(withNothing(candidates), null, right, weight, 0);
    }

    private static float[][] withNothing(List<Candidate> candidates) {
        float[][] measures = new float[candidates.size() + 1][];
        for (int i = 0; i < candidates.size(); i++) {
            measures[i] = MeasuredQuestion.floats(candidates.get(i).features());
        }
        return measures;
    }

    /** Prints for each set how many of the questions whose passage was found have an answer among the quotes. */
    static void print(String label, List<MeasuredQuestion> questions, List<Weights> byFold) {
        for (boolean byMeaning : new boolean[] {true, false}) {
            printOf(
                    label + (byMeaning ? " by meaning" : " by words"),
                    questions.stream().filter(q -> q.byMeaning() == byMeaning).toList(),
                    byFold);
        }
    }

    private static void printOf(String label, List<MeasuredQuestion> questions, List<Weights> byFold) {
        Map<String, double[]> sets = new TreeMap<>();
        double sentences = 0;
        double length = 0;
        int count = 0;
        for (MeasuredQuestion question : questions) {
            if (!question.present().retrieved()
                    || question.asked().query().answers().isEmpty()) {
                continue;
            }
            Weights weights = byFold.get(question.fold());
            List<Candidate> chosen =
                    Composition.choose(CandidateRanking.rank(question.present().candidates(), weights), weights);
            double[] counts = sets.computeIfAbsent(question.asked().set(), set -> new double[2]);
            counts[0] += question.holds(chosen) ? 1 : 0;
            counts[1]++;
            sentences += chosen.size();
            length +=
                    chosen.stream().mapToInt(c -> c.sentence().text().length()).sum();
            count++;
        }
        StringBuilder each = new StringBuilder();
        sets.forEach((set, c) -> each.append(String.format(Locale.ROOT, "%s %.1f ", set, 100 * c[0] / c[1])));
        double mean = sets.values().stream()
                .mapToDouble(c -> 100 * c[0] / c[1])
                .average()
                .orElse(0);
        System.err.printf(
                Locale.ROOT,
                "%s: in quotes when retrieved %.1f; %.2f sentences, %.0f code units each%n   %s%n",
                label,
                mean,
                sentences / Math.max(1, count),
                length / Math.max(1, count),
                each);
    }

    static List<Weights> same(Weights weights) {
        Weights[] all = new Weights[MeasuredQuestion.folds()];
        Arrays.fill(all, weights);
        return List.of(all);
    }
}
