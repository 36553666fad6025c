package dev.nuri.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class StudentEmbedderTest extends EmbedderContract {

    private final StudentEmbedder embedder = new StudentEmbedder(TinyStudent.model(), "tiny/3-abc");

    @Override
    protected Embedder embedder() {
        return embedder;
    }

    @Test
    void sumsTheRowsOfAText() {
        StudentModel model = TinyStudent.model();
        double[] sum = new double[TinyStudent.DIMENSION];
        for (int row : new int[] {0, 4, 0}) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += model.scales()[row] * model.bytes()[row * sum.length + i];
            }
        }
        float[] found = embed("River, water: RIVER!");
        double along = 0;
        double length = 0;
        for (int i = 0; i < sum.length; i++) {
            along += sum[i] * found[i];
            length += sum[i] * sum[i];
        }
        assertThat(along / Math.sqrt(length)).isCloseTo(1, within(1e-5));
    }

    @Test
    void takesQuestionsAndPassagesAlike() {
        assertThat(embedder.embed(List.of("river"), Embedder.Role.QUERY)[0]).containsExactly(embed("river"));
    }

    @Test
    void knowsEveryLanguage() {
        assertThat(List.of("en", "ko", "und", "zh-Hant")).allMatch(embedder::supports);
    }

    @Test
    void quantisingKeepsAVectorsDirection() {
        float[][] vectors = new float[1 + 1][];
        vectors[0] = new float[] {0.5f, -0.25f, 0.1f, 0};
        vectors[1] = new float[4];
        StudentModel model = StudentModel.quantise("q", 1, List.of("x"), 1, vectors);
        float[] found = new StudentEmbedder(model, "q").embed(List.of("x"), Embedder.Role.QUERY)[0];
        double length = Math.sqrt(dot(vectors[0], vectors[0]));
        assertThat(dot(found, vectors[0]) / length).isCloseTo(1, within(1e-4));
        assertThat(model.scales()[1]).isZero();
    }

    private float[] embed(String text) {
        return embedder.embed(List.of(text), Embedder.Role.PASSAGE)[0];
    }
}
