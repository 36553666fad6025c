package dev.nuri.hw;

/** The checks that calls make on their tensors. */
final class Shapes {
    private Shapes() {}

    static void check(boolean fits, String what) {
        if (!fits) {
            throw new BackendInputException("shapes do not fit: " + what);
        }
    }

    static void f32(String name, Tensor tensor) {
        check(tensor.type() == TensorType.F32, name + " must be F32, is " + tensor.shape());
    }

    /** Of a type that keys and values are stored in. */
    static void cache(String name, Tensor tensor) {
        check(
                switch (tensor.type()) {
                    case F32, F16, BF16, Q8_0 -> true;
                    default -> false;
                },
                name + " must be F32, F16, BF16 or Q8_0, is " + tensor.shape());
    }

    static void same(String name, Tensor tensor, String otherName, Tensor other) {
        check(tensor.sameShape(other), name + " " + tensor.shape() + ", " + otherName + " " + other.shape());
    }

    /** {@code ids} must be [rows][columns] of I32. */
    static void ids(Tensor ids, int rows, int columns) {
        check(
                ids.type() == TensorType.I32 && ids.slices() == 1 && ids.rows() == rows && ids.columns() == columns,
                "expected I32 [" + rows + "][" + columns + "], got " + ids.shape());
    }

    static void vector(String name, Tensor tensor, int columns) {
        check(
                tensor == null
                        || (tensor.type() == TensorType.F32
                                && tensor.columns() == columns
                                && tensor.rows() == 1
                                && tensor.slices() == 1),
                name + " must be F32 [" + columns + "], is " + (tensor == null ? "absent" : tensor.shape()));
    }
}
