package dev.nuri.moe.format;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.tensor.StoredTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * MXFP4 as gpt-oss folders have it: the 16 bytes of a block in one array, elements 2i and 2i + 1 in byte i, its scale in
 * another. GGUF puts the scale first and elements i and i + 16 in byte i.
 */
final class Mxfp4Arrays {
    private static final int BLOCK_BYTES = 16;

    private Mxfp4Arrays() {}

    /**
     * Rows start, start + step, ... of each expert.
     *
     * @param blocks U8 [experts][rows][blocks][16]
     * @param scales U8 [experts][rows][blocks]
     */
    static StoredTensor tensor(String name, StoredArray blocks, StoredArray scales, int start, int step) {
        blocks.expect(4);
        scales.expect(3);
        boolean fits = blocks.dtype().equals("U8")
                && scales.dtype().equals("U8")
                && blocks.size(3) == BLOCK_BYTES
                && blocks.shape().subList(0, 3).equals(scales.shape())
                && blocks.size(1) % step == 0;
        if (!fits) {
            throw blocks.error("must be U8 [experts, rows, blocks, 16] with scales U8 [experts, rows, blocks], are "
                    + blocks.shape() + " and " + scales.shape());
        }
        int experts = blocks.size(0);
        int rows = blocks.size(1);
        int inRow = blocks.size(2);
        long[] shape = {32L * inRow, rows / step, experts};
        return ArrayForms.lazy(name, TensorType.MXFP4, shape, experts, expert -> {
            MemorySegment to = Arena.ofAuto().allocate((long) rows / step * inRow * (BLOCK_BYTES + 1), 64);
            long at = 0;
            for (int row = start; row < rows; row += step) {
                for (int b = 0; b < inRow; b++) {
                    long number = ((long) expert * rows + row) * inRow + b;
                    block(
                            blocks.data(),
                            number * BLOCK_BYTES,
                            scales.data().get(ValueLayout.JAVA_BYTE, number),
                            to,
                            at);
                    at += BLOCK_BYTES + 1;
                }
            }
            return to;
        });
    }

    private static void block(MemorySegment from, long p, byte scale, MemorySegment to, long at) {
        to.set(ValueLayout.JAVA_BYTE, at, scale);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            int low = element(from, p, i);
            int high = element(from, p, i + BLOCK_BYTES);
            to.set(ValueLayout.JAVA_BYTE, at + 1 + i, (byte) (low | high << 4));
        }
    }

    private static int element(MemorySegment from, long p, int i) {
        return from.get(ValueLayout.JAVA_BYTE, p + i / 2) >>> (i % 2 * 4) & 15;
    }
}
