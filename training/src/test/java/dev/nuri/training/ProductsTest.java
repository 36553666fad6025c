package dev.nuri.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductsTest {

    private final Random random = new Random(11);

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 13, 40})
    void addsLikeThePlainLoops(int depth) {
        float[][] a = random(5, depth);
        float[][] b = random(depth, 9);
        float[][] out = random(5, 9);
        double[][] expected = new double[5][9];
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 9; j++) {
                expected[i][j] = out[i][j];
                for (int k = 0; k < depth; k++) {
                    expected[i][j] += (double) a[i][k] * b[k][j];
                }
            }
        }
        Products.add(a, b, out, 0, 3, depth);
        Products.add(a, b, out, 3, 5, depth);
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 9; j++) {
                assertThat((double) out[i][j]).isCloseTo(expected[i][j], within(1e-4));
            }
        }
    }

    @Test
    void dropsTheComponentsThatVaryMost() {
        float[][] vectors = new float[200][3];
        for (float[] vector : vectors) {
            vector[0] = (float) random.nextGaussian();
            vector[1] = (float) (10 * random.nextGaussian() + 5);
            vector[2] = (float) (3 * random.nextGaussian());
        }
        PrincipalComponents components = PrincipalComponents.of(vectors, 1, 1, 1);
        assertThat(Math.abs(
                        components.apply(new float[] {0, 5, 1})[0] - components.apply(new float[] {0, 5, 0})[0]))
                .isCloseTo(1, within(0.05f));
        assertThat(Math.abs(
                        components.apply(new float[] {0, 9, 0})[0] - components.apply(new float[] {0, 5, 0})[0]))
                .isLessThan(0.3f);
    }

    private float[][] random(int rows, int columns) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return values;
    }
}
