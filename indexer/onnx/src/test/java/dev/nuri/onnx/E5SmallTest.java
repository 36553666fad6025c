package dev.nuri.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class E5SmallTest {

    @TempDir
    static Path cache;

    private static Embedder embedder;

    @BeforeAll
    static void open() {
        embedder = ServiceLoader.load(EmbedderProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("e5-small-v2"))
                .findFirst()
                .orElseThrow()
                .open(cache);
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    @Test
    void givesUnitVectorsOfItsDimension() {
        for (float[] vector : embedder.embed(List.of("a", "A longer text about rivers.", ""), Embedder.Role.PASSAGE)) {
            assertThat(vector).hasSize(embedder.dimension()).hasSize(384);
            assertThat(dot(vector, vector)).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void ranksTheTextThatAnswersFirst() {
        float[] query = embedder.embed(List.of("how tall is the Eiffel tower"), Embedder.Role.QUERY)[0];
        float[][] passages = embedder.embed(
                List.of(
                        "Bread is baked from flour, water and yeast.",
                        "The iron lattice structure in Paris rises to 330 metres.",
                        "The Seine flows through Paris."),
                Embedder.Role.PASSAGE);
        assertThat(dot(query, passages[1])).isGreaterThan(dot(query, passages[0]));
        assertThat(dot(query, passages[1])).isGreaterThan(dot(query, passages[2]));
    }

    @Test
    void aVectorDoesNotDependOnItsNeighbours() {
        String text = "Deterministic vectors make indices reproducible.";
        float[] alone = embedder.embed(List.of(text), Embedder.Role.PASSAGE)[0];
        List<String> crowd = new ArrayList<>(List.of("short", "a much longer neighbour ".repeat(50)));
        crowd.add(text);
        assertThat(embedder.embed(crowd, Embedder.Role.PASSAGE)[2]).containsExactly(alone);
    }

    @Test
    void cutsWhatExceedsTheWindow() {
        String window = "river ".repeat(600);
        float[][] vectors = embedder.embed(List.of(window, window + "volcano ".repeat(500)), Embedder.Role.PASSAGE);
        assertThat(vectors[1]).containsExactly(vectors[0]);
    }

    @Test
    void knowsItsLanguages() {
        assertThat(embedder.supports("en")).isTrue();
        assertThat(embedder.supports("en-GB")).isTrue();
        assertThat(embedder.supports("ko")).isFalse();
        assertThat(embedder.supports("und")).isFalse();
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
