package dev.nuri.hw.vector;

import dev.nuri.hw.Activation;
import dev.nuri.hw.Call;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.ThreadTeam;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Norms, sums and gates: functions of rows, computed where they lie, many rows on all threads. */
final class RowOps {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);
    private static final VectorSpecies<Float> F = Exponential.F;
    private static final int L = F.length();

    /** Elements below which one thread is faster. */
    private static final long LEAST_WORK = 1 << 15;

    private static final int RUNS_PER_THREAD = 4;
    private static final float CLAMP = 7;
    private static final float CLAMPED_SLOPE = 1.702f;

    private final ThreadTeam team;

    /** What is done with row {@code row} of slice {@code slice}. */
    private interface RowFunction {
        void run(int slice, int row);
    }

    RowOps(ThreadTeam team) {
        this.team = team;
    }

    private void eachRow(Tensor shape, RowFunction function) {
        int rows = shape.allRows();
        int runs = (long) rows * shape.columns() < LEAST_WORK ? 1 : Math.min(rows, team.threads() * RUNS_PER_THREAD);
        team.run(runs, (thread, run) -> {
            int to = (int) ((long) rows * (run + 1) / runs);
            for (int i = (int) ((long) rows * run / runs); i < to; i++) {
                function.run(i / shape.rows(), i % shape.rows());
            }
        });
    }

    void add(Call.Add c) {
        MemorySegment a = HostBuffer.segmentOf(c.a());
        MemorySegment b = HostBuffer.segmentOf(c.b());
        MemorySegment out = HostBuffer.segmentOf(c.out());
        boolean sameRow = c.b().rows() == 1 && c.b().slices() == 1;
        eachRow(c.a(), (s, r) -> {
            long bAt = sameRow ? c.b().offset() : c.b().rowOffset(s, r);
            add(a, c.a().rowOffset(s, r), b, bAt, out, c.out().rowOffset(s, r), c.a().columns());
        });
    }

    private static void add(MemorySegment a, long at, MemorySegment b, long bt, MemorySegment out, long to, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            load(a, at + 4L * i).add(load(b, bt + 4L * i)).intoMemorySegment(out, to + 4L * i, ORDER);
        }
        for (; i < n; i++) {
            out.set(FLOAT, to + 4L * i, a.get(FLOAT, at + 4L * i) + b.get(FLOAT, bt + 4L * i));
        }
    }

    void scale(Call.Scale c) {
        MemorySegment x = HostBuffer.segmentOf(c.x());
        MemorySegment out = HostBuffer.segmentOf(c.out());
        eachRow(
                c.x(),
                (s, r) ->
                        scale(x, c.x().rowOffset(s, r), c.factor(), out, c.out().rowOffset(s, r), c.x().columns()));
    }

    private static void scale(MemorySegment x, long at, float factor, MemorySegment out, long to, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            load(x, at + 4L * i).mul(factor).intoMemorySegment(out, to + 4L * i, ORDER);
        }
        for (; i < n; i++) {
            out.set(FLOAT, to + 4L * i, x.get(FLOAT, at + 4L * i) * factor);
        }
    }

    void rmsNorm(Call.RmsNorm c) {
        MemorySegment x = HostBuffer.segmentOf(c.x());
        MemorySegment out = HostBuffer.segmentOf(c.out());
        int n = c.x().columns();
        eachRow(c.x(), (s, r) -> {
            long at = c.x().rowOffset(s, r);
            float factor = (float) (1 / Math.sqrt(squares(x, at, n) / n + c.epsilon()));
            long to = c.out().rowOffset(s, r);
            scale(x, at, factor, out, to, n);
            if (c.weight() != null) {
                multiply(out, to, HostBuffer.segmentOf(c.weight()), c.weight().offset(), n);
            }
        });
    }

    /** In vectors of floats, those added up in double precision now and then: long rows lose nothing. */
    private static double squares(MemorySegment x, long at, int n) {
        double sum = 0;
        int i = 0;
        while (i <= n - L) {
            FloatVector part = FloatVector.zero(F);
            for (int end = Math.min(n - L, i + 64 * L); i <= end; i += L) {
                FloatVector v = load(x, at + 4L * i);
                part = v.fma(v, part);
            }
            sum += part.reduceLanes(VectorOperators.ADD);
        }
        for (; i < n; i++) {
            double v = x.get(FLOAT, at + 4L * i);
            sum += v * v;
        }
        return sum;
    }

    private static void multiply(MemorySegment x, long at, MemorySegment by, long bt, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            load(x, at + 4L * i).mul(load(by, bt + 4L * i)).intoMemorySegment(x, at + 4L * i, ORDER);
        }
        for (; i < n; i++) {
            x.set(FLOAT, at + 4L * i, x.get(FLOAT, at + 4L * i) * by.get(FLOAT, bt + 4L * i));
        }
    }

    void expertBias(Call.ExpertBias c) {
        MemorySegment x = HostBuffer.segmentOf(c.x());
        MemorySegment bias = HostBuffer.segmentOf(c.bias());
        int[] ids = Floats.ids(c.ids(), c.bias().rows());
        eachRow(c.x(), (t, k) -> {
            long at = c.x().rowOffset(t, k);
            long from = c.bias().rowOffset(0, ids[t * c.x().rows() + k]);
            add(x, at, bias, from, x, at, c.x().columns());
        });
    }

    void expertSum(Call.ExpertSum c) {
        MemorySegment x = HostBuffer.segmentOf(c.x());
        MemorySegment weights = HostBuffer.segmentOf(c.weights());
        MemorySegment out = HostBuffer.segmentOf(c.out());
        int n = c.out().columns();
        eachRow(c.out(), (s, t) -> {
            long to = c.out().rowOffset(0, t);
            long weightAt = c.weights().rowOffset(0, t);
            scale(x, c.x().rowOffset(t, 0), weights.get(FLOAT, weightAt), out, to, n);
            for (int k = 1; k < c.x().rows(); k++) {
                addScaled(x, c.x().rowOffset(t, k), weights.get(FLOAT, weightAt + 4L * k), out, to, n);
            }
        });
    }

    private static void addScaled(MemorySegment x, long at, float factor, MemorySegment out, long to, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector sum = load(x, at + 4L * i).fma(FloatVector.broadcast(F, factor), load(out, to + 4L * i));
            sum.intoMemorySegment(out, to + 4L * i, ORDER);
        }
        for (; i < n; i++) {
            out.set(FLOAT, to + 4L * i, Math.fma(x.get(FLOAT, at + 4L * i), factor, out.get(FLOAT, to + 4L * i)));
        }
    }

    void gate(Call.Gate c) {
        MemorySegment gate = HostBuffer.segmentOf(c.gate());
        MemorySegment up = HostBuffer.segmentOf(c.up());
        MemorySegment out = HostBuffer.segmentOf(c.out());
        int step = c.gate().columns() == 1 ? 0 : 4;
        eachRow(c.up(), (s, r) -> {
            long gateAt = c.gate().rowOffset(s, r);
            long upAt = c.up().rowOffset(s, r);
            long to = c.out().rowOffset(s, r);
            gate(c.activation(), gate, gateAt, step, up, upAt, out, to, c.up().columns());
        });
    }

    /** {@code step}: bytes from one gate to the next, 0 if there is but one. */
    private static void gate(
            Activation activation,
            MemorySegment gate,
            long gateAt,
            int step,
            MemorySegment up,
            long upAt,
            MemorySegment out,
            long to,
            int n) {
        FloatVector only = FloatVector.broadcast(F, gate.get(FLOAT, gateAt));
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector g = step == 0 ? only : load(gate, gateAt + 4L * i);
            gate(activation, g, load(up, upAt + 4L * i)).intoMemorySegment(out, to + 4L * i, ORDER);
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            FloatVector g = step == 0 ? only : FloatVector.fromMemorySegment(F, gate, gateAt + 4L * i, ORDER, rest);
            FloatVector u = FloatVector.fromMemorySegment(F, up, upAt + 4L * i, ORDER, rest);
            gate(activation, g, u).intoMemorySegment(out, to + 4L * i, ORDER, rest);
        }
    }

    private static FloatVector gate(Activation activation, FloatVector g, FloatVector u) {
        return switch (activation) {
            case SILU -> g.div(Exponential.of(g.neg()).add(1)).mul(u);
            case SIGMOID -> u.div(Exponential.of(g.neg()).add(1));
            case GELU -> gelu(g).mul(u);
            case CLAMPED_SWIGLU -> {
                FloatVector low = g.min(CLAMP);
                FloatVector swish =
                        low.div(Exponential.of(low.mul(-CLAMPED_SLOPE)).add(1));
                yield swish.mul(u.min(CLAMP).max(-CLAMP).add(1));
            }
        };
    }

    /** (1 + tanh y) / 2 = 1 / (1 + e^-2y). */
    private static FloatVector gelu(FloatVector x) {
        FloatVector y = x.mul(x).mul(x).mul(0.044715f).add(x).mul((float) (-2 * Math.sqrt(2 / Math.PI)));
        return x.div(Exponential.of(y).add(1));
    }

    private static FloatVector load(MemorySegment s, long at) {
        return FloatVector.fromMemorySegment(F, s, at, ORDER);
    }
}
