package dev.nuri.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.format.GgufWriter;
import dev.nuri.moe.model.TinyModel;
import dev.nuri.moe.sampling.Sampler;
import dev.nuri.moe.sampling.SamplingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageModelTest {
    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void write() {
        path = folder.resolve("tiny.gguf");
        TinyModel.writeAny(path, 3);
    }

    private static String generate(LanguageModel model, long seed) {
        Sampler sampler = new Sampler(SamplingSettings.random(1, seed));
        StringBuilder out = new StringBuilder();
        try (GenerationSession session = model.newSession(40)) {
            float[] logits = session.prefill(model.tokenizer().encodePrompt("Where is the library?"));
            for (int i = 0; i < 16; i++) {
                int id = sampler.next(logits);
                out.append(id).append(' ');
                logits = session.decode(id);
            }
        }
        return out.toString();
    }

    @Test
    void sameSeedSameText() {
        try (LanguageModel model = LanguageModel.open(path)) {
            assertThat(generate(model, 1)).isEqualTo(generate(model, 1)).isNotEqualTo(generate(model, 2));
        }
    }

    @Test
    void threadsShareAModel() throws Exception {
        try (LanguageModel model = LanguageModel.open(path);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<String> alone = new ArrayList<>();
            List<Future<String>> together = new ArrayList<>();
            for (int seed = 0; seed < 8; seed++) {
                alone.add(generate(model, seed));
            }
            for (int seed = 0; seed < 8; seed++) {
                int own = seed;
                together.add(threads.submit(() -> generate(model, own)));
            }
            for (int seed = 0; seed < 8; seed++) {
                assertThat(together.get(seed).get()).isEqualTo(alone.get(seed));
            }
        }
    }

    @Test
    void promptInPartsGivesTheSameLogits() {
        int[] ids = TinyModel.ids("A prompt that comes in two parts.");
        try (LanguageModel model = LanguageModel.open(path);
                GenerationSession whole = model.newSession(64);
                GenerationSession parts = model.newSession(64)) {
            float[] expected = whole.prefill(ids);
            parts.prefill(java.util.Arrays.copyOf(ids, 10));
            float[] actual = parts.prefill(java.util.Arrays.copyOfRange(ids, 10, ids.length));
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f));
            }
            assertThat(parts.position()).isEqualTo(ids.length);
        }
    }

    @Test
    void overflowSaysByHowMuchAndChangesNothing() {
        try (LanguageModel model = LanguageModel.open(path);
                GenerationSession session = model.newSession(5)) {
            session.prefill(1, 2, 3);
            assertThatThrownBy(() -> session.prefill(4, 5, 6))
                    .isInstanceOf(ModelInputException.class)
                    .hasMessageContaining("overflows by 1: 3 used, 3 more");
            assertThat(session.position()).isEqualTo(3);
            session.prefill(4, 5);
            assertThatThrownBy(() -> session.decode(6)).hasMessageContaining("overflows by 1");
        }
    }

    @Test
    void refusesWhatCannotBe() {
        try (LanguageModel model = LanguageModel.open(path)) {
            assertThatThrownBy(() -> model.newSession(65))
                    .isInstanceOf(ModelInputException.class)
                    .hasMessageContaining("1 to 64");
            try (GenerationSession session = model.newSession(8)) {
                assertThatThrownBy(() -> session.decode(260)).hasMessageContaining("[0, 260)");
                assertThatThrownBy(session::prefill).hasMessageContaining("at least one token");
            }
            GenerationSession closed = model.newSession(8);
            closed.close();
            assertThatThrownBy(() -> closed.decode(1)).hasMessageContaining("closed");
            assertThat(model.kvBytesPerToken(TensorType.F16)).isEqualTo(2 * 2 * (16 + 16));
            assertThat(model.backendReason()).contains("is the best available");
        }
        assertThatThrownBy(() -> LanguageModel.open(path, "abacus"))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("abacus");
    }

    @Test
    void namesWhatAFileLacks() {
        Path other = folder.resolve("other.gguf");
        new GgufWriter().put("general.architecture", "parrot").write(other);
        assertThatThrownBy(() -> LanguageModel.open(other))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("unknown architecture 'parrot'")
                .hasMessageContaining("other.gguf")
                .hasMessageContaining("deepseek2");
        new GgufWriter()
                .put("general.architecture", "llama")
                .put("llama.embedding_length", 8)
                .put("llama.block_count", 1)
                .put("llama.attention.head_count", 3)
                .add("token_embd.weight", new float[16], 8, 2)
                .write(other);
        assertThatThrownBy(() -> LanguageModel.open(other))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("blk.0.attn_q.weight");
    }
}
