package dev.nuri.hw.vector;

import dev.nuri.hw.Call;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * Products with weights, cut by rows over the threads. A row is decoded once for all the tokens that need it; those of an
 * expert are gathered first, so that each expert's matrix is read once.
 */
final class Products {
    private final Workers workers;

    Products(Workers workers) {
        this.workers = workers;
    }

    void matMul(Call.MatMul c) {
        float[] x = Floats.all(c.x()); // [T][C]
        float[] out = new float[c.x().rows() * c.weights().rows()]; // [T][R]
        multiply(c.weights(), 0, x, c.x().rows(), out);
        Floats.storeAll(out, c.out());
    }

    void headMatMul(Call.HeadMatMul c) {
        int tokens = c.x().slices();
        int heads = c.x().rows();
        float[] all = Floats.all(c.x()); // [T][H][C]
        float[] out = new float[tokens * heads * c.weights().rows()]; // [T][H][R]
        for (int h = 0; h < heads; h++) {
            int[] rows = new int[tokens];
            for (int t = 0; t < tokens; t++) {
                rows[t] = t * heads + h;
            }
            multiplySome(c.weights(), h, all, rows, rows, out);
        }
        Floats.storeAll(out, c.out());
    }

    void expertMatMul(Call.ExpertMatMul c) {
        int each = c.out().rows(); // K
        int[] ids = Floats.ids(c.ids(), c.weights().slices()); // [T][K]
        float[] all = Floats.all(c.x()); // [T][K or 1][C]
        float[] out = new float[ids.length * c.weights().rows()]; // [T][K][R]
        int[] counts = new int[c.weights().slices()];
        for (int id : ids) {
            counts[id]++;
        }
        for (int expert = 0; expert < counts.length; expert++) {
            if (counts[expert] > 0) {
                int[] to = positions(ids, expert, counts[expert]);
                int[] from = to.clone();
                for (int i = 0; i < from.length && c.x().rows() == 1; i++) {
                    from[i] /= each;
                }
                multiplySome(c.weights(), expert, all, from, to, out);
            }
        }
        Floats.storeAll(out, c.out());
    }

    private static int[] positions(int[] ids, int expert, int count) {
        int[] out = new int[count];
        int n = 0;
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == expert) {
                out[n++] = i;
            }
        }
        return out;
    }

    /** Gathers rows {@code from} of x, multiplies, scatters to rows {@code to} of out. */
    private void multiplySome(Tensor weights, int slice, float[] x, int[] from, int[] to, float[] out) {
        int columns = weights.columns();
        int rows = weights.rows();
        float[] gathered = new float[from.length * columns];
        for (int i = 0; i < from.length; i++) {
            System.arraycopy(x, from[i] * columns, gathered, i * columns, columns);
        }
        float[] products = new float[to.length * rows];
        multiply(weights, slice, gathered, to.length, products);
        for (int i = 0; i < to.length; i++) {
            System.arraycopy(products, i * rows, out, to[i] * rows, rows);
        }
    }

    /**
     * One matrix by several tokens.
     *
     * @param x [T][C]
     * @param out [T][R]
     */
    private void multiply(Tensor weights, int slice, float[] x, int tokens, float[] out) {
        boolean fused = tokens == 1 && Floats.isFused(weights.type());
        workers.run(weights.rows(), (long) weights.columns() * tokens, (from, to) -> {
            if (fused) {
                fusedRows(weights, slice, x, out, from, to);
            } else {
                decodedRows(weights, slice, x, tokens, out, from, to);
            }
        });
    }

    private static void fusedRows(Tensor weights, int slice, float[] x, float[] out, int from, int to) {
        MemorySegment bytes = HostBuffer.segmentOf(weights);
        boolean eight = weights.type() == TensorType.Q8_0;
        for (int r = from; r < to; r++) {
            long at = weights.rowOffset(slice, r);
            out[r] = eight ? Dot.q80(bytes, at, x, 0, weights.columns()) : Dot.q40(bytes, at, x, 0, weights.columns());
        }
    }

    private static void decodedRows(Tensor weights, int slice, float[] x, int tokens, float[] out, int from, int to) {
        int n = weights.columns();
        int rows = weights.rows();
        float[] row = new float[n];
        for (int r = from; r < to; r++) {
            Floats.row(weights, slice, r, row, 0);
            int t = 0;
            for (; t + 4 <= tokens; t += 4) {
                Dot.fourTokens(row, x, t * n, n, out, t * rows + r, rows);
            }
            for (; t < tokens; t++) {
                out[t * rows + r] = Dot.floats(row, 0, x, t * n, n);
            }
        }
    }
}
