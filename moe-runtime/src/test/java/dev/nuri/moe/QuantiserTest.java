package dev.nuri.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.format.GgufFile;
import dev.nuri.moe.format.GgufToFolder;
import dev.nuri.moe.format.GgufWriter;
import dev.nuri.moe.model.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantiserTest {
    private static final int[] IDS = TinyModel.ids("As small as can be, and no smaller.");

    @TempDir
    Path folder;

    private Path source;
    private Path target;

    @BeforeEach
    void write() {
        source = folder.resolve("source.gguf");
        target = folder.resolve("target.gguf");
        TinyModel.writeWide(source, 7);
    }

    private Quantiser.Report quantise(Path from, QuantisationScheme scheme, boolean requantise) {
        return Quantiser.run(from, target, new Quantiser.Options(scheme, requantise, 2), (t, done, total) -> {});
    }

    private static float[] logits(Path path) {
        try (LanguageModel model = LanguageModel.open(path, "scalar");
                GenerationSession session = model.newSession(64, TensorType.F32)) {
            return session.prefill(IDS);
        }
    }

    /** The fewer bits, the further the logits; the bounds are twice what was measured. */
    @ParameterizedTest
    @CsvSource({
        "F32,0",
        "F16,1e-6",
        "BF16,1e-4",
        "Q8_0,2e-3",
        "Q6_K,5e-3",
        "Q5_K_M,2e-2",
        "Q4_K_M,6e-2",
        "Q4_0,1e-1",
        "Q2_K,1"
    })
    void logitsStayNear(QuantisationScheme scheme, double most) {
        Quantiser.Report report = quantise(source, scheme, false);
        float[] expected = logits(source);
        float[] actual = logits(target);
        double error = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            error += Math.pow(actual[i] - expected[i], 2);
            size += Math.pow(expected[i], 2);
        }
        System.out.printf(java.util.Locale.ROOT, "%s: nmse %.2e, %s%n", scheme, error / size, report);
        assertThat(error / size).isLessThanOrEqualTo(most);
        assertThat(report.bytes()).isLessThanOrEqualTo(report.sourceBytes());
        try (GgufFile file = GgufFile.open(target)) {
            assertThat(file.metadata().integer("general.file_type")).isEqualTo(scheme.fileType());
            assertThat(file.metadata().integer("general.quantization_version")).isEqualTo(2);
            assertThat(file.metadata().texts("tokenizer.ggml.tokens")).isPresent();
        }
    }

    @Test
    void mixedSchemesSpendBitsWhereTheyCount() {
        quantise(source, QuantisationScheme.Q4_K_M, false);
        try (GgufFile file = GgufFile.open(target)) {
            assertThat(file.tensor("output.weight").orElseThrow().type()).isEqualTo(TensorType.Q6_K);
            assertThat(file.tensor("token_embd.weight").orElseThrow().type()).isEqualTo(TensorType.Q4_K);
            assertThat(file.tensor("blk.1.attn_v.weight").orElseThrow().type()).isEqualTo(TensorType.Q6_K);
            assertThat(file.tensor("blk.1.attn_q.weight").orElseThrow().type()).isEqualTo(TensorType.Q4_K);
            assertThat(file.tensor("blk.0.attn_norm.weight").orElseThrow().type())
                    .isEqualTo(TensorType.F32);
            assertThat(file.tensor("blk.0.ffn_gate_inp.weight").orElseThrow().type())
                    .isEqualTo(TensorType.F32);
            assertThat(file.tensor("blk.0.ffn_down_exps.weight").orElseThrow().type())
                    .as("rows of 96 are no multiple of 256")
                    .isEqualTo(TensorType.Q5_0);
        }
    }

    @Test
    void foldersBecomeFiles() {
        Path hub = folder.resolve("hub");
        GgufToFolder.convert(source, hub, true);
        quantise(hub, QuantisationScheme.F32, false);
        assertThat(logits(target)).containsExactly(logits(source));
        quantise(hub, QuantisationScheme.Q8_0, false);
        float[] fromFolder = logits(target);
        quantise(source, QuantisationScheme.Q8_0, false);
        assertThat(fromFolder).containsExactly(logits(target));
    }

    @Test
    void refusesToLoseTwice() {
        quantise(source, QuantisationScheme.Q8_0, false);
        Path again = folder.resolve("again.gguf");
        Quantiser.Options strict = new Quantiser.Options(QuantisationScheme.Q4_0, false, 1);
        assertThatThrownBy(() -> Quantiser.run(target, again, strict, (t, done, total) -> {}))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("is Q8_0 already");
        assertThat(again).doesNotExist();
        Quantiser.Options allowed = new Quantiser.Options(QuantisationScheme.Q4_0, true, 1);
        assertThat(Quantiser.run(target, again, allowed, (t, done, total) -> {}).tensors())
                .containsKey(TensorType.Q4_0);
    }

    @Test
    void aFailureLeavesNothingAndKeepsWhatWasThere() throws IOException {
        Files.writeString(target, "before");
        Path broken = folder.resolve("broken.gguf");
        float[] values = new float[64];
        values[40] = Float.NaN;
        new GgufWriter()
                .put("general.architecture", "llama")
                .add("blk.0.ffn_up.weight", values, 32, 2)
                .write(broken);
        assertThatThrownBy(() -> quantise(broken, QuantisationScheme.Q8_0, false))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("blk.0.ffn_up.weight has a value that is not finite");
        assertThat(target).hasContent("before");
        assertThat(folder.resolve("target.gguf.part")).doesNotExist();
        assertThatThrownBy(() -> Quantiser.run(
                        source, source, new Quantiser.Options(QuantisationScheme.F16, false, 1), (t, d, all) -> {}))
                .hasMessageContaining("must not be the source");
    }

    @Test
    void progressOnlyGrowsAndThreadsChangeNothing() throws IOException {
        List<Long> seen = new ArrayList<>();
        Quantiser.Options one = new Quantiser.Options(QuantisationScheme.Q4_K_M, false, 1);
        Quantiser.run(source, target, one, (tensor, done, total) -> {
            assertThat(done).isBetween(0L, total);
            seen.add(done);
        });
        assertThat(seen).isSorted().hasSizeGreaterThan(10);
        byte[] alone = Files.readAllBytes(target);
        quantise(source, QuantisationScheme.Q4_K_M, false);
        assertThat(Files.readAllBytes(target)).isEqualTo(alone);
    }
}
