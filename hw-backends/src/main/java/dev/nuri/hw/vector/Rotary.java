package dev.nuri.hw.vector;

import dev.nuri.hw.Call;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.RopeSpec;
import dev.nuri.hw.ThreadTeam;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rotary embedding. All layers of a pass turn by the same angles, so their cosines and sines are kept from one call to the
 * next. A row becomes x * cos + partner(x) * sin, the sine's sign being that of the pair's first or second element.
 */
final class Rotary {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);
    private static final VectorSpecies<Float> F = Exponential.F;
    private static final int L = F.length();

    /** Each element's neighbour in its pair. */
    private static final VectorShuffle<Float> NEIGHBOUR = VectorShuffle.fromOp(F, i -> i ^ 1);

    private static final int LEAST_TOKENS = 8;

    private final ThreadTeam team;
    private RopeSpec spec;
    private int[] positions = new int[0];
    private float[] factors = new float[0];
    private float[] cos = new float[0]; // [T][dimensions]
    private float[] sin = new float[0]; // [T][dimensions]

    Rotary(ThreadTeam team) {
        this.team = team;
    }

    void run(Call.Rope c) {
        prepare(c);
        int tokens = c.x().slices();
        int runs = tokens < LEAST_TOKENS ? 1 : Math.min(tokens, 4 * team.threads());
        team.run(runs, (thread, run) -> {
            for (int t = tokens * run / runs; t < tokens * (run + 1) / runs; t++) {
                for (int h = 0; h < c.x().rows(); h++) {
                    turn(c, t, h);
                }
            }
        });
    }

    private void prepare(Call.Rope c) {
        int[] wanted = Floats.ids(c.positions(), Integer.MAX_VALUE);
        float[] divisors = c.factors() == null ? new float[0] : Floats.all(c.factors());
        if (c.spec().equals(spec) && Arrays.equals(wanted, positions) && Arrays.equals(divisors, factors)) {
            return;
        }
        spec = c.spec();
        positions = wanted;
        factors = divisors;
        int n = spec.dimensions();
        cos = new float[wanted.length * n];
        sin = new float[wanted.length * n];
        for (int pair = 0; pair < n / 2; pair++) {
            double frequency = spec.frequency(pair) / (divisors.length == 0 ? 1 : divisors[pair]);
            int first = spec.halves() ? pair : 2 * pair;
            int second = spec.halves() ? pair + n / 2 : 2 * pair + 1;
            for (int t = 0; t < wanted.length; t++) {
                double angle = wanted[t] * frequency;
                float x = (float) (Math.cos(angle) * spec.magnitude());
                float y = (float) (Math.sin(angle) * spec.magnitude());
                cos[t * n + first] = x;
                cos[t * n + second] = x;
                sin[t * n + first] = -y;
                sin[t * n + second] = y;
            }
        }
    }

    private void turn(Call.Rope c, int t, int h) {
        MemorySegment x = HostBuffer.segmentOf(c.x());
        MemorySegment out = HostBuffer.segmentOf(c.out());
        long at = c.x().rowOffset(t, h);
        long to = c.out().rowOffset(t, h);
        int n = spec.dimensions();
        if (!spec.halves()) {
            neighbours(x, at, out, to, t * n, n);
        } else {
            halves(x, at, out, to, t * n, n / 2);
        }
        if (c.x().columns() > n && !c.x().equals(c.out())) {
            MemorySegment.copy(x, at + 4L * n, out, to + 4L * n, 4L * (c.x().columns() - n));
        }
    }

    private void neighbours(MemorySegment x, long at, MemorySegment out, long to, int table, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector own = FloatVector.fromMemorySegment(F, x, at + 4L * i, ORDER);
            FloatVector turned = own.rearrange(NEIGHBOUR).mul(FloatVector.fromArray(F, sin, table + i));
            own.fma(FloatVector.fromArray(F, cos, table + i), turned).intoMemorySegment(out, to + 4L * i, ORDER);
        }
        for (; i < n; i += 2) {
            pair(x, at, out, to, table, i, i + 1);
        }
    }

    private void halves(MemorySegment x, long at, MemorySegment out, long to, int table, int half) {
        int i = 0;
        for (; i <= half - L; i += L) {
            FloatVector a = FloatVector.fromMemorySegment(F, x, at + 4L * i, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(F, x, at + 4L * (i + half), ORDER);
            FloatVector c = FloatVector.fromArray(F, cos, table + i);
            FloatVector s = FloatVector.fromArray(F, sin, table + i + half);
            a.mul(c).sub(b.mul(s)).intoMemorySegment(out, to + 4L * i, ORDER);
            b.mul(c).add(a.mul(s)).intoMemorySegment(out, to + 4L * (i + half), ORDER);
        }
        for (; i < half; i++) {
            pair(x, at, out, to, table, i, i + half);
        }
    }

    private void pair(MemorySegment x, long at, MemorySegment out, long to, int table, int first, int second) {
        float a = x.get(FLOAT, at + 4L * first);
        float b = x.get(FLOAT, at + 4L * second);
        out.set(FLOAT, to + 4L * first, a * cos[table + first] + b * sin[table + first]);
        out.set(FLOAT, to + 4L * second, b * cos[table + second] + a * sin[table + second]);
    }
}
