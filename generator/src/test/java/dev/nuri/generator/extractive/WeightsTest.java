package dev.nuri.generator.extractive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.Embedder;
import dev.nuri.student.StudentProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {

    @TempDir
    Path folder;

    private static Learned shipped() throws IOException {
        return new ObjectMapper().readValue(Weights.class.getResourceAsStream("learned.json"), Learned.class);
    }

    @Test
    void whatWasLearnedFitsWhatIsMeasured() throws IOException {
        Learned learned = shipped();
        fits(learned.ranking(), Feature.values().length);
        fits(learned.spans().network(), SpanFeature.values().length);
        fits(learned.support(), SupportFeature.values().length);
        int table = Base64.getDecoder().decode(learned.spans().table()).length;
        assertThat(Integer.bitCount(table)).as("a power of two").isEqualTo(1);
        assertThat(learned.answerAt()).isBetween(0.1, 0.9);
        assertThat(learned.quoteAt()).isBetween(0.05, 0.9);
        assertThat(learned.languages().values()).allMatch(bias -> Math.abs(bias) < 3);
    }

    private static void fits(Network network, int measures) {
        assertThat(network.means()).hasSize(measures);
        assertThat(network.linear()).hasSize(measures);
        assertThat(network.deviations()).hasSize(measures);
        assertThat(Arrays.stream(network.deviations())).allMatch(d -> d > 0);
        assertThat(network.biases()).hasSameSizeAs(network.outputs());
        assertThat(List.of(network.hidden()))
                .hasSize(network.outputs().length)
                .allMatch(unit -> unit.length == measures);
    }

    @Test
    void meaningIsMeasuredByTheEmbedderOfTrainingAlone() throws IOException {
        Learned learned = shipped();
        Weights weights = new Weights(new Learned(
                StudentProvider.BUNDLED,
                learned.ranking(),
                learned.spans(),
                learned.support(),
                learned.languages(),
                learned.answerAt(),
                learned.quoteAt()));
        try (Embedder student = new StudentProvider().open(folder)) {
            assertThat(Weights.learned().meaning(student).known())
                    .isEqualTo(learned.embedder().equals(StudentProvider.BUNDLED));
            Meaning meaning = weights.meaning(student);
            assertThat(meaning.known()).isTrue();
            meaning.learn(List.of("ship", "boat", "tax"));
            double near = Meaning.cosine(meaning.word("ship"), meaning.word("boat"));
            assertThat(near).isGreaterThan(Meaning.cosine(meaning.word("ship"), meaning.word("tax")));
        }
        assertThat(weights.meaning(null).known()).isFalse();
    }

    @Test
    void aNetworkIsALinearLayerBesideTangents() {
        Network network = new Network(
                new double[] {1, 0},
                new double[] {2, 1},
                new double[][] {{1, 1}},
                new double[] {0.5},
                new double[] {3},
                new double[] {0.25, -1},
                7);
        double scaled = (5 - 1) / 2.0;
        double expected = 7 + 0.25 * scaled - 4 + 3 * Math.tanh(0.5 + scaled + 4);
        assertThat(network.score(new double[] {5, 4})).isCloseTo(expected, within(1e-12));
        assertThat(network.scaled(0, 1e9)).as("beyond what training saw").isEqualTo(6);
    }

    @Test
    void aLanguageWithoutDataIsTakenForAnAverageOne() throws IOException {
        Learned learned = shipped();
        double[] measures = learned.support().means();
        double average = 1 / (1 + Math.exp(-learned.support().score(measures)));
        assertThat(Weights.learned().confidence(measures, "xx")).isCloseTo(average, within(1e-12));
    }

    @Test
    void trainingFindsWhatTellsTheRightOnesApart() {
        List<NetworkTraining.Example> examples = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 300; i++) {
            float[][] measures = new float[4][3];
            float[] right = new float[4];
            for (int c = 0; c < 4; c++) {
                measures[c] = new float[] {(float) random.nextDouble(), (float) random.nextDouble(), 5};
            }
            int best = 0;
            for (int c = 1; c < 4; c++) {
                best = measures[c][0] * measures[c][1] > measures[best][0] * measures[best][1] ? c : best;
            }
            right[best] = 1;
            examples.add(new NetworkTraining.Example(measures, null, right, 1, -1));
        }
        Network network = new NetworkTraining(1, 3, 6, 0, 0, 1e-5, 0, 0)
                .fit(examples.subList(0, 200), 60, 0.02, true)
                .network(0);
        long found = examples.subList(200, 300).stream()
                .filter(example -> {
                    int best = 0;
                    for (int c = 1; c < 4; c++) {
                        best = score(network, example.measures()[c]) > score(network, example.measures()[best])
                                ? c
                                : best;
                    }
                    return example.right()[best] == 1;
                })
                .count();
        assertThat(found).as("of 100, 25 by chance").isGreaterThan(85);
    }

    private static double score(Network network, float[] measures) {
        return network.score(new double[] {measures[0], measures[1], measures[2]});
    }
}
