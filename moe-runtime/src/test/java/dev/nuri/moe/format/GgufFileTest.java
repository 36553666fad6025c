package dev.nuri.moe.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.tensor.StoredTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GgufFileTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatWasWritten() {
        Path path = folder.resolve("all.gguf");
        new GgufWriter()
                .put("text", "Nuri 누리")
                .put("int", 7)
                .put("real", 0.5f)
                .put("yes", true)
                .put("big", new GgufValue.Int(GgufType.INT64, Long.MIN_VALUE))
                .put("byte", new GgufValue.Int(GgufType.INT8, -3))
                .put("double", new GgufValue.Real(GgufType.FLOAT64, Math.PI))
                .put("texts", List.of("", "a", "바"))
                .put("ints", GgufValue.Numbers.ofInts(-1, 2))
                .put("reals", GgufValue.Numbers.ofFloats(-1.5f))
                .add("a", new float[] {1, 2, 3, 4, 5, 6}, 3, 2)
                .add(new StoredTensor("q", TensorType.Q8_0, new long[] {32}, MemorySegment.ofArray(new byte[34])))
                .write(path);
        try (GgufFile file = GgufFile.open(path)) {
            GgufMetadata metadata = file.metadata();
            assertThat(metadata.text("text")).isEqualTo("Nuri 누리");
            assertThat(metadata.integer("int")).isEqualTo(7);
            assertThat(metadata.real("real")).isEqualTo(0.5f);
            assertThat(metadata.bool("yes", false)).isTrue();
            assertThat(metadata.all().get("big")).isEqualTo(new GgufValue.Int(GgufType.INT64, Long.MIN_VALUE));
            assertThat(metadata.integer("byte")).isEqualTo(-3);
            assertThat(metadata.all().get("double")).isEqualTo(new GgufValue.Real(GgufType.FLOAT64, Math.PI));
            assertThat(metadata.texts("texts")).contains(List.of("", "a", "바"));
            assertThat(metadata.numbers("ints").orElseThrow().integer(0)).isEqualTo(-1);
            assertThat(metadata.numbers("reals").orElseThrow().real(0)).isEqualTo(-1.5);
            assertThat(file.tensors()).extracting(StoredTensor::name).containsExactly("a", "q");
            StoredTensor a = file.tensor("a").orElseThrow();
            assertThat(a.toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(a.shape()).containsExactly(3, 2);
            assertThat(a.size(2)).isEqualTo(1);
            assertThatThrownBy(() -> metadata.integer("big")).hasMessageContaining("must fit in 32 bits");
            assertThatThrownBy(() -> metadata.text("int")).hasMessageContaining("must be a string, is UINT32");
            assertThatThrownBy(() -> metadata.text("none")).hasMessageContaining("lacks none");
        }
    }

    @Test
    void readsShards() {
        Path first = folder.resolve("m-00001-of-00002.gguf");
        shard(0, "a").write(first);
        shard(1, "b").write(folder.resolve("m-00002-of-00002.gguf"));
        try (GgufFile file = GgufFile.open(first)) {
            assertThat(file.tensors()).extracting(StoredTensor::name).containsExactly("a", "b");
        }
        assertThatThrownBy(() -> GgufFile.open(folder.resolve("m-00002-of-00002.gguf")))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("open the first of the 2 shards");
        shard(0, "b").write(folder.resolve("m-00002-of-00002.gguf"));
        assertThatThrownBy(() -> GgufFile.open(first))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("expected to be shard 1");
        shard(1, "a").write(folder.resolve("m-00002-of-00002.gguf"));
        assertThatThrownBy(() -> GgufFile.open(first)).hasMessageContaining("tensor a is in two shards");
    }

    private static GgufWriter shard(int number, String tensor) {
        return new GgufWriter()
                .put("split.no", number)
                .put("split.count", 2)
                .put("split.tensors.count", 2)
                .add(tensor, new float[] {number}, 1);
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> GgufFile.open(folder.resolve("none.gguf")))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("none.gguf");
    }

    static List<Arguments> malformed() {
        return List.of(
                bad("empty", "magic needs 4 bytes", new Bytes()),
                bad("magic", "letters GGUF", new Bytes().i32(1).i32(3).i64(0).i64(0)),
                bad(
                        "version 0",
                        "version must be",
                        new Bytes().i32(MAGIC).i32(0).i64(0).i64(0)),
                bad(
                        "version 1",
                        "version must be",
                        new Bytes().i32(MAGIC).i32(1).i64(0).i64(0)),
                bad(
                        "version 4",
                        "version must be",
                        new Bytes().i32(MAGIC).i32(4).i64(0).i64(0)),
                bad(
                        "big-endian",
                        "version must be",
                        new Bytes().i32(MAGIC).i32(3 << 24).i64(0).i64(0)),
                bad(
                        "tensor count -1",
                        "tensor count must be",
                        new Bytes().i32(MAGIC).i32(3).i64(-1).i64(0)),
                bad("tensor count beyond the file", "bytes remain", head(1000, 0)),
                bad("key count -1", "metadata count must be", head(0, -1)),
                bad("key count beyond the file", "bytes remain", head(0, 1000)),
                bad("key length -1", "key length must be", head(0, 1).i64(-1).raw(new byte[16])),
                bad(
                        "key length beyond the file",
                        "bytes remain",
                        head(0, 1).i64(60000).raw(new byte[16])),
                bad("empty key", "must not be empty", head(0, 1).text("").i32(4).i32(0)),
                bad(
                        "duplicate key",
                        "must be there once",
                        head(0, 2).u32("a", 1).u32("a", 2)),
                bad(
                        "value type",
                        "must be 0 to 12",
                        head(0, 1).text("a").i32(13).i32(0)),
                bad(
                        "value type -1",
                        "must be 0 to 12",
                        head(0, 1).text("a").i32(-1).i32(0)),
                bad("bool 2", "must be 0 or 1", head(0, 1).text("a").i32(7).raw(new byte[] {2})),
                bad(
                        "u64 beyond long",
                        "less than 2^63",
                        head(0, 1).text("a").i32(10).i64(-1)),
                bad(
                        "string of a terabyte",
                        "must be at most",
                        head(0, 1).text("a").i32(8).i64(1L << 40)),
                bad(
                        "array of arrays",
                        "array of arrays",
                        head(0, 1).text("a").i32(9).i32(9).i64(1).i64(0)),
                bad(
                        "array of a terabyte",
                        "must be at most",
                        head(0, 1).text("a").i32(9).i32(4).i64(1L << 40)),
                bad(
                        "array beyond the file",
                        "bytes remain",
                        head(0, 1).text("a").i32(9).i32(8).i64(1 << 30)),
                bad("alignment 13", "general.alignment", head(0, 1).u32("general.alignment", 13)),
                bad("alignment 0", "general.alignment", head(0, 1).u32("general.alignment", 0)),
                bad("alignment 2^31", "general.alignment", head(0, 1).u32("general.alignment", 1 << 31)),
                bad(
                        "alignment type",
                        "general.alignment",
                        head(0, 1).text("general.alignment").i32(10).i64(32)),
                bad(
                        "tensor name too long",
                        "length must be at most 64",
                        head(1, 0).tensor("n".repeat(65), 0, 0, 1)),
                bad("tensor name empty", "name must not be empty", head(1, 0).tensor("", 0, 0, 1)),
                bad(
                        "tensor twice",
                        "must be there once",
                        head(2, 0).tensor("a", 0, 0, 1).tensor("a", 0, 32, 1)),
                bad(
                        "no dimensions",
                        "1 to 4 dimensions",
                        head(1, 0).tensor("a", 0, 0).raw(new byte[8])),
                bad("5 dimensions", "1 to 4 dimensions", head(1, 0).tensor("a", 0, 0, 1, 1, 1, 1, 1)),
                bad(
                        "2^32 - 1 dimensions",
                        "4294967295",
                        head(1, 0).text("a").i32(-1).raw(new byte[24])),
                bad("dimension 0", "must be 1 to", head(1, 0).tensor("a", 0, 0, 0)),
                bad("dimension -1", "must be 1 to", head(1, 0).tensor("a", 0, 0, -1)),
                bad("elements overflow", "overflows", head(1, 0).tensor("a", 0, 0, M, M, M)),
                bad("bytes overflow", "overflows", head(1, 0).tensor("a", 0, 0, M, M, 2)),
                bad("tensor type", "that GGUF defines", head(1, 0).tensor("a", 99, 0, 32)),
                bad("I-quant", "IQ2_XS is not supported", head(1, 0).tensor("a", 17, 0, 256)),
                bad("rows not whole blocks", "multiple of 32", head(1, 0).tensor("a", 8, 0, 33)),
                bad("offset not 0", "must start at 0", head(1, 0).tensor("a", 0, 32, 1)),
                bad(
                        "overlap",
                        "must start at 32",
                        head(2, 0).tensor("a", 0, 0, 4).tensor("b", 0, 0, 4)),
                bad("offset -1", "must start at 0", head(1, 0).tensor("a", 0, -1, 1)),
                bad(
                        "too little data",
                        "needs 4000 bytes",
                        head(1, 0).tensor("a", 0, 0, 1000).raw(new byte[3000])),
                bad("no data", "only 0 remain", head(1, 0).tensor("a", 0, 0, 1)),
                bad(
                        "sizes add up to overflow",
                        "2^63",
                        head(3, 0)
                                .tensor("a", 0, 0, M, 1 << 30)
                                .tensor("b", 0, B, M, 1 << 29)
                                .raw(new byte[99])));
    }

    private static final long M = Integer.MAX_VALUE;
    private static final long B = M * (1L << 32);
    private static final int MAGIC = 0x46554747;

    private static Arguments bad(String name, String message, Bytes bytes) {
        return Arguments.of(name, message, bytes.out.toByteArray());
    }

    private static Bytes head(long tensors, long keys) {
        return new Bytes().i32(MAGIC).i32(3).i64(tensors).i64(keys);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void malformedFilesNameFileOffsetAndRule(String name, String message, byte[] bytes) throws IOException {
        Path path = Files.write(folder.resolve("bad.gguf"), bytes);
        assertThatThrownBy(() -> GgufFile.open(path)).as(name).isInstanceOfSatisfying(ModelFormatException.class, e -> {
            assertThat(e.file()).endsWith("bad.gguf");
            assertThat(e.offset()).isBetween(0L, (long) bytes.length);
            assertThat(e.rule()).contains(message);
        });
    }

    /** Little-endian fields of a file that may be wrong. */
    private static final class Bytes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        Bytes i32(int value) {
            return raw(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
        }

        Bytes i64(long value) {
            return raw(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array());
        }

        Bytes text(String text) {
            return i64(text.length()).raw(text.getBytes(StandardCharsets.UTF_8));
        }

        Bytes u32(String key, int value) {
            return text(key).i32(4).i32(value);
        }

        Bytes tensor(String name, int type, long offset, long... shape) {
            text(name).i32(shape.length);
            for (long size : shape) {
                i64(size);
            }
            return i32(type).i64(offset);
        }
    }
}
