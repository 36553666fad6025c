package dev.nuri.hw.nativecpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.hw.Call;
import dev.nuri.hw.Device;
import dev.nuri.hw.DeviceOptions;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.HostWeights;
import dev.nuri.hw.HostWeights.Residency;
import dev.nuri.hw.Stream;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights give the same products packed as in place: for a few tokens, and for many once a few have had them packed. */
class PackedWeightsTest {
    private static final int COLUMNS = 1280; // more than a panel has

    private final long seed = Long.getLong("nuri.seed", System.nanoTime());
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(seed);

    @ParameterizedTest
    @CsvSource({"Q4_0, 13", "Q4_0, 207", "Q4_K, 13", "Q4_K, 64", "Q6_K, 13", "Q6_K, 207", "MXFP4, 13", "MXFP4, 64"})
    void productsArePackedAsInPlace(TensorType type, int rows) {
        NativeBackend backend = new NativeBackend();
        Assumptions.assumeTrue(
                backend.probe().available(), "skipped: " + backend.probe().reason());
        try (Arena arena = Arena.ofShared();
                Device device = backend.open(0, new DeviceOptions(2));
                Stream stream = device.newStream()) {
            MemorySegment bytes = weights(arena, type, rows);
            Tensor packed = device.place(new HostWeights(bytes, type, COLUMNS, rows, 1, Residency.RESIDENT));
            Tensor plain = device.place(new HostWeights(bytes, type, COLUMNS, rows, 1, Residency.IN_PLACE));
            for (int tokens : new int[] {7, 1, 3, 7}) {
                Tensor x = floats(arena, COLUMNS, tokens);
                Tensor expected = floats(arena, rows, tokens);
                Tensor actual = floats(arena, rows, tokens);
                stream.run(new Call.MatMul(plain, x, expected));
                stream.run(new Call.MatMul(packed, x, actual));
                assertSame(actual, expected, tokens);
            }
        }
    }

    private void assertSame(Tensor actual, Tensor expected, int tokens) {
        float[] a = HostBuffer.segmentOf(actual).toArray(ValueLayout.JAVA_FLOAT);
        float[] e = HostBuffer.segmentOf(expected).toArray(ValueLayout.JAVA_FLOAT);
        double squares = 0;
        for (float v : e) {
            squares += (double) v * v;
        }
        double size = Math.sqrt(squares / e.length);
        assertThat(size).isPositive();
        for (int i = 0; i < e.length; i++) {
            assertThat((double) a[i])
                    .as("%d tokens, product %d (seed %d)", tokens, i, seed)
                    .isCloseTo(e[i], within(1e-4 * size));
        }
    }

    private Tensor floats(Arena arena, int columns, int rows) {
        MemorySegment segment = arena.allocate(4L * columns * rows, 64);
        for (int i = 0; i < columns * rows; i++) {
            segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
        }
        return Tensor.of(HostBuffer.of(segment), 0, TensorType.F32, columns, rows, 1);
    }

    /** Random bits, but moderate scales. */
    private MemorySegment weights(Arena arena, TensorType type, int rows) {
        MemorySegment segment = arena.allocate(type.bytes((long) COLUMNS * rows), 64);
        for (long at = 0; at < segment.byteSize(); at += type.blockBytes()) {
            byte[] block = new byte[type.blockBytes()];
            random.nextBytes(block);
            MemorySegment.copy(block, 0, segment, ValueLayout.JAVA_BYTE, at, block.length);
            switch (type) {
                case Q4_0 -> setScale(segment, at);
                case Q4_K -> {
                    setScale(segment, at);
                    setScale(segment, at + 2);
                }
                case Q6_K -> setScale(segment, at + 208);
                default -> segment.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt(120, 130));
            }
        }
        return segment;
    }

    private void setScale(MemorySegment segment, long at) {
        short half = Float.floatToFloat16((float) (random.nextGaussian() * 0.1));
        segment.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, half);
    }
}
