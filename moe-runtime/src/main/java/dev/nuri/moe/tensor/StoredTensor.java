package dev.nuri.moe.tensor;

import dev.nuri.hw.Blocks;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.ModelInputException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A named tensor as a model file stores it: read-only bytes with a shape. */
public final class StoredTensor {
    private final String name;
    private final TensorType type;
    private final long[] shape;
    private final MemorySegment data;

    /**
     * @param name unique in its model
     * @param type layout of the bytes
     * @param shape sizes, the row length first; 1 to 4 of them, each at least 1
     * @param data exactly the bytes the shape needs
     */
    public StoredTensor(String name, TensorType type, long[] shape, MemorySegment data) {
        this.name = name;
        this.type = type;
        this.shape = shape.clone();
        this.data = data.asReadOnly();
        long elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, size);
        }
        if (shape.length < 1 || shape.length > 4 || type.bytes(elements) != data.byteSize()) {
            throw new ModelInputException(
                    name + ": " + type + " " + Arrays.toString(shape) + " does not take " + data.byteSize() + " bytes");
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

    /** The bytes, read-only. */
    public MemorySegment data() {
        return data;
    }

    /**
     * All elements as floats, rows one after the other.
     *
     * @throws ModelInputException if there are more than an array can hold, or the type holds ids
     */
    public float[] toFloats() {
        long elements = data.byteSize() / type.blockBytes() * type.blockElements();
        if (elements > Integer.MAX_VALUE - 8 || type == TensorType.I32) {
            throw new ModelInputException(name + ": cannot give " + elements + " elements of " + type + " as floats");
        }
        float[] out = new float[(int) elements];
        Blocks.decode(type, data, 0, out.length, out, 0);
        return out;
    }

    @Override
    public String toString() {
        return name + " " + type + " " + Arrays.toString(shape);
    }
}
