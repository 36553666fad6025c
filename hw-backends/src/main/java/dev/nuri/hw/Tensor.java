package dev.nuri.hw;

/**
 * A typed view [slices][rows][columns] of a buffer. Elements of a row are adjacent; rows and slices may lie apart, so
 * that a part of a wider tensor is a tensor too. Activations are F32; tokens are rows when a token has one vector, and
 * slices when it has several (heads, chosen experts).
 *
 * @param buffer the memory
 * @param offset byte offset of the first element
 * @param type element layout
 * @param columns elements in a row, at least 1
 * @param rows rows in a slice, at least 1
 * @param slices slices, at least 1
 * @param rowBytes distance in bytes from one row to the next
 * @param sliceBytes distance in bytes from one slice to the next
 */
public record Tensor(
        Buffer buffer,
        long offset,
        TensorType type,
        int columns,
        int rows,
        int slices,
        long rowBytes,
        long sliceBytes) {

    public Tensor {
        if (columns < 1 || rows < 1 || slices < 1) {
            throw new BackendInputException(
                    "tensor sizes must be at least 1, got " + slices + " x " + rows + " x " + columns);
        }
        long last = Math.addExact(
                Math.multiplyExact(slices - 1L, sliceBytes),
                Math.addExact(Math.multiplyExact(rows - 1L, rowBytes), type.bytes(columns)));
        if (offset < 0 || rowBytes < 0 || sliceBytes < 0 || last > buffer.byteSize() - offset) {
            throw new BackendInputException("a " + type + " tensor " + slices + " x " + rows + " x " + columns
                    + " at offset " + offset + " does not fit in " + buffer.byteSize() + " bytes");
        }
    }

    /** A tensor whose rows and slices follow each other without gaps. */
    public static Tensor of(Buffer buffer, long offset, TensorType type, int columns, int rows, int slices) {
        long rowBytes = type.bytes(columns);
        return new Tensor(
                buffer, offset, type, columns, rows, slices, rowBytes, Math.multiplyExact(rowBytes, (long) rows));
    }

    /** Byte offset of a row. */
    public long rowOffset(int slice, int row) {
        return offset + slice * sliceBytes + row * rowBytes;
    }

    /** Rows in all slices together. */
    public int allRows() {
        return Math.multiplyExact(rows, slices);
    }

    /** Whether the elements follow each other without gaps. */
    public boolean isContiguous() {
        return (rows == 1 || rowBytes == type.bytes(columns)) && (slices == 1 || sliceBytes == rows * rowBytes);
    }

    /** Slices [from, from + count). */
    public Tensor slices(int from, int count) {
        checkRange("slices", from, count, slices);
        return new Tensor(buffer, offset + from * sliceBytes, type, columns, rows, count, rowBytes, sliceBytes);
    }

    /** Rows [from, from + count) of each slice. */
    public Tensor rows(int from, int count) {
        checkRange("rows", from, count, rows);
        return new Tensor(buffer, offset + from * rowBytes, type, columns, count, slices, rowBytes, sliceBytes);
    }

    /** Columns [from, from + count) of each row; both multiples of the type's block. */
    public Tensor columns(int from, int count) {
        checkRange("columns", from, count, columns);
        return new Tensor(buffer, offset + type.bytes(from), type, count, rows, slices, rowBytes, sliceBytes);
    }

    /** The same elements in another shape; the tensor must be contiguous. */
    public Tensor reshape(int newColumns, int newRows, int newSlices) {
        long before = (long) columns * rows * slices;
        long after = (long) newColumns * newRows * newSlices;
        if (before != after || !isContiguous()) {
            throw new BackendInputException("cannot view " + shape() + " as [" + newSlices + "][" + newRows + "]["
                    + newColumns + "]" + (isContiguous() ? "" : ": it has gaps"));
        }
        return of(buffer, offset, type, newColumns, newRows, newSlices);
    }

    /** Cuts each row into pieces of {@code newColumns}, which become the rows; there must be one row in a slice. */
    public Tensor splitRows(int newColumns) {
        if (rows != 1 || columns % newColumns != 0) {
            throw new BackendInputException("cannot cut rows of " + shape() + " into pieces of " + newColumns);
        }
        return new Tensor(
                buffer, offset, type, newColumns, columns / newColumns, slices, type.bytes(newColumns), sliceBytes);
    }

    /** The rows of the only slice as slices of one row each. */
    public Tensor rowsAsSlices() {
        if (slices != 1) {
            throw new BackendInputException("expected one slice, got " + shape());
        }
        return new Tensor(buffer, offset, type, columns, 1, rows, rowBytes, rowBytes);
    }

    /** The only row as every row of [slices][rows]: to be read, not written. */
    public Tensor repeated(int newRows, int newSlices) {
        if (rows != 1 || slices != 1) {
            throw new BackendInputException("expected one row, got " + shape());
        }
        return new Tensor(buffer, offset, type, columns, newRows, newSlices, 0, 0);
    }

    /** The shape in words, for messages. */
    public String shape() {
        return type + " [" + slices + "][" + rows + "][" + columns + "]";
    }

    boolean sameShape(Tensor other) {
        return columns == other.columns && rows == other.rows && slices == other.slices;
    }

    private static void checkRange(String what, int from, int count, int size) {
        if (from < 0 || count < 1 || from > size - count) {
            throw new BackendInputException(
                    what + " [" + from + ", " + ((long) from + count) + ") of a tensor that has " + size);
        }
    }
}
