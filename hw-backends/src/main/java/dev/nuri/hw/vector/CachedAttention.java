package dev.nuri.hw.vector;

import dev.nuri.hw.Call;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.ThreadTeam;
import java.util.ArrayList;
import java.util.List;

/**
 * Attention, cut over the threads by runs of tokens and key head. Keys and values are decoded once for the tokens of a run
 * and the heads that share them. With many such rows the work is two matrix products ({@link Tiles}): queries by blocks of
 * 16 keys, and softmax weights by values, 16 columns at a time; few rows take the keys one by one.
 */
final class CachedAttention {
    /** Tokens of one sequence that read the pool together. */
    private static final int LONGEST_RUN = 32;

    /** Rows from which laying keys out for products pays. */
    private static final int MANY_ROWS = 12;

    private static final int WIDTH = Tiles.ROWS;

    private final ThreadTeam team;
    private final AttentionScratch[] scratch;

    CachedAttention(ThreadTeam team) {
        this.team = team;
        this.scratch = new AttentionScratch[team.threads()];
        java.util.Arrays.setAll(scratch, i -> new AttentionScratch());
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

    void run(Call.Attention c) {
        int groups = c.keys().rows();
        List<Run> runs = runs(c);
        float[] q = Floats.all(c.q()); // [T][H][D]
        float[] sinks = c.sinks() == null ? null : Floats.all(c.sinks()); // [H]
        int items = runs.size() * groups;
        team.run(items, (thread, item) -> {
            int last = items - 1 - item; // long runs first: what is left over at the end is short
            group(c, runs.get(last / groups), last % groups, q, sinks, scratch[thread]);
        });
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

    /** The rows of a run for a key head: its tokens' query heads that share it, token by token. */
    private static void group(Call.Attention c, Run run, int group, float[] q, float[] sinks, AttentionScratch s) {
        int shared = c.q().rows() / c.keys().rows();
        int rows = run.tokens() * shared;
        s.prepare(rows, run.slots.length, c.q().columns(), c.values().columns());
        for (int i = 0; i < rows; i++) {
            int row = (run.from + i / shared) * c.q().rows() + group * shared + i % shared;
            s.queryAt[i] = row * c.q().columns();
        }
        if (rows < MANY_ROWS) {
            logitsOneByOne(c, run, group, q, rows, s);
        } else {
            logitsByBlocks(c, run, group, q, rows, s);
        }
        for (int i = 0; i < rows; i++) {
            int first = run.first[i / shared] - run.least;
            int seen = run.last[i / shared] + 1 - run.least - first;
            float sink = sinks == null ? Float.NEGATIVE_INFINITY : sinks[group * shared + i % shared];
            Softmax.of(s.weights, i * s.stride + first, seen, c.scale(), sink);
            java.util.Arrays.fill(s.weights, i * s.stride, i * s.stride + first, 0);
            java.util.Arrays.fill(s.weights, i * s.stride + first + seen, (i + 1) * s.stride, 0);
        }
        if (rows < MANY_ROWS) {
            mixOneByOne(c, run, group, rows, s);
        } else {
            mixByBlocks(c, run, group, rows, s);
        }
        store(c, run, group, rows, s);
    }

    private static void logitsOneByOne(Call.Attention c, Run run, int group, float[] q, int rows, AttentionScratch s) {
        int d = c.q().columns();
        for (int p = 0; p < run.slots.length; p++) {
            Floats.row(c.keys(), run.slots[p], group, s.row, 0);
            for (int i = 0; i < rows; i++) {
                s.weights[i * s.stride + p] = Dot.floats(s.row, 0, q, s.queryAt[i], d);
            }
        }
    }

    private static void logitsByBlocks(Call.Attention c, Run run, int group, float[] q, int rows, AttentionScratch s) {
        int d = c.q().columns();
        for (int from = 0; from < run.slots.length; from += WIDTH) {
            int width = Math.min(WIDTH, run.slots.length - from);
            for (int p = 0; p < width; p++) {
                Floats.row(c.keys(), run.slots[from + p], group, s.row, 0);
                for (int j = 0; j < d; j++) {
                    s.panel[j * WIDTH + p] = s.row[j];
                }
            }
            java.util.Arrays.fill(s.sums, 0, (rows + 1) * WIDTH, 0);
            Tiles.add(q, s.queryAt, 0, rows, 0, s.panel, d, s.sums);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(s.sums, i * WIDTH, s.weights, i * s.stride + from, width);
            }
        }
    }

    private static void mixOneByOne(Call.Attention c, Run run, int group, int rows, AttentionScratch s) {
        int e = c.values().columns();
        java.util.Arrays.fill(s.out, 0, rows * e, 0);
        for (int p = 0; p < run.slots.length; p++) {
            Floats.row(c.values(), run.slots[p], group, s.row, 0);
            for (int i = 0; i < rows; i++) {
                Dot.addScaled(s.weights[i * s.stride + p], s.row, s.out, i * e, e);
            }
        }
    }

    private static void mixByBlocks(Call.Attention c, Run run, int group, int rows, AttentionScratch s) {
        int e = c.values().columns();
        java.util.Arrays.fill(s.out, 0, rows * e, 0);
        for (int from = 0; from < run.slots.length; from += Tiles.DEPTH) {
            int depth = Math.min(Tiles.DEPTH, run.slots.length - from);
            for (int p = 0; p < depth; p++) {
                Floats.row(c.values(), run.slots[from + p], group, s.values, p * e);
            }
            for (int column = 0; column < e; column += WIDTH) {
                int width = Math.min(WIDTH, e - column);
                for (int p = 0; p < depth; p++) {
                    System.arraycopy(s.values, p * e + column, s.panel, p * WIDTH, width);
                }
                java.util.Arrays.fill(s.sums, 0, (rows + 1) * WIDTH, 0);
                Tiles.add(s.weights, s.weightAt, 0, rows, from, s.panel, depth, s.sums);
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < width; j++) {
                        s.out[i * e + column + j] += s.sums[i * WIDTH + j];
                    }
                }
            }
        }
    }

    private static void store(Call.Attention c, Run run, int group, int rows, AttentionScratch s) {
        int shared = c.q().rows() / c.keys().rows();
        int e = c.values().columns();
        for (int i = 0; i < rows; i++) {
            long to = c.out().rowOffset(run.from + i / shared, group * shared + i % shared);
            Floats.store(s.out, i * e, HostBuffer.segmentOf(c.out()), to, e);
        }
    }
}
