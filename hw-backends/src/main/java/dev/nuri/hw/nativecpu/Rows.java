package dev.nuri.hw.nativecpu;

import dev.nuri.hw.Call;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.RopeSpec;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.ThreadTeam;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Functions of single elements and whole rows; {@code rows.c} has the kernels and reads the plan written here. */
final class Rows {
    // Ops as rows.c numbers them.
    private static final int RMS_NORM = 0;
    private static final int GATE = 1;
    private static final int ADD = 2;
    private static final int SCALE = 3;
    private static final int STORE = 4;
    private static final int FETCH = 5;
    private static final int EXPERT_SUM = 6;
    private static final int ROPE = 7;

    // Words of the plan.
    private static final int A = 3;
    private static final int B = 6;
    private static final int OUT = 9;
    private static final int EXTRA = 12;
    private static final int LIST = 16;
    private static final int WORDS = 17;
    private static final long LIST_AT = 8L * 24;

    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Numbers that are worth another thread. */
    private static final int AT_ONCE = 16 << 10;

    private final CLibrary library;
    private final ThreadTeam team;
    private final Scratch scratch;

    Rows(CLibrary library, ThreadTeam team, Scratch scratch) {
        this.library = library;
        this.team = team;
        this.scratch = scratch;
    }

    void rmsNorm(Call.RmsNorm c) {
        boolean weighted = c.weight() != null;
        long[] words = words(RMS_NORM, c.x(), c.out(), weighted ? 1 : 0, Float.floatToRawIntBits(c.epsilon()));
        Tensor weight = weighted ? c.weight() : c.x();
        Views.putRepeated(weight, words, B);
        run(words, c.x(), weight, c.out(), c.out().allRows(), head(words, 0));
    }

    void gate(Call.Gate c) {
        int activation =
                switch (c.activation()) {
                    case SILU -> 0;
                    case GELU -> 1;
                    case SIGMOID -> 2;
                    case CLAMPED_SWIGLU -> 3;
                };
        long[] words = words(GATE, c.gate(), c.out(), activation, c.gate().columns() == 1 ? 1 : 0);
        Views.put(c.up(), words, B);
        run(words, c.gate(), c.up(), c.out(), c.out().allRows(), head(words, 0));
    }

    void add(Call.Add c) {
        long[] words = words(ADD, c.a(), c.out());
        if (c.b().rows() == 1 && c.b().slices() == 1) {
            Views.putRepeated(c.b(), words, B);
        } else {
            Views.put(c.b(), words, B);
        }
        run(words, c.a(), c.b(), c.out(), c.out().allRows(), head(words, 0));
    }

    void scale(Call.Scale c) {
        long[] words = words(SCALE, c.x(), c.out(), Float.floatToRawIntBits(c.factor()));
        run(words, c.x(), c.x(), c.out(), c.out().allRows(), head(words, 0));
    }

    void copy(Call.Copy c) {
        long[] words = words(STORE, c.from(), c.to(), Plan.code(c.to().type()), 0);
        run(words, c.from(), c.from(), c.to(), c.to().allRows(), head(words, 0));
    }

    void storeRows(Call.StoreRows c) {
        int[] slots = Views.ids(c.slots(), c.to().slices());
        long[] words = words(STORE, c.from(), c.to(), Plan.code(c.to().type()), 1);
        words[2] = c.from().rows();
        run(words, c.from(), c.from(), c.to(), c.from().allRows(), ids(words, slots));
    }

    void getRows(Call.GetRows c) {
        int[] ids = Views.ids(c.ids(), c.table().rows());
        long[] words = words(FETCH, c.table(), c.out(), Plan.code(c.table().type()));
        run(words, c.table(), c.table(), c.out(), ids.length, ids(words, ids));
    }

    void expertSum(Call.ExpertSum c) {
        long[] words = words(EXPERT_SUM, c.x(), c.out(), c.x().rows());
        words[2] = 1;
        Views.put(c.weights(), words, B);
        Views.putRowsAsSlices(c.out(), words, OUT);
        run(words, c.x(), c.weights(), c.out(), c.out().rows(), head(words, 0));
    }

    void rope(Call.Rope c) {
        RopeSpec spec = c.spec();
        int pairs = spec.dimensions() / 2;
        long[] words = words(
                ROPE,
                c.x(),
                c.out(),
                spec.dimensions(),
                spec.halves() ? 1 : 0,
                c.x().rows(),
                Float.floatToRawIntBits((float) spec.magnitude()));
        words[2] = 1;
        Views.put(c.positions(), words, B);
        MemorySegment memory = head(words, 8L * pairs);
        for (int pair = 0; pair < pairs; pair++) {
            double divisor = c.factors() == null
                    ? 1
                    : HostBuffer.segmentOf(c.factors()).get(FLOAT, c.factors().offset() + 4L * pair);
            memory.set(DOUBLE, LIST_AT + 8L * pair, spec.frequency(pair) / divisor);
        }
        run(words, c.x(), c.positions(), c.out(), c.x().slices(), memory);
    }

    /** The words of a plan, with {@code a} and {@code out} in place. */
    private static long[] words(int op, Tensor a, Tensor out, long... extra) {
        long[] words = new long[WORDS];
        words[0] = op;
        words[1] = out.columns();
        words[2] = out.rows();
        Views.put(a, words, A);
        Views.put(out, words, OUT);
        System.arraycopy(extra, 0, words, EXTRA, extra.length);
        words[LIST] = LIST_AT;
        return words;
    }

    /** Scratch memory with the plan at its start and room for a list. */
    private MemorySegment head(long[] words, long listBytes) {
        MemorySegment memory = scratch.take(LIST_AT + listBytes);
        MemorySegment.copy(words, 0, memory, ValueLayout.JAVA_LONG, 0, WORDS);
        return memory;
    }

    private MemorySegment ids(long[] words, int[] ids) {
        MemorySegment memory = head(words, 4L * ids.length);
        MemorySegment.copy(ids, 0, memory, ValueLayout.JAVA_INT, LIST_AT, ids.length);
        return memory;
    }

    private void run(long[] words, Tensor a, Tensor b, Tensor out, int rows, MemorySegment memory) {
        MemorySegment x = HostBuffer.segmentOf(a);
        MemorySegment y = HostBuffer.segmentOf(b);
        MemorySegment z = HostBuffer.segmentOf(out);
        long numbers = (long) out.columns() * out.allRows();
        int parts = words[0] == FETCH ? 1 : Math.clamp(numbers / AT_ONCE, 1, rows);
        team.run(
                parts,
                (thread, part) ->
                        library.rows(x, y, z, memory, (long) rows * part / parts, (long) rows * (part + 1) / parts));
    }
}
