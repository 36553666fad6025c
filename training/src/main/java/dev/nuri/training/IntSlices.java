package dev.nuri.training;

import java.util.Arrays;

/** Many short int arrays in one long one. Grows while it is filled, then is only read. */
final class IntSlices {

    private int[] data = new int[1 << 16];
    private int[] ends = new int[1 << 12];
    private int size;

    /** Adds a slice and gives its number. */
    int add(int[] slice) {
        int from = size == 0 ? 0 : ends[size - 1];
        if (from + slice.length > data.length) {
            data = Arrays.copyOf(data, Math.max(data.length + (data.length >> 1), from + slice.length));
        }
        System.arraycopy(slice, 0, data, from, slice.length);
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size + (size >> 1));
        }
        ends[size] = from + slice.length;
        return size++;
    }

    int size() {
        return size;
    }

    int length(int slice) {
        return ends[slice] - start(slice);
    }

    private int start(int slice) {
        return slice == 0 ? 0 : ends[slice - 1];
    }

    /** A copy of a slice. */
    int[] get(int slice) {
        return Arrays.copyOfRange(data, start(slice), ends[slice]);
    }

    /** All ints of all slices. */
    long total() {
        return size == 0 ? 0 : ends[size - 1];
    }
}
