package dev.nuri.moe.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.GenerationSession;
import dev.nuri.moe.LanguageModel;
import dev.nuri.moe.SharedData;
import dev.nuri.moe.format.GgufToFolder;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One model as GGUF and as a folder of safetensors gives the same logits, bit for bit. */
class FolderModelTest {
    private static final int[] IDS = TinyModel.ids("One model, two formats.");

    @TempDir
    Path folder;

    private static float[] logits(Path path) {
        try (LanguageModel model = LanguageModel.open(path, "scalar");
                GenerationSession session = model.newSession(64, TensorType.F32)) {
            return session.prefill(IDS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qwen2moe",
                "granite",
                "granitemoe-shared",
                "gpt-oss-yarn",
                "deepseek2-groups-yarn",
                "deepseek2-lite",
                "deepseek2-best-of-group",
                "axk1"
            })
    void variants(String name) {
        Path gguf = folder.resolve(name + ".gguf");
        Variants.all().get(name).get().write(gguf);
        GgufToFolder.convert(gguf, folder.resolve(name), name.equals("qwen2moe"));
        assertThat(logits(folder.resolve(name))).containsExactly(logits(gguf));
    }

    @Test
    void llamaTurnsNeighbours() {
        Path gguf = folder.resolve("llama.gguf");
        TinyModel model = new TinyModel("llama", 3)
                .put("block_count", 1)
                .put("context_length", 64)
                .put("embedding_length", 32)
                .put("attention.head_count", 4)
                .put("attention.head_count_kv", 2)
                .embedding(32)
                .attention("blk.0.", 32, 32, 16)
                .fill("blk.0.attn_q.bias", 0.3, 0, 32)
                .fill("blk.0.attn_k.bias", 0.3, 0, 16)
                .dense("blk.0.", "", 32, 48);
        model.write(gguf);
        GgufToFolder.convert(gguf, folder.resolve("llama"), true);
        assertThat(logits(folder.resolve("llama"))).containsExactly(logits(gguf));
    }

    @TestFactory
    Stream<DynamicTest> goldenModels() {
        Path golden = SharedData.folder("golden");
        return Stream.of("qwen3", "llama", "llama-moe", "olmoe", "granitemoe", "qwen3moe", "deepseek2", "gpt-oss")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Path gguf = golden.resolve(name + "-F16-s1.gguf");
                    GgufToFolder.convert(gguf, folder.resolve(name), name.equals("llama-moe"));
                    assertThat(logits(folder.resolve(name))).containsExactly(logits(gguf));
                }));
    }
}
