package dev.nuri.moe.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.tensor.StoredTensor;
import dev.nuri.moe.tokenizer.Tokenizer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged folders either load, every tensor and a text readable, or fail with the typed error, cheaply. */
class HuggingFaceFuzzTest {
    private static final int MUTANTS = 10_000;
    private static final long MOST_BYTES = 64 << 20;
    private static final String[] NASTY = {
        "0",
        "-1",
        "1",
        "2147483647",
        "2147483648",
        "9223372036854775807",
        "1e308",
        "null",
        "[]",
        "{}",
        "\"\"",
        "true",
        "[[[[[[[[[",
        "\"\\u0000\"",
        "99999999999999999999",
        "\"F64\"",
        "0.5",
        "}",
        "]",
        ",",
        "\\",
        "\uFFFF"
    };
    private static final String TOKENIZER = """
        {"added_tokens": [{"id": 3, "content": "<s>", "special": true, "lstrip": true}],
         "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"},
           {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
           {"type": "Precompiled", "precompiled_charsmap": "CAAAAAAEAAAAAACAAAAAAA=="}]},
         "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
           {"type": "Split", "pattern": {"Regex": "\\\\s?\\\\p{L}+|\\\\p{N}{1,3}"}, "behavior": "Isolated"},
           {"type": "Metaspace", "replacement": "_", "prepend_scheme": "first"}]},
         "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}}]},
         "model": {"type": "BPE", "unk_token": "u", "byte_fallback": false, "vocab": {"u": 0, "a": 1, "ab": 2, "b": 4},
           "merges": ["a b", ["ab", "b"]]}}
        """;

    @TempDir
    Path folder;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    @Timeout(120)
    void mutantsLoadOrFailByRule() throws IOException {
        long seed = Long.getLong("nuri.seed", System.nanoTime());
        System.out.println("HuggingFaceFuzzTest: -Dnuri.seed=" + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        writeGood();
        int loaded = 0;
        for (String name : new String[] {"model.safetensors", "config.json", "tokenizer_config.json"}) {
            byte[] good = Files.readAllBytes(folder.resolve(name));
            int mutants = name.equals("model.safetensors") ? MUTANTS : MUTANTS / 10;
            for (int i = 0; i < mutants; i++) {
                Files.write(folder.resolve(name), mutate(good, random));
                loaded += measured("seed " + seed + ", " + name + " " + i, this::open);
            }
            Files.write(folder.resolve(name), good);
        }
        assertThat(measured("good", this::open)).isEqualTo(1);
        byte[] good = TOKENIZER.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < MUTANTS; i++) {
            String mutant = new String(mutate(good, random), StandardCharsets.UTF_8);
            loaded += measured("seed " + seed + ", tokenizer.json " + i, () -> {
                tokenize(new GgufMetadata(
                        folder, Map.of("tokenizer.huggingface.json", (GgufValue) new GgufValue.Text(mutant))));
            });
        }
        assertThat(loaded).as("some damage is harmless, most is not").isBetween(100, 2 * MUTANTS);
    }

    private void writeGood() throws IOException {
        FolderWriter writer = new FolderWriter();
        writer.config().putArray("architectures").add("Qwen3MoeForCausalLM");
        writer.config()
                .put("num_hidden_layers", 1)
                .put("hidden_size", 4)
                .put("num_attention_heads", 1)
                .put("num_experts", 2)
                .put("rope_theta", 10000.0)
                .put("vocab_size", 5)
                .put("max_position_embeddings", 32);
        writer.add("model.embed_tokens.weight", new float[8], 2, 4)
                .add("model.layers.0.mlp.experts.0.up_proj.weight", new float[4], 2, 2)
                .add("model.layers.0.mlp.experts.1.up_proj.weight", new float[4], 2, 2)
                .add("model.norm.weight", "BF16", new byte[8], 4)
                .write(folder);
        Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"bos_token\": \"<s>\", \"eos_token\": {\"content\":\"u\"}}");
    }

    private void open() {
        try (ModelFile file = ModelFile.open(folder)) {
            for (StoredTensor tensor : file.tensors()) {
                assertThat(tensor.toFloats().length).isPositive();
            }
            tokenize(file.metadata());
        }
    }

    private static void tokenize(GgufMetadata metadata) {
        Tokenizer tokenizer = Tokenizer.of(metadata);
        tokenizer.decode(tokenizer.encodePrompt("<s>ab  abb 123 \u00e9"));
    }

    /** 1 if the work was done, 0 if it was refused. */
    private int measured(String what, Runnable work) {
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            work.run();
            return 1;
        } catch (ModelInputException e) {
            assertThat(e.getMessage()).isNotBlank();
            return 0;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what, e);
        } finally {
            long used = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(used).as(what).isLessThan(MOST_BYTES);
        }
    }

    /** One to three injuries: a flipped bit, a nasty word over what is there, a cut, or a piece copied elsewhere. */
    private static byte[] mutate(byte[] good, RandomGenerator random) {
        byte[] bytes = good.clone();
        for (int n = random.nextInt(1, 4); n > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1, 2 -> bytes = replaceWord(bytes, at, NASTY[random.nextInt(NASTY.length)]);
                case 3 -> {
                    if (at > 0 && random.nextInt(4) == 0) {
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

    /** Puts a word in place of the letters and digits around {@code at}. */
    private static byte[] replaceWord(byte[] bytes, int at, String word) {
        int from = at;
        while (from > 0 && Character.isLetterOrDigit((char) bytes[from - 1])) {
            from--;
        }
        int to = at;
        while (to < bytes.length && Character.isLetterOrDigit((char) bytes[to])) {
            to++;
        }
        byte[] middle = word.getBytes(StandardCharsets.UTF_8);
        byte[] out = Arrays.copyOf(bytes, from + middle.length + bytes.length - to);
        System.arraycopy(middle, 0, out, from, middle.length);
        System.arraycopy(bytes, to, out, from + middle.length, bytes.length - to);
        return out;
    }
}
