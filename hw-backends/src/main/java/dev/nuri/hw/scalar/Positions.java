package dev.nuri.hw.scalar;

import dev.nuri.hw.Call;
import dev.nuri.hw.PageTable;
import dev.nuri.hw.RopeSpec;

/** What depends on where a token stands: rotary embedding and attention. */
final class Positions {
    private Positions() {}

    static void rope(Call.Rope c) {
        float[] factors = Rows.vector(c.factors(), c.spec().dimensions() / 2, 1);
        for (int t = 0; t < c.x().slices(); t++) {
            int position = Rows.id(c.positions(), 0, t);
            for (int h = 0; h < c.x().rows(); h++) {
                float[] row = Rows.load(c.x(), t, h);
                turn(c.spec(), row, position, factors);
                Rows.store(c.out(), t, h, row);
            }
        }
    }

    private static void turn(RopeSpec spec, float[] row, int position, float[] factors) {
        for (int pair = 0; pair < spec.dimensions() / 2; pair++) {
            int first = spec.halves() ? pair : 2 * pair;
            int second = spec.halves() ? pair + spec.dimensions() / 2 : 2 * pair + 1;
            double angle = position * spec.frequency(pair) / factors[pair];
            double cos = Math.cos(angle) * spec.magnitude();
            double sin = Math.sin(angle) * spec.magnitude();
            float a = row[first];
            float b = row[second];
            row[first] = (float) (a * cos - b * sin);
            row[second] = (float) (a * sin + b * cos);
        }
    }

    static void attention(Call.Attention c) {
        int shared = c.q().rows() / c.keys().rows(); // query heads that share a key head
        for (int t = 0; t < c.q().slices(); t++) {
            int last = Rows.id(c.positions(), 0, t, c.pages().positions());
            int first = c.window() == 0 ? 0 : Math.max(0, last - c.window() + 1);
            int[] slots = slots(c, t, first, last);
            for (int h = 0; h < c.q().rows(); h++) {
                float[] weights = weights(c, t, h, slots);
                Rows.store(c.out(), t, h, weightedValues(c, weights, slots, h / shared));
            }
        }
    }

    /** Pool rows of the positions [first, last] of a token's sequence. */
    private static int[] slots(Call.Attention c, int t, int first, int last) {
        PageTable pages = c.pages();
        int sequence = Rows.id(pages.sequences(), 0, t, pages.pages().rows());
        int[] out = new int[last - first + 1];
        for (int i = 0; i < out.length; i++) {
            int position = first + i;
            int bound = c.keys().slices() / pages.pageSize();
            int page = Rows.id(pages.pages(), sequence, position / pages.pageSize(), bound);
            out[i] = page * pages.pageSize() + position % pages.pageSize();
        }
        return out;
    }

    /** Softmax weights of the positions in {@code slots}. */
    private static float[] weights(Call.Attention c, int t, int h, int[] slots) {
        int shared = c.q().rows() / c.keys().rows();
        int seen = slots.length;
        float[] logits = new float[c.sinks() == null ? seen : seen + 1];
        float[] q = Rows.load(c.q(), t, h);
        float[] key = new float[q.length];
        for (int i = 0; i < seen; i++) {
            Rows.load(c.keys(), slots[i], h / shared, key);
            logits[i] = Products.dot(q, key) * c.scale();
        }
        if (c.sinks() != null) {
            logits[seen] = Rows.load(c.sinks(), 0, 0)[h];
        }
        return java.util.Arrays.copyOf(Norms.softmax(logits), seen);
    }

    private static float[] weightedValues(Call.Attention c, float[] weights, int[] slots, int head) {
        double[] sum = new double[c.values().columns()];
        float[] value = new float[sum.length];
        for (int i = 0; i < weights.length; i++) {
            Rows.load(c.values(), slots[i], head, value);
            for (int e = 0; e < sum.length; e++) {
                sum[e] += (double) weights[i] * value[e];
            }
        }
        for (int e = 0; e < sum.length; e++) {
            value[e] = (float) sum[e];
        }
        return value;
    }
}
