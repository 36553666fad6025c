package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link Embedder} keeps. A test of an implementation extends this and inherits its tests. */
public abstract class EmbedderContract {

    /** The embedder under test. */
    protected abstract Embedder embedder();

    @Test
    void givesUnitVectorsOfItsDimensionForAnyText() {
        List<String> texts = List.of(
                "a",
                "A longer text about rivers.",
                "",
                " ",
                "\n\t",
                "…!?",
                "한국어 문장입니다.",
                "東京都に住んでいます",
                "ภาษาไทยไม่มีช่องว่าง",
                "العربية",
                "\ud83c\udf89",
                "\ud800 alone",
                "x".repeat(20_000),
                "word ".repeat(5_000));
        for (Embedder.Role role : Embedder.Role.values()) {
            float[][] vectors = embedder().embed(texts, role);
            assertThat(vectors).hasNumberOfRows(texts.size());
            for (float[] vector : vectors) {
                assertThat(vector).hasSize(embedder().dimension());
                assertThat(dot(vector, vector)).isCloseTo(1, within(1e-4));
            }
        }
    }

    @Test
    void takesNoTexts() {
        assertThat(embedder().embed(List.of(), Embedder.Role.QUERY)).isEmpty();
    }

    @Test
    void aVectorDoesNotDependOnItsNeighbours() {
        System.out.println("aVectorDoesNotDependOnItsNeighbours: -Dtests.seed=" + RandomText.SEED);
        RandomText random = new RandomText(RandomText.SEED);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            texts.add(random.next(1 + random.nextInt(120)));
        }
        float[][] together = embedder().embed(texts, Embedder.Role.PASSAGE);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(embedder().embed(List.of(texts.get(i)), Embedder.Role.PASSAGE)[0])
                    .containsExactly(together[i]);
        }
    }

    @Test
    void threadsGetTheSameBits() throws Exception {
        List<String> texts = List.of("Deterministic vectors make indices reproducible.", "색인은 되풀이할 수 있어야 한다.");
        float[][] expected = embedder().embed(texts, Embedder.Role.PASSAGE);
        List<Callable<float[][]>> calls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            calls.add(() -> embedder().embed(texts, Embedder.Role.PASSAGE));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<float[][]> vectors : threads.invokeAll(calls)) {
                assertThat(vectors.get()).isDeepEqualTo(expected);
            }
        }
    }

    @Test
    void hasAnIdAndADimension() {
        assertThat(embedder().id()).isNotBlank();
        assertThat(embedder().dimension()).isPositive();
    }

    /** The inner product. */
    protected static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
