package dev.nuri.moe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.hw.Backend;
import dev.nuri.hw.Backends;
import dev.nuri.hw.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Models and logits that another runtime computed, on every backend that can run here. Where weights are quantised that
 * runtime rounds activations to 8 bits, which can flip a near-tie between experts and so move single logits.
 */
class GoldenTest {
    /** Where the two best logits lie closer than this, greedy text may part. */
    private static final float NEAR_TIE = 0.05f;

    /** How far a flipped expert may move logits of these models. */
    private static final float NEAR_TIE_QUANTISED = 0.9f;

    private static final double EQUAL = 1e-10;

    private static List<Path> answers() throws IOException {
        Path folder = SharedData.folder("golden");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> answers =
                    files.filter(p -> p.toString().endsWith(".json")).sorted().toList();
            assertThat(answers).hasSizeGreaterThanOrEqualTo(19);
            return answers;
        }
    }

    @TestFactory
    Stream<DynamicTest> logitsAgree() throws IOException {
        List<Path> answers = answers();
        return Backends.all().stream()
                .filter(backend ->
                        !List.of(RoundingBackend.NAME, FaultyBackend.NAME).contains(backend.name()))
                .flatMap(backend -> answers.stream()
                        .map(path -> DynamicTest.dynamicTest(backend.name() + " " + path.getFileName(), () -> {
                            Backend.Availability probe = backend.probe();
                            Assumptions.assumeTrue(
                                    probe.available(), "skipped: " + backend.name() + ": " + probe.reason());
                            check(path, backend.name());
                        })));
    }

    /**
     * With activations rounded alike nothing is left but the order of sums. A single activation on the border between
     * two steps spoils that for a model, so not every one is held to it.
     */
    @Test
    void roundingOfActivationsExplainsTheDifference() throws IOException {
        List<String> equal = new ArrayList<>();
        for (Path path : answers()) {
            if (roundedNmse(path) < EQUAL) {
                equal.add(path.getFileName().toString());
            }
        }
        assertThat(equal).hasSizeGreaterThanOrEqualTo(5);
    }

    private static double roundedNmse(Path path) throws IOException {
        JsonNode golden = new ObjectMapper().readTree(path.toFile());
        try (LanguageModel model = open(path, golden, RoundingBackend.NAME);
                GenerationSession session = model.newSession(64, TensorType.F32)) {
            return nmse(session.prefill(ints(golden.get("ids"))), golden.get("logits"));
        }
    }

    private static LanguageModel open(Path path, JsonNode golden, String backend) {
        return LanguageModel.open(path.resolveSibling(golden.get("model").asText()), backend);
    }

    private static void check(Path path, String backend) throws IOException {
        JsonNode golden = new ObjectMapper().readTree(path.toFile());
        boolean quantised = !golden.get("type").asText().endsWith("F16");
        try (LanguageModel model = open(path, golden, backend);
                GenerationSession session = model.newSession(256, TensorType.F32)) {
            float[] logits = session.prefill(ints(golden.get("ids")));
            double nmse = nmse(logits, golden.get("logits"));
            System.out.printf(Locale.ROOT, "golden %-8s %-24s nmse %.2e%n", backend, path.getFileName(), nmse);
            assertThat(nmse).isLessThanOrEqualTo(golden.get("nmse").asDouble());
            followGreedy(session, logits, ints(golden.get("greedy")), quantised ? NEAR_TIE_QUANTISED : NEAR_TIE);
        }
    }

    private static void followGreedy(GenerationSession session, float[] first, int[] expected, float tie) {
        float[] logits = first;
        for (int i = 0; i < expected.length; i++) {
            int best = best(logits);
            if (best != expected[i]) {
                assertThat(logits[best] - logits[expected[i]])
                        .as("token %d: %d instead of %d", i, best, expected[i])
                        .isLessThan(tie);
                return; // from here on the texts differ
            }
            logits = session.decode(expected[i]);
        }
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private static double nmse(float[] actual, JsonNode expected) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < actual.length; i++) {
            double y = expected.get(i).asDouble();
            error += (actual[i] - y) * (actual[i] - y);
            size += y * y;
        }
        assertThat(actual).hasSize(expected.size());
        return error / size;
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }
}
