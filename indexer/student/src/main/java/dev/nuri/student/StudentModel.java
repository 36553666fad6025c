package dev.nuri.student;

import java.util.List;

/**
 * A student's table: one quantised vector for each row of its subwords.
 *
 * @param name what it is called, such as {@code nuri-multilingual}
 * @param version of the training that made it; counts up
 * @param dimension components of a vector
 * @param pieces the vocabulary of {@link Subwords}
 * @param hashed its rows for trigrams
 * @param scales {@code [rows]}: what a row's bytes are multiplied by; the learned weight of the row is in it
 * @param bytes {@code [rows][dimension]}, row-major
 */
@SuppressWarnings("ArrayRecordComponent") // tables are never compared
public record StudentModel(
        String name, int version, int dimension, List<String> pieces, int hashed, float[] scales, byte[] bytes) {

    public StudentModel {
        pieces = List.copyOf(pieces);
        long rows = (long) pieces.size() + hashed;
        if (scales.length != rows || bytes.length != rows * dimension) {
            throw new IllegalArgumentException("a table of " + rows + " rows and " + dimension + " columns cannot have "
                    + scales.length + " scales and " + bytes.length + " bytes");
        }
    }

    /**
     * Quantises a table, each row by its largest component.
     *
     * @param vectors {@code [rows][dimension]}, learned weights multiplied in
     */
    public static StudentModel quantise(String name, int version, List<String> pieces, int hashed, float[][] vectors) {
        int dimension = vectors[0].length;
        float[] scales = new float[vectors.length];
        byte[] bytes = new byte[vectors.length * dimension];
        for (int row = 0; row < vectors.length; row++) {
            scales[row] = quantise(vectors[row], bytes, row * dimension);
        }
        return new StudentModel(name, version, dimension, pieces, hashed, scales, bytes);
    }

    private static float quantise(float[] vector, byte[] bytes, int at) {
        float largest = 0;
        for (float x : vector) {
            largest = Math.max(largest, Math.abs(x));
        }
        if (!(largest > 0) || Float.isInfinite(largest)) {
            return 0;
        }
        float scale = largest / 127;
        for (int i = 0; i < vector.length; i++) {
            bytes[at + i] = (byte) Math.round(vector[i] / scale);
        }
        return scale;
    }

    /** Rows of the table. */
    public int rows() {
        return scales.length;
    }
}
