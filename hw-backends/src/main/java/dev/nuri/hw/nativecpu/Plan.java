package dev.nuri.hw.nativecpu;

import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What the C products do, laid out in scratch memory as {@code products.c} reads it: sizes and offsets, then the
 * activations, then the lists. Every offset the C code follows is computed here from tensors that were checked.
 */
final class Plan {
    private static final int WORDS = 20;
    private static final int JOB_BYTES = 24;
    private static final int GROUP = 32;
    private static final int PANEL_ROWS = 16;

    /** Rows by one token that are worth a call of their own, in bytes of weights. */
    private static final long ITEM_BYTES = 80 << 10;

    /** Added to a type's number where its rows are packed. */
    private static final int PACKED = 16;

    private final Tensor weights;
    private final PackedWeights packed; // null for weights as they lie
    private final Tensor x;
    private final boolean integers;
    private final int jobs;
    private final int pairs;
    private final int itemRows;
    private final long[] words = new long[WORDS];
    private final long end;

    /**
     * @param weights [S][R][C]
     * @param packed their packed form if that is to be used, else null
     * @param x activations, all rows of which are brought in
     * @param integers whether they are rounded to 16 bits
     * @param jobs matrices that are used
     * @param pairs of a matrix and a token
     */
    Plan(Tensor weights, PackedWeights packed, Tensor x, boolean integers, int jobs, int pairs) {
        this.weights = weights;
        this.packed = packed;
        this.x = x;
        this.integers = integers;
        this.jobs = jobs;
        this.pairs = pairs;
        this.itemRows = itemRows();
        long numbers = Math.multiplyExact((long) x.columns(), x.allRows());
        long at = 8L * WORDS;
        long[] sizes = {
            integers ? 2 * numbers : 0,
            integers ? 4 * numbers / GROUP : 0,
            integers ? 8 * numbers / GROUP : 0,
            integers ? 0 : 4 * numbers,
            (long) JOB_BYTES * jobs,
            4L * pairs,
            8L * pairs
        };
        long[] head = {
            code(weights.type()) + (packed == null ? 0 : PACKED),
            integers ? 1 : 0,
            x.columns(),
            x.allRows(),
            packed == null ? weights.rowBytes() : packed.groupBytes(),
            weights.rows(),
            itemRows,
            jobs
        };
        System.arraycopy(head, 0, words, 0, head.length);
        for (int i = 0; i < sizes.length; i++) {
            at = (at + 63) / 64 * 64;
            words[head.length + i] = at;
            at += sizes[i];
        }
        words[15] = x.rows();
        words[16] = x.sliceBytes();
        words[17] = x.rowBytes();
        words[18] = isMany(pairs, jobs) ? 1 : 0;
        this.end = at;
    }

    /** Whether there are so many tokens a matrix that decoding it into panels pays. */
    static boolean isMany(int pairs, int jobs) {
        return pairs >= 4 * jobs;
    }

    /** Whole panels where tokens are many, so that each is decoded once; else as many rows as are worth a call. */
    private int itemRows() {
        if (isMany(pairs, jobs)) {
            return PANEL_ROWS;
        }
        return Math.clamp(ITEM_BYTES / Math.max(1, weights.rowBytes()) / PANEL_ROWS * PANEL_ROWS, PANEL_ROWS, 4096);
    }

    /** Numbers that {@code blocks.h} gives the types. */
    static int code(TensorType type) {
        return switch (type) {
            case Q8_0 -> 0;
            case Q4_0 -> 1;
            case Q4_1 -> 2;
            case Q5_0 -> 3;
            case Q5_1 -> 4;
            case Q2_K -> 5;
            case Q3_K -> 6;
            case Q4_K -> 7;
            case Q5_K -> 8;
            case Q6_K -> 9;
            case MXFP4 -> 10;
            case F32 -> 11;
            case F16 -> 12;
            case BF16 -> 13;
            case I32 -> throw new BackendInputException("I32 is no type of weights");
        };
    }

    /** Bytes of scratch it needs. */
    long bytes() {
        return end;
    }

    /** Items of work. */
    int items() {
        return Math.toIntExact((weights.rows() + itemRows - 1L) / itemRows * jobs);
    }

    /** Writes sizes and offsets. */
    void writeHead(MemorySegment scratch) {
        MemorySegment.copy(words, 0, scratch, ValueLayout.JAVA_LONG, 0, WORDS);
    }

    /** Writes job {@code index}: a slice of the weights and the pairs [first, first + count) that use it. */
    void writeJob(MemorySegment scratch, int index, int slice, int first, int count) {
        long at = words[12] + (long) JOB_BYTES * index;
        scratch.set(
                ValueLayout.JAVA_LONG,
                at,
                packed == null ? weights.rowOffset(slice, 0) : packed.sliceAt(weights, slice));
        scratch.set(ValueLayout.JAVA_LONG, at + 8, first);
        scratch.set(ValueLayout.JAVA_LONG, at + 16, count);
    }

    /** Writes pair {@code index}: a row of x, counted over all slices, and the byte offset its product goes to. */
    void writePair(MemorySegment scratch, int index, int row, long to) {
        scratch.set(ValueLayout.JAVA_INT, words[13] + 4L * index, row);
        scratch.set(ValueLayout.JAVA_LONG, words[14] + 8L * index, to);
    }

    /** What the jobs' offsets count from. */
    MemorySegment weightBytes() {
        return packed == null ? HostBuffer.segmentOf(weights) : packed.bytes();
    }

    boolean integers() {
        return integers;
    }

    Tensor x() {
        return x;
    }
}
