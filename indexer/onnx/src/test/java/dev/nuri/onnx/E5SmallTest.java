package dev.nuri.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderContract;
import dev.nuri.indexer.EmbedderProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class E5SmallTest extends EmbedderContract {

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

    @Override
    protected Embedder embedder() {
        return embedder;
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
    void cutsWhatExceedsTheWindow() {
        String window = "river ".repeat(600);
        float[][] vectors = embedder.embed(List.of(window, window + "volcano ".repeat(500)), Embedder.Role.PASSAGE);
        assertThat(vectors[1]).containsExactly(vectors[0]);
    }

    @Test
    void hasItsDimension() {
        assertThat(embedder.dimension()).isEqualTo(384);
    }

    @Test
    void knowsItsLanguages() {
        assertThat(embedder.supports("en")).isTrue();
        assertThat(embedder.supports("en-GB")).isTrue();
        assertThat(embedder.supports("ko")).isFalse();
        assertThat(embedder.supports("und")).isFalse();
    }
}
