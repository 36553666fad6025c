package dev.nuri.moe.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.tensor.StoredTensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files either load, every tensor readable, or fail with the typed error; nothing else. */
class GgufFuzzTest {
    private static final int MUTANTS = 10_000;
    private static final long[] NASTY = {
        0,
        1,
        -1,
        13,
        31,
        33,
        1 << 20,
        1 << 30,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        1L << 40,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    @TempDir
    Path folder;

    @Test
    @Timeout(60)
    void mutantsLoadOrFailByRule() throws IOException {
        long seed = Long.getLong("nuri.seed", System.nanoTime());
        System.out.println("GgufFuzzTest: -Dnuri.seed=" + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        byte[] good = good();
        Path path = folder.resolve("mutant.gguf");
        int loaded = 0;
        for (int i = 0; i < MUTANTS; i++) {
            Files.write(path, mutate(good, random));
            loaded += tryOpen(path, seed, i);
        }
        assertThat(loaded).as("some damage is harmless, most is not").isBetween(1, MUTANTS - MUTANTS / 4);
    }

    private static int tryOpen(Path path, long seed, int mutant) {
        try (GgufFile file = GgufFile.open(path)) {
            for (StoredTensor tensor : file.tensors()) {
                assertThat(tensor.type() == TensorType.I32 || tensor.toFloats().length > 0)
                        .isTrue();
            }
            return 1;
        } catch (ModelInputException e) {
            assertThat(e).hasMessageContaining("mutant.gguf");
            return 0;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed + ", mutant " + mutant, e);
        }
    }

    private byte[] good() throws IOException {
        Path path = folder.resolve("good.gguf");
        new GgufWriter()
                .put("general.architecture", "llama")
                .put("general.alignment", 32)
                .put("flag", true)
                .put("scale", 2.5f)
                .put("words", List.of("a", "bc", "def"))
                .put("numbers", GgufValue.Numbers.ofInts(1, 2, 3))
                .add("plain", new float[12], 3, 2, 2)
                .add(new StoredTensor("q", TensorType.Q4_K, new long[] {256}, MemorySegment.ofArray(new byte[144])))
                .add("last", new float[4], 4)
                .write(path);
        return Files.readAllBytes(path);
    }

    /** One to three injuries: a flipped bit, a nasty number over a field, a cut, or a piece copied elsewhere. */
    private static byte[] mutate(byte[] good, RandomGenerator random) {
        byte[] bytes = good.clone();
        for (int n = random.nextInt(1, 4); n > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> putNasty(bytes, at, random.nextBoolean() ? 4 : 8, random);
                case 2 -> putNasty(bytes, at / 8 * 8, 8, random);
                case 3 -> {
                    if (at > 0) {
                        bytes = Arrays.copyOf(bytes, at);
                    }
                }
                default -> {
                    int from = random.nextInt(bytes.length);
                    int count = Math.min(random.nextInt(1, 33), bytes.length - Math.max(at, from));
                    System.arraycopy(bytes, from, bytes, at, count);
                }
            }
        }
        return bytes;
    }

    private static void putNasty(byte[] bytes, int at, int size, RandomGenerator random) {
        long value = NASTY[random.nextInt(NASTY.length)];
        byte[] field = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        System.arraycopy(field, 0, bytes, at, Math.min(size, bytes.length - at));
    }
}
