package dev.nuri.hw.vector;

import dev.nuri.hw.TensorType;

/**
 * How quantised weights lie in memory so that eight rows are computed side by side. Rows are taken in groups of 8, the
 * last filled up with zeros; a group has
 *
 * <pre>
 * quants    32 columns after 32 columns; within them vectors of 8 ints, one a row
 * scales    for each run of {@link #run} columns 8 values, one a row
 * minimums  likewise, if the type has them
 * factors   8 F16 for each 256 columns, and 8 more for minimums, if the type has them
 * </pre>
 *
 * each in a region it shares with other groups ({@link PackedRegions}).
 *
 * What every layout avoids is a sum across a vector: lane r belongs to row r from load to store. An int of quants has
 * bytes of 4 neighbouring columns, or nibbles of 8: those of columns c to c + 3 low and those of c + 16 to c + 19 high,
 * which is how Q4_0 stores them. A byte's int consists of two 16-bit numbers b0 + 256 b1 with signed b0, b1, so that a
 * shift gives b1 and a multiplication takes b0 out again (see {@link IntegerProducts}).
 */
enum PackedLayout {
    /** Nibbles; F16 scale each 32 columns. */
    NIBBLES(4, 32, 2),
    /** Signed bytes; F16 scale each 32 columns. */
    BYTES(8, 32, 2),
    /** Nibbles; 6-bit scale each 32 columns, F16 factor each 256. */
    NIBBLES_K(4, 32, 1),
    /** Signed bytes; scale of up to 8 bits each 16 columns, F16 factor each 256. */
    BYTES_K(8, 16, 1),
    /** E2M1 nibbles, 2 bytes a row and vector; E8M0 scale each 32 columns. */
    E2M1(4, 32, 1);

    /** Rows side by side. */
    static final int ROWS = 8;

    /** Columns that share a factor in the K types, and one step of the activations there. */
    static final int SUPER = 256;

    private final int bits;
    private final int run;
    private final int scaleBytes;

    PackedLayout(int bits, int run, int scaleBytes) {
        this.bits = bits;
        this.run = run;
        this.scaleBytes = scaleBytes;
    }

    /** The layout for a type, or null if its rows are used as they lie. */
    static PackedLayout of(TensorType type) {
        return switch (type) {
            case Q4_0, Q4_1 -> NIBBLES;
            case Q8_0, Q5_0, Q5_1 -> BYTES;
            case Q4_K -> NIBBLES_K;
            case Q2_K, Q3_K, Q5_K, Q6_K -> BYTES_K;
            case MXFP4 -> E2M1;
            case F32, F16, BF16, I32 -> null;
        };
    }

    /** Whether values have a minimum added to them. */
    static boolean hasMinimums(TensorType type) {
        return switch (type) {
            case Q4_1, Q5_1, Q2_K, Q4_K, Q5_K -> true;
            default -> false;
        };
    }

    /** Whether a factor spans 256 columns. */
    boolean isSuper() {
        return this == NIBBLES_K || this == BYTES_K;
    }

    boolean isNibbles() {
        return bits == 4;
    }

    /** Columns that share a scale. */
    int run() {
        return run;
    }

    /** Columns that share a step of the rounded activations. */
    int step() {
        return isSuper() ? SUPER : 32;
    }

    /** Bytes of the quants of 32 columns of a group. */
    int quantBytes() {
        return ROWS * 32 * bits / 8;
    }

    /** Bytes of a scale, or of a minimum. */
    int scaleBytes() {
        return scaleBytes;
    }
}
