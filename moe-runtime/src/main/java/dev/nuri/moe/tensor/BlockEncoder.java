package dev.nuri.moe.tensor;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.ModelInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Turns one block of floats into the bytes of a {@link TensorType}; {@link dev.nuri.hw.Blocks} is the way back. */
@FunctionalInterface
public interface BlockEncoder {
    /**
     * Encodes a block.
     *
     * @param x finite values; those from {@code at} on, as many as the type's block has, are read
     * @param out little-endian; the block's bytes are put at its position
     */
    void encode(float[] x, int at, ByteBuffer out);

    /**
     * The encoder of a type.
     *
     * @throws ModelInputException if nothing is encoded in that type
     */
    static BlockEncoder of(TensorType type) {
        return switch (type) {
            case F32 -> (x, at, out) -> out.putFloat(x[at]);
            case F16 -> (x, at, out) -> out.putShort(Float.floatToFloat16(x[at]));
            case BF16 -> (x, at, out) -> out.putShort(bfloat16(x[at]));
            case Q8_0 -> SimpleBlocks::q80;
            case Q4_0 -> SimpleBlocks::q40;
            case Q4_1 -> SimpleBlocks::q41;
            case Q5_0 -> SimpleBlocks::q50;
            case Q5_1 -> SimpleBlocks::q51;
            case MXFP4 -> SimpleBlocks::mxfp4;
            case Q2_K -> SuperBlocks::q2k;
            case Q3_K -> SuperBlocks::q3k;
            case Q4_K -> (x, at, out) -> SuperBlocks.q45k(x, at, out, 15);
            case Q5_K -> (x, at, out) -> SuperBlocks.q45k(x, at, out, 31);
            case Q6_K -> SuperBlocks::q6k;
            case I32 -> throw new ModelInputException("weights cannot be stored as I32");
        };
    }

    /**
     * Encodes whole rows.
     *
     * @param x finite values, a multiple of the type's block
     */
    static byte[] encode(TensorType type, float[] x) {
        ByteBuffer out =
                ByteBuffer.allocate(Math.toIntExact(type.bytes(x.length))).order(ByteOrder.LITTLE_ENDIAN);
        BlockEncoder encoder = of(type);
        for (int at = 0; at < x.length; at += type.blockElements()) {
            encoder.encode(x, at, out);
        }
        return out.array();
    }

    /** Rounds to nearest, ties to even. */
    private static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
    }
}
