package dev.nuri.hw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlocksTest {
    /** Every quantised type against values decoded by another implementation. */
    @Test
    void decodesAsPublished() throws IOException {
        Set<TensorType> seen = EnumSet.noneOf(TensorType.class);
        try (InputStream in = BlocksTest.class.getResourceAsStream("block-vectors.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.startsWith("#")) {
                    seen.add(check(line.split(" ")));
                }
            }
        }
        assertThat(seen).hasSize(11).allMatch(TensorType::isQuantised);
    }

    private static TensorType check(String[] fields) {
        TensorType type = TensorType.valueOf(fields[0]);
        MemorySegment bytes = MemorySegment.ofArray(HexFormat.of().parseHex(fields[1]));
        ByteBuffer expected = ByteBuffer.wrap(HexFormat.of().parseHex(fields[2]));
        float[] out = new float[2 * type.blockElements() + 1];
        Blocks.decode(type, bytes, 0, 2 * type.blockElements(), out, 1);
        for (int i = 0; i < 2 * type.blockElements(); i++) {
            float value = expected.getFloat();
            // A product and a sum may be rounded in another order.
            assertThat(out[i + 1]).as("%s element %d", type, i).isCloseTo(value, within(value));
        }
        return type;
    }

    private static org.assertj.core.data.Offset<Float> within(float value) {
        return org.assertj.core.data.Offset.offset(Math.max(1e-6f, Math.abs(value) * 1e-5f));
    }

    @Test
    void decodesPlainTypes() {
        float[] out = new float[2];
        Blocks.decode(TensorType.F16, MemorySegment.ofArray(new byte[] {0, 0x3c, 0, (byte) 0xc0}), 0, 2, out, 0);
        assertThat(out).containsExactly(1f, -2f);
        Blocks.decode(TensorType.BF16, MemorySegment.ofArray(new byte[] {(byte) 0x80, 0x3f, 0x40, 0x40}), 0, 2, out, 0);
        assertThat(out).containsExactly(1f, 3f);
        Blocks.decode(TensorType.F32, MemorySegment.ofArray(new float[] {0.5f, Float.MIN_VALUE}), 0, 2, out, 0);
        assertThat(out).containsExactly(0.5f, Float.MIN_VALUE);
    }

    @Test
    void sizesAreExactAndBounded() {
        assertThat(TensorType.Q4_K.bytes(512)).isEqualTo(288);
        assertThat(TensorType.MXFP4.bytes(64)).isEqualTo(34);
        assertThatThrownBy(() -> TensorType.Q8_0.bytes(33)).isInstanceOf(BackendInputException.class);
        assertThatThrownBy(() -> TensorType.F32.bytes(-1)).isInstanceOf(BackendInputException.class);
        assertThatThrownBy(() -> TensorType.F32.bytes(Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
    }
}
