package dev.nuri.onnx;

import java.util.Arrays;
import java.util.Locale;

/** How a text's vector is made of its tokens'. */
public enum Pooling {
    /** Their mean. */
    MEAN,
    /** The first token's. */
    CLS,
    /** The last token's. */
    LAST;

    /** The name in settings. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of a name, or null. */
    static Pooling of(String label) {
        return Arrays.stream(values())
                .filter(pooling -> pooling.label().equals(label))
                .findFirst()
                .orElse(null);
    }

    /**
     * Makes one vector of many.
     *
     * @param hidden {@code [tokens][dimension]}, row-major
     */
    float[] pool(float[] hidden, int dimension) {
        return switch (this) {
            case MEAN -> sum(hidden, dimension);
            case CLS -> Arrays.copyOf(hidden, dimension);
            case LAST -> Arrays.copyOfRange(hidden, hidden.length - dimension, hidden.length);
        };
    }

    /** The mean but for its length, which is brought to 1 anyway. */
    private static float[] sum(float[] hidden, int dimension) {
        float[] sum = new float[dimension];
        for (int from = 0; from < hidden.length; from += dimension) {
            for (int i = 0; i < dimension; i++) {
                sum[i] += hidden[from + i];
            }
        }
        return sum;
    }
}
