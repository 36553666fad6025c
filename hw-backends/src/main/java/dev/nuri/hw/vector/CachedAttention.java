package dev.nuri.hw.vector;

import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Attention, cut over the threads by runs of tokens and key head. A key or value is decoded once for the tokens of a run
 * and the heads that share it.
 */
final class CachedAttention {
    /** Tokens of one sequence that read the pool together. */
    private static final int LONGEST_RUN = 8;

    private final Workers workers;

    CachedAttention(Workers workers) {
        this.workers = workers;
    }

    /** Consecutive tokens of one sequence. */
    private static final class Run {
        final int from; // the first token
        final int[] first; // earliest position each of them sees
        final int[] last; // latest position each of them sees
        final int[] slots; // pool rows from the least position that one of them sees to the greatest
        final int least; // that least position

        Run(int from, int[] first, int[] last, int[] slots, int least) {
            this.from = from;
            this.first = first;
            this.last = last;
            this.slots = slots;
            this.least = least;
        }

        int tokens() {
            return last.length;
        }
    }

    /** Arguments as arrays. */
    private static final class Arrays {
        final float[] q; // [T][H][D]
        final float[] out; // [T][H][E]
        final float[] sinks; // [H], or null

        Arrays(Call.Attention c) {
            this.q = Floats.all(c.q());
            this.out = new float[c.out().columns() * c.out().allRows()];
            this.sinks = c.sinks() == null ? null : Floats.all(c.sinks());
        }
    }

    void run(Call.Attention c) {
        int groups = c.keys().rows();
        List<Run> runs = runs(c);
        Arrays arrays = new Arrays(c);
        long positions = runs.stream().mapToLong(run -> run.slots.length).sum() / runs.size();
        long work = positions
                * c.q().slices()
                / runs.size()
                * c.q().rows()
                / groups
                * (c.q().columns() + c.out().columns());
        workers.run(runs.size() * groups, work, (from, to) -> {
            for (int item = from; item < to; item++) {
                group(c, runs.get(item / groups), item % groups, arrays);
            }
        });
        Floats.storeAll(arrays.out, c.out());
    }

    private static List<Run> runs(Call.Attention c) {
        int[] last = Floats.ids(c.positions(), c.pages().positions());
        int[] sequences = Floats.ids(c.pages().sequences(), c.pages().pages().rows());
        List<Run> runs = new ArrayList<>();
        for (int from = 0; from < last.length; ) {
            int to = from + 1;
            while (to < last.length && to < from + LONGEST_RUN && sequences[to] == sequences[from]) {
                to++;
            }
            runs.add(run(c, sequences[from], from, java.util.Arrays.copyOfRange(last, from, to)));
            from = to;
        }
        return runs;
    }

    private static Run run(Call.Attention c, int sequence, int from, int[] last) {
        int[] first = new int[last.length];
        int least = Integer.MAX_VALUE;
        int greatest = 0;
        for (int i = 0; i < last.length; i++) {
            first[i] = c.window() == 0 ? 0 : Math.max(0, last[i] - c.window() + 1);
            least = Math.min(least, first[i]);
            greatest = Math.max(greatest, last[i]);
        }
        return new Run(from, first, last, slots(c, sequence, least, greatest), least);
    }

    private static int[] slots(Call.Attention c, int sequence, int least, int greatest) {
        int size = c.pages().pageSize();
        int lowest = least / size;
        Tensor row = c.pages().pages().rows(sequence, 1);
        int[] pages =
                Floats.ids(row, lowest, greatest / size - lowest + 1, c.keys().slices() / size);
        int[] out = new int[greatest - least + 1];
        for (int i = 0; i < out.length; i++) {
            int position = least + i;
            out[i] = pages[position / size - lowest] * size + position % size;
        }
        return out;
    }

    /** The query heads of a run's tokens that share key head {@code group}. */
    private static void group(Call.Attention c, Run run, int group, Arrays arrays) {
        int heads = c.q().rows();
        int shared = heads / c.keys().rows();
        int seen = run.slots.length;
        float[] weights = new float[run.tokens() * shared * seen]; // [token of the run][head of the group][position]
        logits(c, run, group, arrays.q, weights);
        for (int i = 0; i < run.tokens() * shared; i++) {
            int token = i / shared;
            float sink = arrays.sinks == null ? Float.NEGATIVE_INFINITY : arrays.sinks[group * shared + i % shared];
            int at = i * seen + run.first[token] - run.least;
            softmax(weights, at, run.last[token] - run.first[token] + 1, sink);
        }
        mix(c, run, group, weights, arrays.out);
    }

    private static void logits(Call.Attention c, Run run, int group, float[] q, float[] out) {
        int d = c.q().columns();
        int heads = c.q().rows();
        int shared = heads / c.keys().rows();
        float[] key = new float[d];
        for (int p = 0; p < run.slots.length; p++) {
            Floats.row(c.keys(), run.slots[p], group, key, 0);
            for (int i = 0; i < run.tokens() * shared; i++) {
                if (sees(run, i / shared, p)) {
                    int row = (run.from + i / shared) * heads + group * shared + i % shared;
                    out[i * run.slots.length + p] = c.scale() * Dot.floats(key, 0, q, row * d, d);
                }
            }
        }
    }

    private static boolean sees(Run run, int token, int p) {
        int position = run.least + p;
        return position >= run.first[token] && position <= run.last[token];
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

    private static void mix(Call.Attention c, Run run, int group, float[] weights, float[] out) {
        int e = c.values().columns();
        int heads = c.q().rows();
        int shared = heads / c.keys().rows();
        float[] value = new float[e];
        for (int p = 0; p < run.slots.length; p++) {
            Floats.row(c.values(), run.slots[p], group, value, 0);
            for (int i = 0; i < run.tokens() * shared; i++) {
                if (sees(run, i / shared, p)) {
                    int row = (run.from + i / shared) * heads + group * shared + i % shared;
                    add(weights[i * run.slots.length + p], value, out, row * e);
                }
            }
        }
    }

    private static void add(float weight, float[] value, float[] out, int at) {
        for (int j = 0; j < value.length; j++) {
            out[at + j] = Math.fma(weight, value[j], out[at + j]);
        }
    }
}
