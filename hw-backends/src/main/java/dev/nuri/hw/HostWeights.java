package dev.nuri.hw;

import java.lang.foreign.MemorySegment;

/**
 * A weight tensor in host memory, on its way to a device: [slices][rows][columns] without gaps, in the layout that its
 * type has in files. Type and shape travel with the bytes so that the device can choose a layout of its own.
 *
 * @param bytes read-only, usually a part of a mapped file; must stay alive until the device or the placed buffer is
 *     closed
 * @param type element layout, not I32
 * @param columns elements in a row
 * @param rows rows in a slice
 * @param slices matrices of equal shape, such as experts or heads; 1 for a plain matrix
 * @param residency whether the device may hold a copy
 */
public record HostWeights(
        MemorySegment bytes, TensorType type, int columns, int rows, int slices, Residency residency) {

    /** Where weights are when kernels read them. */
    public enum Residency {
        /**
         * In memory of the device's own, in whatever layout suits its kernels. It may copy now, in the background, or
         * slice by slice at first use; afterwards the bytes given are hardly read again and may leave memory.
         */
        RESIDENT,
        /**
         * Where they lie: the device keeps no copy, so that a model larger than memory runs through the page cache. A
         * device that cannot read host memory may hold copies for as long as a call needs them.
         */
        IN_PLACE
    }

    public HostWeights {
        long needed = Math.multiplyExact(Math.multiplyExact(type.bytes(columns), (long) rows), (long) slices);
        if (type == TensorType.I32 || needed != bytes.byteSize()) {
            throw new BackendInputException("weights " + type + " [" + slices + "][" + rows + "][" + columns + "] take "
                    + needed + " bytes, got " + bytes.byteSize());
        }
    }

    /** The tensor over {@code buffer}, which holds the bytes as they are in files. */
    public Tensor tensor(Buffer buffer) {
        return Tensor.of(buffer, 0, type, columns, rows, slices);
    }
}
