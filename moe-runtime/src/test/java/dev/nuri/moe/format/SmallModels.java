package dev.nuri.moe.format;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.tensor.StoredTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The smallest files that have something of everything their formats offer, to be damaged. */
final class SmallModels {
    static final String TOKENIZER = """
        {"added_tokens": [{"id": 3, "content": "<s>", "special": true, "lstrip": true}],
         "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"},
           {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
           {"type": "Prepend", "prepend": "_"},
           {"type": "Precompiled", "precompiled_charsmap": "CAAAAAAEAAAAAACAAAAAAA=="}]},
         "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
           {"type": "Split", "pattern": {"Regex": "\\\\s?\\\\p{L}+|\\\\p{N}{1,3}"}, "behavior": "Isolated",
            "invert": false},
           {"type": "Digits", "individual_digits": true},
           {"type": "Metaspace", "replacement": "_", "prepend_scheme": "first", "split": true}]},
         "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}}]},
         "model": {"type": "BPE", "unk_token": "u", "byte_fallback": false, "vocab": {"u": 0, "a": 1, "ab": 2, "b": 4},
           "merges": ["a b", ["ab", "b"]]}}
        """;

    private SmallModels() {}

    static byte[] gguf() {
        return written(path -> new GgufWriter()
                .put("general.architecture", "llama")
                .put("general.alignment", 32)
                .put("flag", true)
                .put("scale", 2.5f)
                .put("words", List.of("a", "bc", "def"))
                .put("numbers", GgufValue.Numbers.ofInts(1, 2, 3))
                .add("plain", new float[12], 3, 2, 2)
                .add(new StoredTensor("q", TensorType.Q4_K, new long[] {256}, MemorySegment.ofArray(new byte[144])))
                .add("last", new float[4], 4)
                .write(path));
    }

    static byte[] safetensors() {
        return written(path -> {
            Path folder = path.resolveSibling("safetensors");
            folder(folder);
            try {
                Files.copy(
                        folder.resolve("model.safetensors"), path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Writes a folder as hubs have them; of the family whose rows are turned, besides. */
    static void folder(Path folder) {
        FolderWriter writer = new FolderWriter();
        writer.config().putArray("architectures").add("LlamaForCausalLM");
        writer.config()
                .put("num_hidden_layers", 1)
                .put("hidden_size", 4)
                .put("intermediate_size", 4)
                .put("num_attention_heads", 2)
                .put("num_key_value_heads", 1)
                .put("head_dim", 2)
                .put("rms_norm_eps", 1e-6)
                .put("rope_theta", 10000.0)
                .put("vocab_size", 5)
                .put("max_position_embeddings", 32);
        writer.add("model.embed_tokens.weight", new float[20], 5, 4)
                .add("model.layers.0.self_attn.q_proj.weight", new float[16], 4, 4)
                .add("model.layers.0.self_attn.k_proj.weight", new float[8], 2, 4)
                .add("model.layers.0.self_attn.v_proj.weight", new float[8], 2, 4)
                .add("model.norm.weight", "BF16", new byte[8], 4)
                .write(folder);
        try {
            Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file's metadata that has this for its {@code tokenizer.json}. */
    static GgufMetadata withTokenizer(String json) {
        return new GgufMetadata(
                Path.of("tokenizer.json"), Map.of("tokenizer.huggingface.json", new GgufValue.Text(json)));
    }

    private interface Writing {
        void to(Path path);
    }

    private static byte[] written(Writing writing) {
        try {
            Path folder = Files.createTempDirectory("small-model");
            Path file = folder.resolve("file");
            writing.to(file);
            byte[] bytes = Files.readAllBytes(file);
            try (var all = Files.walk(folder)) {
                for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
