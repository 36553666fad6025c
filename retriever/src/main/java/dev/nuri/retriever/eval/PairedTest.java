package dev.nuri.retriever.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Whether two systems differ in more than chance, question by question: the two-sided paired randomisation test (Smucker,
 * Allan and Carterette, CIKM 2007), Holm's correction for several tests at once, and percentile bootstrap intervals. The
 * same differences give the same figures each time.
 */
public final class PairedTest {

    private static final int ROUNDS = 10_000;
    private static final long SEED = 20_261_124;
    private static final double TAIL = 0.025;

    private PairedTest() {}

    /**
     * How likely a difference at least as large is when each question's sign is chance.
     *
     * @param groups differences by group, such as a set; each group counts the same
     * @return in (0, 1]
     */
    public static double probability(List<double[]> groups) {
        double seen = Math.abs(mean(groups));
        SplittableRandom random = new SplittableRandom(SEED);
        int atLeast = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double sum = 0;
            for (double[] group : groups) {
                double signed = 0;
                for (double difference : group) {
                    signed += difference == 0 || random.nextBoolean() ? difference : -difference;
                }
                sum += signed / group.length;
            }
            // What floating point loses must not make an equal difference a smaller one.
            atLeast += Math.abs(sum / groups.size()) >= seen - 1e-12 ? 1 : 0;
        }
        return (atLeast + 1.0) / (ROUNDS + 1.0);
    }

    /**
     * The interval that holds the mean with 95 % confidence.
     *
     * @param groups figures or differences by group; questions are drawn anew within each
     * @return lower and upper end
     */
    public static double[] interval(List<double[]> groups) {
        Random random = new Random(SEED);
        int rounds = ROUNDS / 10;
        double[] means = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            double sum = 0;
            for (double[] group : groups) {
                double drawn = 0;
                for (int i = 0; i < group.length; i++) {
                    drawn += group[random.nextInt(group.length)];
                }
                sum += drawn / group.length;
            }
            means[round] = sum / groups.size();
        }
        Arrays.sort(means);
        return new double[] {means[(int) (TAIL * rounds)], means[(int) ((1 - TAIL) * rounds)]};
    }

    /** The mean of the groups' means. */
    public static double mean(List<double[]> groups) {
        return groups.stream()
                .mapToDouble(group -> Arrays.stream(group).sum() / group.length)
                .average()
                .orElse(0);
    }

    /**
     * Corrects for having tested several times (Holm, Scandinavian Journal of Statistics 1979).
     *
     * @param probabilities by name
     * @return by name, none smaller than before
     */
    public static Map<String, Double> holm(Map<String, Double> probabilities) {
        List<Map.Entry<String, Double>> ascending = new ArrayList<>(probabilities.entrySet());
        ascending.sort(Map.Entry.comparingByValue(Comparator.naturalOrder()));
        Map<String, Double> corrected = new LinkedHashMap<>();
        double highest = 0;
        for (int i = 0; i < ascending.size(); i++) {
            highest = Math.max(highest, Math.min(1, ascending.get(i).getValue() * (ascending.size() - i)));
            corrected.put(ascending.get(i).getKey(), highest);
        }
        return corrected;
    }
}
