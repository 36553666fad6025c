package dev.nuri.moe.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.hw.Blocks;
import dev.nuri.hw.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Against what ggml's reference quantisers (v0.5.0 libraries) give for the same 65,536 values. */
class BlockEncoderTest {
    private static final int COUNT = 1 << 16;
    private static final float[] VALUES = values();

    /** Roughly normal, from a generator that is the same in any language: sums of four 16-bit draws. */
    private static float[] values() {
        float[] out = new float[COUNT];
        int state = 12345;
        for (int i = 0; i < COUNT; i++) {
            int sum = 0;
            for (int n = 0; n < 4; n++) {
                state = state * 1664525 + 1013904223;
                sum += state >>> 16;
            }
            out[i] = (sum - 131070) * 0x1p-15f;
        }
        return out;
    }

    private static float[] decoded(TensorType type, byte[] bytes, int count) {
        float[] out = new float[count];
        Blocks.decode(type, MemorySegment.ofArray(bytes), 0, count, out, 0);
        return out;
    }

    private static double rms(TensorType type) {
        float[] back = decoded(type, BlockEncoder.encode(type, VALUES), COUNT);
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            sum += (back[i] - VALUES[i]) * (back[i] - VALUES[i]);
        }
        return Math.sqrt(sum / COUNT);
    }

    @ParameterizedTest
    @CsvSource({
        "Q4_0,2754584802",
        "Q4_1,3746366630",
        "Q5_0,3256098492",
        "Q5_1,4118261584",
        "Q8_0,2488275754",
        "MXFP4,594482726",
        "BF16,3682353508"
    })
    void simpleTypesHaveTheSameBytes(TensorType type, long crc) {
        CRC32 actual = new CRC32();
        actual.update(BlockEncoder.encode(type, VALUES));
        assertThat(actual.getValue()).isEqualTo(crc);
    }

    @ParameterizedTest
    @CsvSource({"Q2_K,0.33261734", "Q3_K,0.16844399", "Q4_K,0.07949484", "Q5_K,0.04039660", "Q6_K,0.01965337"})
    void superBlocksAreAtLeastAsNear(TensorType type, double reference) {
        double rms = rms(type);
        System.out.printf(Locale.ROOT, "rms error %s: %.5f, ggml %.5f%n", type, rms, reference);
        assertThat(rms).isLessThan(reference * 1.01);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "I32")
    void extremesComeBack(TensorType type) {
        float[] zeros = new float[256];
        for (float back : decoded(type, BlockEncoder.encode(type, zeros), 256)) {
            assertThat(back == 0).isTrue(); // of either sign
        }
        for (float value : new float[] {1, -1, 1e-6f, -3e4f}) {
            float[] same = new float[256];
            Arrays.fill(same, value);
            for (float back : decoded(type, BlockEncoder.encode(type, same), 256)) {
                assertThat(Math.abs(back - value)).isLessThanOrEqualTo(Math.abs(value) * 0.34f + 1e-6f);
            }
        }
    }

    /** What was quantised once stays as it is, but for the roundings of the scale itself. */
    @Test
    void everyNibbleFindsItsPlace() {
        float[] ramp = new float[256];
        for (int i = 0; i < 256; i++) {
            ramp[i] = (i * 7 % 31) - 15;
        }
        for (TensorType type : new TensorType[] {TensorType.Q5_K, TensorType.Q6_K, TensorType.Q5_1, TensorType.Q8_0}) {
            float[] back = decoded(type, BlockEncoder.encode(type, ramp), 256);
            for (int i = 0; i < 256; i++) {
                assertThat((double) back[i]).as(type + " " + i).isBetween(ramp[i] - 0.6, ramp[i] + 0.6);
            }
        }
    }
}
