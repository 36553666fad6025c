package dev.nuri.hw;

/**
 * How the elements of a tensor are laid out in memory: a block of {@link #blockElements} consecutive elements of a row
 * takes {@link #blockBytes} bytes, and a row is a whole number of blocks. All multi-byte fields are little-endian. The
 * quantised layouts are those of the GGUF file format.
 */
public enum TensorType {
    /** IEEE 754 single precision. */
    F32(1, 4),
    /** IEEE 754 half precision. */
    F16(1, 2),
    /** The upper half of a single: 8 exponent bits, 7 of fraction. */
    BF16(1, 2),
    /** Signed 32-bit integers: token ids, positions, expert ids. Never weights. */
    I32(1, 4),
    /** 32 signed bytes and one F16 scale. */
    Q8_0(32, 34),
    /** 32 values of 4 bits around 8, one F16 scale. */
    Q4_0(32, 18),
    /** 32 values of 4 bits, F16 scale and minimum. */
    Q4_1(32, 20),
    /** 32 values of 5 bits around 16, one F16 scale; the fifth bits are apart. */
    Q5_0(32, 22),
    /** 32 values of 5 bits, F16 scale and minimum. */
    Q5_1(32, 24),
    /** 16 groups of 16 values of 2 bits; scale and minimum of 4 bits a group. */
    Q2_K(256, 84),
    /** 16 groups of 16 values of 3 bits; scale of 6 bits a group. */
    Q3_K(256, 110),
    /** 8 groups of 32 values of 4 bits; scale and minimum of 6 bits a group. */
    Q4_K(256, 144),
    /** 8 groups of 32 values of 5 bits; scale and minimum of 6 bits a group. */
    Q5_K(256, 176),
    /** 16 groups of 16 values of 6 bits; scale of 8 bits a group. */
    Q6_K(256, 210),
    /** 32 values of 4-bit floats (E2M1) and one power-of-two scale (E8M0), as OCP Microscaling has it. */
    MXFP4(32, 17);

    private final int blockElements;
    private final int blockBytes;

    TensorType(int blockElements, int blockBytes) {
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /** Elements in one block; rows are a multiple of it. */
    public int blockElements() {
        return blockElements;
    }

    /** Bytes of one block. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Whether several elements share a scale, so that no element can be addressed alone. */
    public boolean isQuantised() {
        return blockElements > 1;
    }

    /**
     * The exact size of {@code elements} consecutive elements.
     *
     * @throws BackendInputException if the count is negative or no multiple of the block
     * @throws ArithmeticException if the size does not fit in 63 bits
     */
    public long bytes(long elements) {
        if (elements < 0 || elements % blockElements != 0) {
            throw new BackendInputException(
                    this + ": element count must be a multiple of " + blockElements + ", got " + elements);
        }
        return Math.multiplyExact(elements / blockElements, (long) blockBytes);
    }
}
