package dev.nuri.moe.model;

import dev.nuri.hw.Device;
import dev.nuri.hw.HostWeights;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.tensor.StoredTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** The tensors of a file placed on a device, each checked against the shape the architecture expects. */
final class Weights {
    private final ModelFile file;
    private final Device device;
    private final HostWeights.Residency residency;

    Weights(ModelFile file, Device device) {
        this.file = file;
        this.device = device;
        long bytes = file.tensors().stream().mapToLong(StoredTensor::byteSize).sum();
        this.residency = Architecture.staysInMemory(bytes, device.info().memoryBytes())
                ? HostWeights.Residency.RESIDENT
                : HostWeights.Residency.IN_PLACE;
    }

    boolean has(String name) {
        return file.tensor(name).isPresent();
    }

    /** Rows of a tensor that must be there: a size the file alone knows. */
    int rows(String name) {
        return stored(name).size(1);
    }

    /** [rows][columns] of any type. */
    Tensor matrix(String name, int columns, int rows) {
        return stack(name, columns, rows, 1);
    }

    /** [slices][rows][columns] of any type. */
    Tensor stack(String name, int columns, int rows, int slices) {
        StoredTensor stored = stored(name);
        boolean fits = stored.size(0) == columns
                && stored.size(1) == rows
                && stored.size(2) == slices
                && stored.size(3) == 1
                && stored.type() != TensorType.I32;
        if (!fits) {
            throw new ModelInputException(file.path() + ": " + name + " must be [" + columns + ", " + rows + ", "
                    + slices + "], is " + stored.type() + " " + Arrays.toString(stored.shape()));
        }
        return device.place(new HostWeights(stored.data(), stored.type(), columns, rows, slices, residency));
    }

    /** [columns] of F32. */
    Tensor vector(String name, int columns) {
        return f32(name, matrix(name, columns, 1));
    }

    /** [columns] of F32, or null if it is not there. */
    Tensor optionalVector(String name, int columns) {
        return has(name) ? vector(name, columns) : null;
    }

    /** [rows][columns] of F32, or null if it is not there. */
    Tensor optionalF32(String name, int columns, int rows) {
        return has(name) ? f32(name, matrix(name, columns, rows)) : null;
    }

    /**
     * Each head's first {@code rows} rows of a stack of heads, transposed: [heads][columns][rows] of F32.
     *
     * @param headRows rows of a head in the file
     */
    Tensor transposedHeads(String name, int columns, int headRows, int heads, int rows) {
        StoredTensor stored = stored(name);
        matrix(name, columns, headRows * heads);
        float[] from = stored.toFloats(); // [heads][headRows][columns]
        MemorySegment to = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, (long) heads * columns * rows);
        for (int h = 0; h < heads; h++) {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    long at = ((long) h * columns + c) * rows + r;
                    to.setAtIndex(ValueLayout.JAVA_FLOAT, at, from[(h * headRows + r) * columns + c]);
                }
            }
        }
        return device.place(new HostWeights(to, TensorType.F32, rows, columns, heads, residency));
    }

    /** [columns] of F32, all 1. */
    Tensor ones(int columns) {
        float[] ones = new float[columns];
        Arrays.fill(ones, 1);
        MemorySegment to = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, ones);
        return device.place(new HostWeights(to, TensorType.F32, columns, 1, 1, residency));
    }

    private StoredTensor stored(String name) {
        return file.tensor(name).orElseThrow(() -> new ModelInputException(file.path() + " lacks tensor " + name));
    }

    private Tensor f32(String name, Tensor tensor) {
        if (tensor.type() != TensorType.F32) {
            throw new ModelInputException(file.path() + ": " + name + " must be F32, is " + tensor.type());
        }
        return tensor;
    }
}
