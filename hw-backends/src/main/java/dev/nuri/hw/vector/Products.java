package dev.nuri.hw.vector;

import dev.nuri.hw.Call;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.ThreadTeam;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Products with weights. One of three ways, by how many tokens meet a matrix and how it lies:
 *
 * <ul>
 *   <li>few tokens, packed weights: whole numbers ({@link IntegerProducts}); time goes into reading the weights
 *   <li>few tokens, weights as they lie: row by row ({@link Dot})
 *   <li>many tokens: weights become floats panel by panel ({@link Panel}), which are used for all tokens ({@link Tiles})
 * </ul>
 *
 * <p>Matrices are cut into runs of 16-row units that threads claim one after the other; the runs of all experts are one
 * list, so that no thread waits for the one that has the popular expert. One call at a time.
 */
final class Products {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Tokens a matrix, on average, up to which turning weights into floats costs more than it saves. */
    private static final int FEW = 4;

    /** Multiplications below which handing work over costs more than it saves. */
    private static final long LEAST_WORK = 1 << 17;

    /** Runs of units a thread gets, so that one held up does not hold up the others. */
    private static final int RUNS_PER_THREAD = 8;

    /** Keeps rows that are a power of two apart from falling into the same sets of the cache. */
    private static final int PADDING = 16;

    private final ThreadTeam team;
    private final ProductPlan plan = new ProductPlan();
    private final Activations activations = new Activations();
    private final Scratch[] scratch;
    private float[] x = new float[0]; // [rows][stride]
    private int[] xAt = new int[0]; // [entries], where each entry's row begins in x

    /** What one thread needs. */
    private static final class Scratch {
        final Panel panel = new Panel();
        float[] sums = new float[0];
        float[] row = new float[0];

        float[] sums(int n) {
            sums = sums.length < n ? new float[n] : sums;
            return sums;
        }

        float[] row(int n) {
            row = row.length < n ? new float[n] : row;
            return row;
        }
    }

    /** Rows [from, to) of the results of a group; {@code from} is a multiple of 16. */
    private interface Rows {
        void run(Scratch scratch, int group, int from, int to);
    }

    Products(ThreadTeam team) {
        this.team = team;
        this.scratch = new Scratch[team.threads()];
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = new Scratch();
        }
    }

    void matMul(Call.MatMul c) {
        plan.of(c);
        multiply(c.weights(), c.x(), HostBuffer.segmentOf(c.out()));
    }

    void headMatMul(Call.HeadMatMul c) {
        plan.of(c);
        multiply(c.weights(), c.x(), HostBuffer.segmentOf(c.out()));
    }

    void expertMatMul(Call.ExpertMatMul c) {
        plan.of(c);
        multiply(c.weights(), c.x(), HostBuffer.segmentOf(c.out()));
    }

    private void multiply(Tensor weights, Tensor xs, MemorySegment out) {
        PackedWeights packed = PackedWeights.of(weights);
        if (packed != null) {
            int first = PackedWeights.firstSlice(weights);
            for (int g = 0; g < plan.groups; g++) {
                plan.slices[g] += first;
            }
            packed.ensure(team, plan.slices, plan.groups);
        }
        load(xs);
        boolean few = plan.entries() <= FEW * plan.groups;
        if (few && packed != null && round(packed.layout(), xs)) {
            each(weights, (s, g, from, to) -> wholeNumbers(packed, s, g, from, to, out));
        } else if (few && packed == null) {
            each(weights, (s, g, from, to) -> rowByRow(weights, s, g, from, to, out));
        } else {
            each(weights, (s, g, from, to) -> panels(weights, packed, s, g, from, to, out));
        }
    }

    /** Copies all rows of activations to {@link #x}. */
    private void load(Tensor xs) {
        int columns = xs.columns();
        int stride = columns + PADDING;
        int needed = Math.multiplyExact(xs.allRows(), stride);
        if (x.length < needed) {
            x = new float[needed];
        }
        Floats.all(xs, x, stride);
        if (xAt.length < plan.entries()) {
            xAt = new int[plan.entries()];
        }
        for (int i = 0; i < plan.entries(); i++) {
            xAt[i] = plan.rows[i] * stride;
        }
    }

    /** Rounds all activations; false if one is not finite, which only floats carry through. */
    private boolean round(PackedLayout layout, Tensor xs) {
        int rows = xs.allRows();
        int stride = xs.columns() + PADDING;
        activations.prepare(layout, rows, xs.columns());
        boolean finite = true;
        for (int r = 0; r < rows; r++) {
            finite &= activations.round(x, r * stride, r);
        }
        return finite;
    }

    /** Cuts all groups' rows into runs and has the team compute them. */
    private void each(Tensor weights, Rows rows) {
        int units = (weights.rows() + Tiles.ROWS - 1) / Tiles.ROWS;
        long work = (long) plan.entries() * weights.rows() * weights.columns();
        if (work < LEAST_WORK || team.threads() == 1) {
            for (int g = 0; g < plan.groups; g++) {
                rows.run(scratch[0], g, 0, weights.rows());
            }
            return;
        }
        int wanted = team.threads() * RUNS_PER_THREAD;
        int runsPerGroup = Math.clamp(wanted / plan.groups, 1, units);
        team.run(plan.groups * runsPerGroup, (thread, item) -> {
            int run = item % runsPerGroup;
            int from = (int) ((long) units * run / runsPerGroup) * Tiles.ROWS;
            int to = (int) ((long) units * (run + 1) / runsPerGroup) * Tiles.ROWS;
            rows.run(scratch[thread], item / runsPerGroup, from, Math.min(to, weights.rows()));
        });
    }

    private void wholeNumbers(PackedWeights w, Scratch s, int group, int from, int to, MemorySegment out) {
        boolean alone = plan.size(group) == 1;
        for (int r = from; r < to; ) {
            int end = Math.min(to, (r / w.partRows() + 1) * w.partRows());
            end = alone ? end : Math.min(end, r + Tiles.ROWS); // few rows at a time stay in the cache for all tokens
            float[] sums = s.sums(end - r + PackedLayout.ROWS);
            for (int i = plan.starts[group]; i < plan.starts[group + 1]; i++) {
                IntegerProducts.run(w, plan.slices[group], r, end, activations, plan.rows[i], sums);
                MemorySegment.copy(sums, 0, out, FLOAT, plan.outs[i] + 4L * r, end - r);
            }
            r = end;
        }
    }

    private void rowByRow(Tensor weights, Scratch s, int group, int from, int to, MemorySegment out) {
        int n = weights.columns();
        float[] row = s.row(n);
        for (int r = from; r < to; r++) {
            Floats.row(weights, plan.slices[group], r, row, 0);
            for (int i = plan.starts[group]; i < plan.starts[group + 1]; i++) {
                out.set(FLOAT, plan.outs[i] + 4L * r, Dot.floats(row, 0, x, xAt[i], n));
            }
        }
    }

    /** {@code packed} may be null. */
    private void panels(
            Tensor weights, PackedWeights packed, Scratch s, int group, int from, int to, MemorySegment out) {
        int first = plan.starts[group];
        int tokens = plan.size(group);
        float[] sums = s.sums((tokens + 1) * Tiles.ROWS);
        for (int r = from; r < to; r += Tiles.ROWS) {
            java.util.Arrays.fill(sums, 0, (tokens + 1) * Tiles.ROWS, 0);
            for (int c = 0; c < weights.columns(); c += Tiles.DEPTH) {
                int depth = Math.min(Tiles.DEPTH, weights.columns() - c);
                if (packed == null) {
                    s.panel.fill(weights, plan.slices[group], r, c, depth);
                } else {
                    s.panel.fill(packed, plan.slices[group], r, c, depth);
                }
                Tiles.add(x, xAt, first, tokens, c, s.panel.values, depth, sums);
            }
            int rows = Math.min(Tiles.ROWS, to - r);
            for (int t = 0; t < tokens; t++) {
                MemorySegment.copy(sums, t * Tiles.ROWS, out, FLOAT, plan.outs[first + t] + 4L * r, rows);
            }
        }
    }
}
