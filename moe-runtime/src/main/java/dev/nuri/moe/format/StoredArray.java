package dev.nuri.moe.format;

import dev.nuri.hw.TensorType;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One array of a safetensors file.
 *
 * @param file where it is
 * @param at byte offset of its header entry in the file
 * @param name its name there
 * @param dtype element type as the file names it
 * @param shape sizes, the row length last
 * @param start where it lies in the file's data
 * @param data its bytes
 */
record StoredArray(Path file, long at, String name, String dtype, List<Long> shape, long start, MemorySegment data) {
    private static final Map<String, Integer> ELEMENT_BYTES = Map.ofEntries(
            Map.entry("BOOL", 1),
            Map.entry("U8", 1),
            Map.entry("I8", 1),
            Map.entry("F8_E4M3", 1),
            Map.entry("F8_E5M2", 1),
            Map.entry("F8_E8M0", 1),
            Map.entry("I16", 2),
            Map.entry("U16", 2),
            Map.entry("F16", 2),
            Map.entry("BF16", 2),
            Map.entry("I32", 4),
            Map.entry("U32", 4),
            Map.entry("F32", 4),
            Map.entry("I64", 8),
            Map.entry("U64", 8),
            Map.entry("F64", 8));

    /** Bytes an array takes; empty if the type is not known or the size overflows. */
    static OptionalLong byteSize(String dtype, List<Long> shape) {
        Integer element = ELEMENT_BYTES.get(dtype);
        if (element == null) {
            return OptionalLong.empty();
        }
        try {
            long size = element;
            for (long length : shape) {
                size = Math.multiplyExact(size, length);
            }
            return OptionalLong.of(size);
        } catch (ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    /** The element type of weights. */
    TensorType type() {
        return switch (dtype) {
            case "F32" -> TensorType.F32;
            case "F16" -> TensorType.F16;
            case "BF16" -> TensorType.BF16;
            default -> throw error("must be F32, F16 or BF16, is " + dtype);
        };
    }

    /** Bytes of a row. */
    long rowBytes() {
        return type().bytes(shape.getLast());
    }

    /** Rows in all. */
    long rows() {
        return data.byteSize() / rowBytes();
    }

    /** Rows [from, from + count). */
    MemorySegment rows(long from, long count) {
        return data.asSlice(from * rowBytes(), count * rowBytes());
    }

    /** Checks the number of dimensions and that none is 0. */
    StoredArray expect(int dimensions) {
        if (shape.size() != dimensions || shape.stream().anyMatch(size -> size < 1 || size > Integer.MAX_VALUE)) {
            throw error("must have " + dimensions + " dimensions of 1 to 2^31 - 1, has " + shape);
        }
        return this;
    }

    int size(int dimension) {
        return Math.toIntExact(shape.get(dimension));
    }

    /** An error about this array. */
    ModelFormatException error(String rule) {
        return new ModelFormatException(file, at, name + " " + rule);
    }
}
