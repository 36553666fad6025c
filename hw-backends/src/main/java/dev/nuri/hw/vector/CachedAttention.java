package dev.nuri.hw.vector;

import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;

/** Attention, cut over the threads by token and key head; a key or value is decoded once for the heads that share it. */
final class CachedAttention {
    private final Team team;

    CachedAttention(Team team) {
        this.team = team;
    }

    void run(Call.Attention c) {
        int groups = c.keys().rows();
        int[] positions = Floats.ids(c.positions(), c.keys().slices());
        float[] q = Floats.all(c.q()); // [T][H][D]
        float[] sinks = c.sinks() == null ? null : Floats.all(c.sinks());
        float[] out = new float[c.out().columns() * c.out().allRows()]; // [T][H][E]
        long work = (long) c.keys().slices()
                * c.q().rows()
                / groups
                * (c.q().columns() + c.out().columns());
        workers.run(positions.length * groups, work, (from, to) -> {
            for (int item = from; item < to; item++) {
                group(c, item / groups, item % groups, positions[item / groups], q, sinks, out);
            }
        });
        Floats.storeAll(out, c.out());
    }

    /** The query heads of one token that share key head {@code group}. */
    private static void group(Call.Attention c, int t, int group, int last, float[] q, float[] sinks, float[] out) {
        int heads = c.q().rows();
        int shared = heads / c.keys().rows();
        int first = c.window() == 0 ? 0 : Math.max(0, last - c.window() + 1);
        int seen = last - first + 1;
        int head = t * heads + group * shared; // row of the first of them in q and out
        float[] weights = new float[shared * seen];
        logits(c, group, first, seen, q, head, weights);
        for (int h = 0; h < shared; h++) {
            softmax(weights, h * seen, seen, sinks == null ? Float.NEGATIVE_INFINITY : sinks[group * shared + h]);
        }
        mix(c.values(), group, first, seen, weights, out, head);
    }

    private static void logits(Call.Attention c, int group, int first, int seen, float[] q, int head, float[] out) {
        int d = c.q().columns();
        float[] key = new float[d];
        for (int i = 0; i < seen; i++) {
            Floats.row(c.keys(), first + i, group, key, 0);
            for (int h = 0; h * seen < out.length; h++) {
                out[h * seen + i] = c.scale() * Dot.floats(key, 0, q, (head + h) * d, d);
            }
        }
    }

    /** In place; a sink takes its share and is gone. */
    private static void softmax(float[] x, int at, int n, float sink) {
        float max = sink;
        for (int i = at; i < at + n; i++) {
            max = Math.max(max, x[i]);
        }
        double sum = Math.exp((double) sink - max);
        for (int i = at; i < at + n; i++) {
            double e = Math.exp((double) x[i] - max);
            x[i] = (float) e;
            sum += e;
        }
        for (int i = at; i < at + n; i++) {
            x[i] = (float) (x[i] / sum);
        }
    }

    private static void mix(Tensor values, int group, int first, int seen, float[] weights, float[] out, int head) {
        int e = values.columns();
        float[] value = new float[e];
        for (int i = 0; i < seen; i++) {
            Floats.row(values, first + i, group, value, 0);
            for (int h = 0; h * seen < weights.length; h++) {
                float weight = weights[h * seen + i];
                int at = (head + h) * e;
                for (int j = 0; j < e; j++) {
                    out[at + j] = Math.fma(weight, value[j], out[at + j]);
                }
            }
        }
    }
}
