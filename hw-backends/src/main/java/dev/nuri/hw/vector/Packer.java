package dev.nuri.hw.vector;

import dev.nuri.hw.Blocks;
import dev.nuri.hw.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Writes rows of a quantised type in its {@link PackedLayout}. Nothing is rounded: the bits are only moved. */
final class Packer {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final TensorType type;
    private final PackedLayout layout;
    private final Quants quants;
    private final boolean minimums;
    private final int columns;

    Packer(TensorType type, int columns) {
        this.type = type;
        this.layout = PackedLayout.of(type);
        this.quants = Quants.of(type);
        this.minimums = PackedLayout.hasMinimums(type);
        this.columns = columns;
    }

    /** Where so many packed rows lie. */
    PackedRegions regions(int rows) {
        int groups = (rows + PackedLayout.ROWS - 1) / PackedLayout.ROWS;
        return new PackedRegions(layout, columns, minimums, groups);
    }

    /**
     * Packs rows that follow each other in the file.
     *
     * @param from the rows
     * @param rows how many; the last group is filled up with what {@code to} has, zeros
     * @param to a part
     */
    void pack(MemorySegment from, int rows, MemorySegment to) {
        long rowBytes = type.bytes(columns);
        PackedRegions regions = regions(rows);
        for (int r = 0; r < rows; r++) {
            packRow(from, r * rowBytes, to, regions, r);
        }
    }

    private void packRow(MemorySegment from, long p, MemorySegment to, PackedRegions regions, int row) {
        int group = row / PackedLayout.ROWS;
        int lane = row % PackedLayout.ROWS;
        long quantsAt = regions.quantsAt(group);
        switch (layout) {
            case NIBBLES, NIBBLES_K -> nibbles(from, p, to, quantsAt + 4L * lane);
            case BYTES, BYTES_K -> bytes(from, p, to, quantsAt + 4L * lane);
            case E2M1 -> halves(from, p, to, quantsAt + 2L * lane);
        }
        int blocks = columns / type.blockElements();
        for (int b = 0; b < blocks; b++) {
            scales(from, p + (long) b * type.blockBytes(), to, regions, group, lane, b);
        }
    }

    private void nibbles(MemorySegment from, long p, MemorySegment to, long at) {
        int each = type.blockElements() / 8;
        long next = at;
        for (long block = p; block < p + type.bytes(columns); block += type.blockBytes()) {
            for (int k = 0; k < each; k++, next += 32) {
                to.set(Quants.INT, next, quants.at(from, block, k));
            }
        }
    }

    private void bytes(MemorySegment from, long p, MemorySegment to, long at) {
        int each = type.blockElements() / 4;
        long next = at;
        for (long block = p; block < p + type.bytes(columns); block += type.blockBytes()) {
            for (int k = 0; k < each; k++, next += 32) {
                to.set(Quants.INT, next, asSums(quants.at(from, block, k)));
            }
        }
    }

    /** Bytes b0, b1 to the number b0 + 256 b1 in each half: one less in the upper byte where b0 is negative. */
    private static int asSums(int quants) {
        int upper = 0xff00ff00;
        int guard = 0x00010000; // what the lower half borrows
        return (quants & ~upper) | ((((quants & upper) | guard) - ((quants & 0x00800080) << 1)) & upper);
    }

    private void halves(MemorySegment from, long p, MemorySegment to, long at) {
        int each = type.blockElements() / 8;
        long next = at;
        for (long block = p; block < p + type.bytes(columns); block += type.blockBytes()) {
            for (int k = 0; k < each; k++, next += 32) {
                int quant = quants.at(from, block, k);
                to.set(SHORT, next, (short) quant);
                to.set(SHORT, next + 16, (short) (quant >>> 16));
            }
        }
    }

    /** Scales, minimums and factors of block b, which starts at p. */
    private void scales(MemorySegment s, long p, MemorySegment to, PackedRegions regions, int group, int lane, int b) {
        long scales = regions.scalesAt(group);
        long mins = regions.minimumsAt(group);
        switch (type) {
            case Q8_0, Q4_0, Q5_0 -> to.set(SHORT, scales + 16L * b + 2L * lane, s.get(SHORT, p));
            case Q4_1, Q5_1 -> {
                to.set(SHORT, scales + 16L * b + 2L * lane, s.get(SHORT, p));
                to.set(SHORT, mins + 16L * b + 2L * lane, s.get(SHORT, p + 2));
            }
            case MXFP4 -> to.set(BYTE, scales + 8L * b + lane, s.get(BYTE, p));
            default -> {
                for (int j = 0; j < PackedLayout.SUPER / layout.run(); j++) {
                    long at = 8L * (b * PackedLayout.SUPER / layout.run() + j) + lane;
                    to.set(BYTE, scales + at, (byte) scale(s, p, j));
                    if (minimums) {
                        to.set(BYTE, mins + at, (byte) minimum(s, p, j));
                    }
                }
                long factors = regions.factorsAt(group) + 16L * b + 2L * lane;
                to.set(SHORT, factors, s.get(SHORT, p + factorAt()));
                if (minimums) {
                    long at = regions.minimumFactorsAt(group) + 16L * b + 2L * lane;
                    to.set(SHORT, at, s.get(SHORT, p + factorAt() + 2));
                }
            }
        }
    }

    private int factorAt() {
        return switch (type) {
            case Q2_K -> 80;
            case Q3_K -> 108;
            case Q6_K -> 208;
            default -> 0;
        };
    }

    /** Whole-number scale of run j of a K block. */
    private int scale(MemorySegment s, long p, int j) {
        return switch (type) {
            case Q2_K -> s.get(BYTE, p + j) & 15;
            case Q3_K -> Blocks.q3kScale(s, p + 96, j) - 32;
            case Q4_K -> Blocks.k4Scale(s, p + 4, j);
            case Q5_K -> Blocks.k4Scale(s, p + 4, j / 2);
            default -> s.get(BYTE, p + 192 + j);
        };
    }

    private int minimum(MemorySegment s, long p, int j) {
        return switch (type) {
            case Q2_K -> s.get(BYTE, p + j) >>> 4 & 15;
            case Q4_K -> Blocks.k4Minimum(s, p + 4, j);
            default -> Blocks.k4Minimum(s, p + 4, j / 2);
        };
    }
}
