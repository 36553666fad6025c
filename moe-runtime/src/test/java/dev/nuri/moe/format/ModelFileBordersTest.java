package dev.nuri.moe.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.tensor.StoredTensor;
import dev.nuri.moe.tokenizer.Tokenizer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every field of a model file in turn is cut at its borders and given every nasty value: the file loads, everything in it
 * readable, or is refused by a rule, at a cost that stays small.
 */
@Timeout(120)
class ModelFileBordersTest {
    private static final long MOST_BYTES = 64 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long[] NASTY = {
        0,
        1,
        2,
        7,
        31,
        33,
        0xFF,
        0xFFFF,
        1 << 20,
        1 << 30,
        Integer.MAX_VALUE,
        0x80000000L,
        0xFFFFFFFFL,
        1L << 32,
        1L << 40,
        1L << 61,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -8,
        -32
    };
    private static final String[] NASTY_JSON = {
        "null",
        "true",
        "0",
        "1",
        "-1",
        "3",
        "1073741824",
        "2147483647",
        "2147483648",
        "4294967296",
        "9223372036854775807",
        "99999999999999999999",
        "1e308",
        "0.5",
        "\"\"",
        "\"x\"",
        "\"\\u0000\"",
        "\"\\uD800\"",
        "[]",
        "[[]]",
        "{}",
        "[0]",
        "{\"type\": \"Sequence\"}"
    };

    @TempDir
    Path folder;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private int mutants;
    private int loaded;

    /** A field of a GGUF file. */
    private record Field(int at, int size) {}

    @Test
    void gguf() {
        byte[] good = SmallModels.gguf();
        List<Field> fields = new GgufFields(good).all();
        for (Field field : fields) {
            for (long value : NASTY) {
                byte[] mutant = good.clone();
                byte[] number = ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array();
                System.arraycopy(number, 0, mutant, field.at, Math.min(8, field.size));
                gguf("value " + value + " at " + field, mutant);
            }
            for (int cut : new int[] {field.at - 1, field.at, field.at + 1, field.at + field.size - 1}) {
                gguf("cut at " + cut, Arrays.copyOf(good, Math.max(0, cut)));
            }
            gguf("without " + field, without(good, field.at, field.size));
            gguf("twice " + field, twice(good, field.at, field.size));
        }
        finish("GGUF", 1_000);
    }

    private void gguf(String what, byte[] mutant) {
        measured(what, () -> {
            for (StoredTensor tensor : GgufParser.parse(Path.of("mutant.gguf"), MemorySegment.ofArray(mutant))
                    .tensors()) {
                assertThat(tensor.type() == TensorType.I32 || tensor.toFloats().length > 0)
                        .isTrue();
            }
        });
    }

    @Test
    void safetensors() throws IOException {
        byte[] good = SmallModels.safetensors();
        for (long value : NASTY) {
            safetensors(
                    "header of " + value,
                    ByteBuffer.wrap(good.clone())
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(0, value)
                            .array());
        }
        for (int cut = 0; cut <= good.length; cut++) {
            safetensors("cut at " + cut, Arrays.copyOf(good, cut));
        }
        int length = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        JsonNode header = JSON.readTree(Arrays.copyOfRange(good, 8, 8 + length));
        everyChange(header, changed -> {
            byte[] text = changed.toString().getBytes(StandardCharsets.UTF_8);
            ByteBuffer mutant = ByteBuffer.allocate(8 + text.length + good.length - 8 - length)
                    .order(ByteOrder.LITTLE_ENDIAN);
            mutant.putLong(text.length).put(text).put(good, 8 + length, good.length - 8 - length);
            safetensors(changed.toString(), mutant.array());
        });
        finish("safetensors", 1_000);
    }

    private void safetensors(String what, byte[] mutant) {
        measured(what, () -> SafetensorsFile.read(Path.of("mutant.safetensors"), MemorySegment.ofArray(mutant)));
    }

    @Test
    void config() throws IOException {
        SmallModels.folder(folder);
        Path file = folder.resolve("config.json");
        JsonNode good = JSON.readTree(file.toFile());
        everyChange(good, changed -> {
            write(file, changed.toString());
            measured(changed.toString(), () -> {
                try (ModelFile model = ModelFile.open(folder)) {
                    for (StoredTensor tensor : model.tensors()) {
                        assertThat(tensor.toFloats().length).isPositive();
                    }
                }
            });
        });
        finish("config.json", 250);
    }

    @Test
    void tokenizer() throws IOException {
        JsonNode good = JSON.readTree(SmallModels.TOKENIZER);
        everyChange(
                good,
                changed -> measured(changed.toString(), () -> {
                    Tokenizer tokenizer = Tokenizer.of(SmallModels.withTokenizer(changed.toString()));
                    tokenizer.decode(tokenizer.encodePrompt("<s>ab  abb 123 \u00e9"));
                }));
        finish("tokenizer.json", 1_000);
    }

    /** Each value in turn becomes each nasty one, is left out, and is repeated. */
    private static void everyChange(JsonNode good, Consumer<JsonNode> use) throws IOException {
        List<JsonNode> nasty = new ArrayList<>();
        for (String text : NASTY_JSON) {
            nasty.add(JSON.readTree(text));
        }
        int places = places(good).size();
        for (int place = 0; place < places; place++) {
            for (int change = -2; change < nasty.size(); change++) {
                JsonNode copy = good.deepCopy();
                places(copy).get(place).change(change < 0 ? null : nasty.get(change), change == -2);
                use.accept(copy);
            }
        }
    }

    /** A value within a container. */
    private record Place(ContainerNode<?> in, String key, int index) {

        void change(JsonNode value, boolean repeat) {
            if (in instanceof ObjectNode object) {
                if (repeat) {
                    object.set(key + "2", object.get(key));
                } else if (value == null) {
                    object.remove(key);
                } else {
                    object.set(key, value);
                }
            } else if (in instanceof ArrayNode array) {
                if (repeat) {
                    array.add(array.get(index));
                } else if (value == null) {
                    array.remove(index);
                } else {
                    array.set(index, value);
                }
            }
        }
    }

    private static List<Place> places(JsonNode node) {
        List<Place> places = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(key -> {
                places.add(new Place(object, key, 0));
                places.addAll(places(object.get(key)));
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                places.add(new Place(array, "", i));
                places.addAll(places(array.get(i)));
            }
        }
        return places;
    }

    private static byte[] without(byte[] bytes, int at, int size) {
        byte[] out = new byte[bytes.length - size];
        System.arraycopy(bytes, 0, out, 0, at);
        System.arraycopy(bytes, at + size, out, at, out.length - at);
        return out;
    }

    private static byte[] twice(byte[] bytes, int at, int size) {
        byte[] out = new byte[bytes.length + size];
        System.arraycopy(bytes, 0, out, 0, at + size);
        System.arraycopy(bytes, at, out, at + size, bytes.length - at);
        return out;
    }

    private static void write(Path file, String text) {
        try {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8)); // halves of surrogate pairs as ?
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void measured(String what, Runnable work) {
        mutants++;
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            work.run();
            loaded++;
        } catch (ModelInputException e) {
            assertThat(e.getMessage()).as(what).isNotBlank();
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what, e);
        } finally {
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as(what)
                    .isLessThan(MOST_BYTES);
        }
    }

    private void finish(String format, int least) {
        System.out.printf(Locale.ROOT, "ModelFileBordersTest: %s: %d mutants, %d loaded%n", format, mutants, loaded);
        assertThat(mutants).isGreaterThanOrEqualTo(least);
        assertThat(loaded).as("some changes are harmless, most are not").isBetween(1, mutants - mutants / 10);
    }

    /** Where the fields of a GGUF file are, found by reading it by itself. */
    private static final class GgufFields {
        private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
        private static final int STRING = 8;
        private static final int ARRAY = 9;

        private final ByteBuffer in;
        private final List<Field> fields = new ArrayList<>();

        GgufFields(byte[] bytes) {
            in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        List<Field> all() {
            take(4);
            take(4);
            long tensors = number(8);
            long keys = number(8);
            for (long i = 0; i < keys; i++) {
                text();
                value((int) number(4));
            }
            for (long i = 0; i < tensors; i++) {
                text();
                long dimensions = number(4);
                for (long d = 0; d < dimensions; d++) {
                    take(8);
                }
                take(4);
                take(8);
            }
            return fields;
        }

        private void value(int type) {
            if (type == STRING) {
                text();
            } else if (type == ARRAY) {
                int element = (int) number(4);
                long count = number(8);
                for (long i = 0; i < count; i++) {
                    value(element);
                }
            } else {
                take(SIZES[type]);
            }
        }

        private void text() {
            take((int) number(8));
        }

        private long number(int size) {
            int at = in.position();
            take(size);
            return size == 4 ? in.getInt(at) : in.getLong(at);
        }

        private void take(int size) {
            fields.add(new Field(in.position(), size));
            in.position(in.position() + size);
        }
    }
}
