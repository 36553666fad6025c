package dev.nuri.moe.format;

import dev.nuri.hw.Blocks;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.tensor.StoredTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.IntFunction;

/**
 * Arrays of a model folder in the form GGUF gives them. Where only rows change places the result is a list of views;
 * where elements do, it is computed each time it is asked for.
 */
final class ArrayForms {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ArrayForms() {}

    /** The same; vectors (also those stored as one row) and biases become F32. */
    static StoredTensor asIs(String name, StoredArray array) {
        long[] shape = shape(array);
        boolean vector = shape.length == 1 || (shape.length == 2 && shape[1] == 1);
        if (vector || name.endsWith(".bias")) {
            long[] own = vector ? new long[] {shape[0]} : shape;
            return computed(name, own, () -> floats(array));
        }
        return new StoredTensor(name, array.type(), shape, array.data());
    }

    /** Norm weights around 0 as weights around 1. */
    static StoredTensor plusOne(String name, StoredArray array) {
        return computed(name, shape(array.expect(1)), () -> {
            float[] values = floats(array);
            for (int i = 0; i < values.length; i++) {
                values[i] += 1;
            }
            return values;
        });
    }

    /** Experts numbered from 0 on, all alike, as one stack. */
    static StoredTensor stack(String name, SortedMap<Integer, StoredArray> experts) {
        StoredArray first = experts.firstEntry().getValue().expect(2);
        if (experts.lastKey() != experts.size() - 1) {
            throw first.error("is one of " + experts.size() + " experts that are not numbered from 0 on");
        }
        for (StoredArray expert : experts.values()) {
            if (!expert.dtype().equals(first.dtype()) || !expert.shape().equals(first.shape())) {
                throw expert.error("must be " + first.dtype() + " " + first.shape() + " as the expert before, is "
                        + expert.dtype() + " " + expert.shape());
            }
        }
        List<MemorySegment> parts = experts.values().stream()
                .map(expert -> expert.data().asReadOnly())
                .toList();
        return views(name, first.type(), new long[] {first.size(1), first.size(0), experts.size()}, parts);
    }

    /**
     * Rows of heads that turn in halves, as rows that turn with their neighbours: row (half j, i) of a head of D becomes
     * row (i, j). Applies to biases as well.
     */
    static StoredTensor turned(String name, StoredArray array, int heads) {
        int rows = array.expect(array.shape().size() == 1 ? 1 : 2).size(0);
        if (heads < 1 || rows % (2L * heads) != 0) {
            throw array.error("must have an even number of rows for each of " + heads + " heads, has " + rows);
        }
        int head = rows / heads;
        int[] from = new int[rows];
        for (int r = 0; r < rows; r++) {
            int within = r % head;
            from[r] = r - within + within % 2 * (head / 2) + within / 2;
        }
        if (array.shape().size() == 1) {
            return computed(name, shape(array), () -> {
                float[] values = floats(array);
                float[] out = new float[rows];
                for (int r = 0; r < rows; r++) {
                    out[r] = values[from[r]];
                }
                return out;
            });
        }
        List<MemorySegment> parts = new ArrayList<>(rows);
        for (int r = 0; r < rows; r++) {
            parts.add(array.rows(from[r], 1).asReadOnly());
        }
        return views(name, array.type(), shape(array), parts);
    }

    /** The first and the second half of the rows of a matrix, or of each matrix of a stack. */
    static List<StoredTensor> halves(String first, String second, StoredArray array) {
        int dimensions = array.shape().size();
        array.expect(dimensions == 3 ? 3 : 2);
        int slices = dimensions == 3 ? array.size(0) : 1;
        int rows = array.size(dimensions - 2);
        int columns = array.size(dimensions - 1);
        if (rows % 2 != 0) {
            throw array.error("must have an even number of rows, has " + rows);
        }
        long[] shape = dimensions == 3 ? new long[] {columns, rows / 2, slices} : new long[] {columns, rows / 2};
        List<StoredTensor> out = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            List<MemorySegment> parts = new ArrayList<>();
            for (int s = 0; s < slices; s++) {
                long from = (long) s * rows + half * (rows / 2L);
                parts.add(array.rows(from, rows / 2).asReadOnly());
            }
            out.add(views(half == 0 ? first : second, array.type(), shape, parts));
        }
        return out;
    }

    /** Of each head's {@code plain + value} rows the first, transposed: [heads][columns][plain]. */
    static StoredTensor transposedHeads(String name, StoredArray array, int heads, int plain, int value) {
        checkHeads(array, heads, plain, value);
        int columns = array.size(1);
        return lazy(name, array.type(), new long[] {plain, columns, heads}, heads, head -> {
            MemorySegment from = array.rows((long) head * (plain + value), plain);
            return transpose(from, plain, columns, 0, 1, elementBytes(array));
        });
    }

    /** Of each head's {@code plain + value} rows the last. */
    static StoredTensor lastRowsOfHeads(String name, StoredArray array, int heads, int plain, int value) {
        checkHeads(array, heads, plain, value);
        List<MemorySegment> parts = new ArrayList<>();
        for (int head = 0; head < heads; head++) {
            parts.add(array.rows((long) head * (plain + value) + plain, value).asReadOnly());
        }
        return views(name, array.type(), new long[] {array.size(1), value, heads}, parts);
    }

    private static void checkHeads(StoredArray array, int heads, int plain, int value) {
        long rows = array.expect(2).size(0);
        if (heads < 1 || plain < 1 || value < 1 || rows != (long) heads * ((long) plain + value)) {
            throw array.error(
                    "must have " + plain + " + " + value + " rows for each of " + heads + " heads, has " + rows);
        }
    }

    /** Columns start, start + step, ... of each matrix [in][out] of a stack as rows. */
    static StoredTensor transposed(String name, StoredArray array, int start, int step) {
        int slices = array.expect(3).size(0);
        int in = array.size(1);
        int out = array.size(2);
        if (out % step != 0) {
            throw array.error("must have an even number of columns, has " + out);
        }
        return lazy(
                name,
                array.type(),
                new long[] {in, out / step, slices},
                slices,
                slice -> transpose(array.rows((long) slice * in, in), in, out, start, step, elementBytes(array)));
    }

    /** Elements start, start + 2, ... of each row, F32. */
    static StoredTensor everyOther(String name, StoredArray array, int start) {
        int rows = array.expect(2).size(0);
        int columns = array.size(1);
        if (columns % 2 != 0) {
            throw array.error("must have an even number of columns, has " + columns);
        }
        return computed(name, new long[] {columns / 2, rows}, () -> {
            float[] values = floats(array);
            float[] out = new float[values.length / 2];
            for (int i = 0; i < out.length; i++) {
                out[i] = values[2 * i + start];
            }
            return out;
        });
    }

    /** Parts that are made one by one when they are reached. */
    static StoredTensor lazy(String name, TensorType type, long[] shape, int parts, IntFunction<MemorySegment> part) {
        long elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, size);
        }
        List<MemorySegment> made = new java.util.AbstractList<>() {
            @Override
            public MemorySegment get(int index) {
                return part.apply(index).asReadOnly();
            }

            @Override
            public int size() {
                return parts;
            }
        };
        return new StoredTensor(name, type, shape, type.bytes(elements), () -> made);
    }

    private static MemorySegment transpose(MemorySegment from, int rows, int columns, int start, int step, int size) {
        MemorySegment to = Arena.ofAuto().allocate((long) rows * (columns / step) * size, 64);
        for (int c = start; c < columns; c += step) {
            for (int r = 0; r < rows; r++) {
                long at = ((long) (c / step) * rows + r) * size;
                MemorySegment.copy(from, ((long) r * columns + c) * size, to, at, size);
            }
        }
        return to;
    }

    private static int elementBytes(StoredArray array) {
        return array.type().blockBytes();
    }

    private interface Floats {
        float[] get();
    }

    private static StoredTensor computed(String name, long[] shape, Floats values) {
        return lazy(name, TensorType.F32, shape, 1, part -> {
            float[] made = values.get();
            MemorySegment to = Arena.ofAuto().allocate(4L * made.length, 64);
            MemorySegment.copy(made, 0, to, FLOAT, 0, made.length);
            return to;
        });
    }

    private static float[] floats(StoredArray array) {
        long elements = array.data().byteSize() / elementBytes(array);
        if (elements > 1 << 28) {
            throw array.error("has too many elements for a vector: " + elements);
        }
        float[] out = new float[(int) elements];
        Blocks.decode(array.type(), array.data(), 0, out.length, out, 0);
        return out;
    }

    private static StoredTensor views(String name, TensorType type, long[] shape, List<MemorySegment> parts) {
        long bytes = parts.stream().mapToLong(MemorySegment::byteSize).sum();
        return new StoredTensor(name, type, shape, bytes, () -> parts);
    }

    /** Sizes with the row length first. */
    private static long[] shape(StoredArray array) {
        int dimensions = array.shape().size();
        array.expect(Math.clamp(dimensions, 1, 4));
        array.type();
        return array.shape().reversed().stream().mapToLong(Long::longValue).toArray();
    }
}
