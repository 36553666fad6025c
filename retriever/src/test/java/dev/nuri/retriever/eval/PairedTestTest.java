package dev.nuri.retriever.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.retriever.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedTestTest {

    @Test
    void theProbabilityIsThatOfTheSigns() {
        // Of the 16 ways to sign four equal differences two are as far from 0 as this one.
        assertThat(PairedTest.probability(List.of(new double[] {0.5, 0.5, 0.5, 0.5})))
                .isCloseTo(2 / 16.0, within(0.015));
        assertThat(PairedTest.probability(List.of(new double[] {1, -1}))).isEqualTo(1);
        assertThat(PairedTest.probability(List.of(new double[] {0, 0, 0}))).isEqualTo(1);
    }

    @Test
    void chanceAloneIsSeldomTakenForADifference() {
        Random random = Seeds.random(PairedTestTest.class);
        long significant = IntStream.range(0, 40)
                .filter(i -> PairedTest.probability(
                                List.of(random.doubles(60).map(x -> x - 0.5).toArray()))
                        < 0.001)
                .count();
        assertThat(significant).isLessThanOrEqualTo(2);
        double[] better = random.doubles(200).map(x -> x - 0.3).toArray();
        assertThat(PairedTest.probability(List.of(better))).isLessThan(0.001);
    }

    @Test
    void groupsCountTheSameWhateverTheirSize() {
        double[] many = new double[90];
        Arrays.fill(many, 0.1);
        List<double[]> groups = List.of(many, new double[] {-0.1, -0.1});
        assertThat(PairedTest.mean(groups)).isCloseTo(0, within(1e-12));
        assertThat(PairedTest.probability(groups)).isEqualTo(1);
    }

    @Test
    void theIntervalHoldsTheMean() {
        double[] figures = Seeds.random(PairedTestTest.class).doubles(400).toArray();
        double[] interval = PairedTest.interval(List.of(figures));
        assertThat(PairedTest.mean(List.of(figures))).isBetween(interval[0], interval[1]);
        // 1.96 standard errors to either side of the mean of 400 uniform figures
        assertThat(interval[1] - interval[0]).isCloseTo(2 * 1.96 * Math.sqrt(1 / 12.0 / 400), within(0.02));
    }

    @Test
    void holmMultipliesTheSmallestMost() {
        assertThat(PairedTest.holm(Map.of("a", 0.01, "b", 0.04, "c", 0.03)))
                .containsOnly(Map.entry("a", 0.03), Map.entry("c", 0.06), Map.entry("b", 0.06));
        assertThat(PairedTest.holm(Map.of("a", 0.7, "b", 0.9))).containsValues(1.0, 1.0);
    }
}
