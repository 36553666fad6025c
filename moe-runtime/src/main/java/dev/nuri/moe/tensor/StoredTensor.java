package dev.nuri.moe.tensor;

import dev.nuri.hw.Blocks;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.ModelInputException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** A named tensor as a model stores it: read-only bytes with a shape, in one piece or several. */
public final class StoredTensor {
    private static final long CACHE_LINE = 64;

    private final String name;
    private final TensorType type;
    private final long[] shape;
    private final long byteSize;
    private final Supplier<List<MemorySegment>> parts;

    /**
     * A tensor that lies in one piece.
     *
     * @param name unique in its model
     * @param type layout of the bytes
     * @param shape sizes, the row length first; 1 to 4 of them, each at least 1
     * @param data exactly the bytes the shape needs
     */
    public StoredTensor(String name, TensorType type, long[] shape, MemorySegment data) {
        this(name, type, shape, data.byteSize(), () -> List.of(data.asReadOnly()));
    }

    /**
     * A tensor in several pieces, or one that is made when asked for.
     *
     * @param name unique in its model
     * @param type layout of the bytes
     * @param shape sizes, the row length first; 1 to 4 of them, each at least 1
     * @param byteSize bytes of all parts together, exactly what the shape needs
     * @param parts gives the pieces in order, each of whole rows
     */
    public StoredTensor(
            String name, TensorType type, long[] shape, long byteSize, Supplier<List<MemorySegment>> parts) {
        this.name = name;
        this.type = type;
        this.shape = shape.clone();
        this.byteSize = byteSize;
        this.parts = parts;
        long elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, size);
        }
        if (shape.length < 1 || shape.length > 4 || type.bytes(elements) != byteSize) {
            throw new ModelInputException(
                    name + ": " + type + " " + Arrays.toString(shape) + " does not take " + byteSize + " bytes");
        }
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** Layout of the bytes. */
    public TensorType type() {
        return type;
    }

    /** Sizes, the row length first. */
    public long[] shape() {
        return shape.clone();
    }

    /** Size of a dimension; 1 beyond those stored. */
    public int size(int dimension) {
        return dimension < shape.length ? Math.toIntExact(shape[dimension]) : 1;
    }

    /** Size of the data. */
    public long byteSize() {
        return byteSize;
    }

    /** The pieces in order, read-only, each of whole rows: what streams need, since nothing is gathered. */
    public List<MemorySegment> parts() {
        return parts.get();
    }

    /**
     * The bytes in one piece, read-only. Where the model stores several, each call gathers them in new memory, which
     * lives as long as the segment is in use.
     */
    public MemorySegment data() {
        List<MemorySegment> pieces = parts();
        if (pieces.size() == 1) {
            return pieces.getFirst();
        }
        MemorySegment all = Arena.ofAuto().allocate(byteSize, CACHE_LINE);
        long at = 0;
        for (MemorySegment piece : pieces) {
            MemorySegment.copy(piece, 0, all, at, piece.byteSize());
            at += piece.byteSize();
        }
        return all.asReadOnly();
    }

    /**
     * All elements as floats, rows one after the other.
     *
     * @throws ModelInputException if there are more than an array can hold, or the type holds ids
     */
    public float[] toFloats() {
        long elements = byteSize / type.blockBytes() * type.blockElements();
        if (elements > Integer.MAX_VALUE - 8 || type == TensorType.I32) {
            throw new ModelInputException(name + ": cannot give " + elements + " elements of " + type + " as floats");
        }
        float[] out = new float[(int) elements];
        Blocks.decode(type, data(), 0, out.length, out, 0);
        return out;
    }

    @Override
    public String toString() {
        return name + " " + type + " " + Arrays.toString(shape);
    }
}
