package dev.nuri.hw.vector;

/** Memory of one thread for {@link CachedAttention}; R rows see P positions, keys have D elements, values E. */
final class AttentionScratch {
    /** Between rows of weights; P rounded up to a whole block. */
    int stride;
    /** [R], where each row's query begins. */
    int[] queryAt = new int[0];
    /** [R], where each row's weights begin. */
    int[] weightAt = new int[0];
    /** [R][stride], logits and then softmax weights. */
    float[] weights = new float[0];
    /** [max(D, 256)][16]: keys side by side, or 16 columns of values. */
    float[] panel = new float[0];
    /** [R rounded up to 4][max(D, 256)]: queries or weights, laid out for {@link Tiles}. */
    float[] fours = new float[0];
    /** [R rounded up to 4][16]. */
    float[] sums = new float[0];
    /** [max(D, E)], one key or value. */
    float[] row = new float[0];
    /** [256][E]. */
    float[] values = new float[0];
    /** [R][E]. */
    float[] out = new float[0];

    void prepare(int rows, int positions, int d, int e) {
        stride = (positions + Tiles.ROWS - 1) / Tiles.ROWS * Tiles.ROWS;
        weights = grown(weights, Math.multiplyExact(rows, stride));
        panel = grown(panel, Math.max(d, Tiles.DEPTH) * Tiles.ROWS);
        fours = grown(fours, Math.max(d, Tiles.DEPTH) * Tiles.padded(rows));
        sums = grown(sums, Tiles.padded(rows) * Tiles.ROWS);
        row = grown(row, Math.max(d, e));
        values = grown(values, Tiles.DEPTH * e);
        out = grown(out, rows * e);
        if (queryAt.length < rows) {
            queryAt = new int[rows];
            weightAt = new int[rows];
        }
        for (int i = 0; i < rows; i++) {
            weightAt[i] = i * stride;
        }
    }

    private static float[] grown(float[] array, int length) {
        return array.length < length ? new float[length] : array;
    }
}
