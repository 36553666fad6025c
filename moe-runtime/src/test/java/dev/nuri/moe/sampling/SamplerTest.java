package dev.nuri.moe.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.ModelInternalException;
import dev.nuri.moe.TokenLogProbability;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final int DRAWS = 20_000;

    /** Logits of probabilities 0.5, 0.25, 0.15, 0.1, not in order. */
    private static final float[] LOGITS = {log(0.15), log(0.5), log(0.1), log(0.25)};

    private static float log(double p) {
        return (float) Math.log(p);
    }

    private static SamplingSettings settings(float temperature, int topK, float topP, float minP) {
        return new SamplingSettings(temperature, topK, topP, minP, 1, 0, Map.of(), 7);
    }

    private static double[] frequencies(SamplingSettings settings) {
        Sampler sampler = new Sampler(settings);
        double[] out = new double[LOGITS.length];
        for (int i = 0; i < DRAWS; i++) {
            out[sampler.next(LOGITS)] += 1.0 / DRAWS;
        }
        return out;
    }

    private static void assertNear(double[] actual, double... expected) {
        assertThat(actual).containsExactly(expected, within(0.015));
    }

    @Test
    void drawsInProportion() {
        assertNear(frequencies(settings(1, 0, 1, 0)), 0.15, 0.5, 0.1, 0.25);
        double sum = Math.sqrt(0.15) + Math.sqrt(0.5) + Math.sqrt(0.1) + Math.sqrt(0.25);
        assertNear(
                frequencies(settings(2, 0, 1, 0)),
                Math.sqrt(0.15) / sum,
                Math.sqrt(0.5) / sum,
                Math.sqrt(0.1) / sum,
                Math.sqrt(0.25) / sum);
    }

    @Test
    void cutsTheTail() {
        assertNear(frequencies(settings(1, 2, 1, 0)), 0, 2 / 3.0, 0, 1 / 3.0);
        assertNear(frequencies(settings(1, 0, 0.7f, 0)), 0, 2 / 3.0, 0, 1 / 3.0);
        assertNear(frequencies(settings(1, 0, 0.01f, 0)), 0, 1, 0, 0);
        assertNear(frequencies(settings(1, 0, 1, 0.25f)), 0.15 / 0.9, 0.5 / 0.9, 0, 0.25 / 0.9);
    }

    @Test
    void greedyTakesTheGreatestAndTheLowerIdAmongEquals() {
        Sampler sampler = new Sampler(SamplingSettings.greedy());
        assertThat(sampler.next(LOGITS)).isEqualTo(1);
        assertThat(sampler.next(new float[] {1, 2, 2})).isEqualTo(1);
        assertThat(sampler.next(new float[] {-5, Float.NEGATIVE_INFINITY})).isZero();
    }

    @Test
    void biasForbidsAndForces() {
        Map<Integer, Float> bias = Map.of(1, Float.NEGATIVE_INFINITY, 99, 5f);
        Sampler sampler = new Sampler(new SamplingSettings(0, 0, 1, 0, 1, 0, bias, 0));
        assertThat(sampler.next(LOGITS)).isEqualTo(3);
        Sampler forced = new Sampler(new SamplingSettings(1, 0, 1, 0, 1, 0, Map.of(2, 100f), 0));
        assertThat(forced.next(LOGITS)).isEqualTo(2);
    }

    @Test
    void repetitionPenaltyForgetsWhatLeftItsWindow() {
        Sampler sampler = new Sampler(new SamplingSettings(0, 0, 1, 0, 10, 2, Map.of(), 0));
        float[] logits = {4, 3, 2, -1};
        assertThat(sampler.next(logits)).isZero();
        assertThat(sampler.next(logits)).isEqualTo(1);
        assertThat(sampler.next(logits)).isEqualTo(2);
        assertThat(sampler.next(logits)).isZero();
    }

    @Test
    void sameSeedSameDraws() {
        Sampler a = new Sampler(SamplingSettings.random(1, 42));
        Sampler b = new Sampler(SamplingSettings.random(1, 42));
        for (int i = 0; i < 100; i++) {
            assertThat(a.next(LOGITS)).isEqualTo(b.next(LOGITS));
        }
    }

    @Test
    void extremesAreDrawnOrRefused() {
        Sampler sampler = new Sampler(SamplingSettings.random(1, 0));
        assertThat(sampler.next(new float[] {Float.NEGATIVE_INFINITY, 0})).isEqualTo(1);
        assertThat(sampler.next(new float[] {Float.POSITIVE_INFINITY, 0})).isZero();
        assertThat(sampler.next(new float[] {-3e38f, 3e38f})).isEqualTo(1);
        assertThatThrownBy(() -> sampler.next(new float[] {Float.NEGATIVE_INFINITY}))
                .isInstanceOf(ModelInternalException.class)
                .hasMessageContaining("minus infinity");
        assertThatThrownBy(() -> sampler.next(new float[] {3, Float.NaN}))
                .isInstanceOf(ModelInternalException.class)
                .hasMessageContaining("the logit of token 1 is NaN");
    }

    @Test
    void drawsOnlyWhatIsAllowed() {
        Sampler sampler = new Sampler(SamplingSettings.random(1, 5));
        double[] seen = new double[LOGITS.length];
        for (int i = 0; i < DRAWS; i++) {
            seen[sampler.next(LOGITS, new long[] {0b1001})] += 1.0 / DRAWS;
        }
        assertNear(seen, 0.15 / 0.4, 0, 0, 0.25 / 0.4);
        float[] wide = new float[130];
        wide[129] = 9;
        wide[64] = 8;
        assertThat(new Sampler(SamplingSettings.greedy()).next(wide, new long[] {1, 1}))
                .isEqualTo(64);
        assertThatThrownBy(() -> sampler.next(LOGITS, new long[1])).hasMessageContaining("no token can be drawn");
    }

    /** The cuts must leave the same ids as sorting everything would. */
    @Test
    void cutsAgreeWithSortingEverything() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 50; round++) {
            float[] logits = new float[50];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = random.nextInt(20) / 4f; // many equal ones
            }
            int topK = random.nextInt(0, 20);
            float topP = random.nextBoolean() ? 1 : random.nextInt(1, 100) / 100f;
            float minP = random.nextBoolean() ? 0 : random.nextInt(0, 50) / 100f;
            Set<Integer> expected = sortedCut(logits, topK, topP, minP);
            Sampler sampler = new Sampler(new SamplingSettings(1000, topK, topP, minP, 1, 0, Map.of(), round));
            Set<Integer> seen = new HashSet<>();
            for (int i = 0; i < 1500; i++) {
                seen.add(sampler.next(logits));
            }
            assertThat(seen).as("topK %d, topP %s, minP %s", topK, topP, minP).isEqualTo(expected);
        }
    }

    private static Set<Integer> sortedCut(float[] logits, int topK, float topP, float minP) {
        List<Integer> ids =
                new ArrayList<>(IntStream.range(0, logits.length).boxed().toList());
        ids.sort(Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparingInt(id -> id));
        if (topK > 0) {
            ids = ids.subList(0, topK);
        }
        float best = logits[ids.getFirst()];
        double sum = ids.stream().mapToDouble(id -> Math.exp(logits[id] - best)).sum();
        Set<Integer> out = new HashSet<>();
        double reached = 0;
        for (int id : ids) {
            double weight = Math.exp(logits[id] - best);
            if (out.isEmpty() || ((topP == 1 || reached < topP * sum) && weight >= minP)) {
                out.add(id);
            }
            reached += weight;
        }
        return out;
    }

    @Test
    void probabilitiesAreTheModelsOwn() {
        LogProbabilities probabilities = new LogProbabilities(LOGITS);
        assertThat(Math.exp(probabilities.of(0))).isCloseTo(0.15, within(1e-6));
        assertThat(probabilities.best(2).stream().map(TokenLogProbability::id)).containsExactly(1, 3);
        assertThat(probabilities.best(9)).hasSize(4);
        assertThat(new LogProbabilities(new float[] {Float.POSITIVE_INFINITY, 0}).of(0))
                .isZero();
    }

    @Test
    void settingsSayTheirRule() {
        assertThatThrownBy(() -> settings(-1, 0, 1, 0))
                .isInstanceOf(ModelInputException.class)
                .hasMessage("temperature must be at least 0, got -1.0");
        assertThatThrownBy(() -> settings(1, 0, 0, 0)).hasMessageContaining("topP");
        assertThatThrownBy(() -> settings(Float.NaN, 0, 1, 0)).hasMessageContaining("temperature");
    }
}
