package dev.nuri.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.hw.DeviceOptions;
import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.model.TinyModel;
import dev.nuri.moe.tensor.StoredTensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelBenchTest {
    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void write() {
        path = folder.resolve("tiny.gguf");
        TinyModel.writeAny(path, 3);
    }

    @Test
    void measuresBothPhases() {
        ModelBench.Settings settings = new ModelBench.Settings(16, 4, 1);
        ModelBench.Report report = ModelBench.run(path, "scalar", new DeviceOptions(1), settings);
        assertThat(report.backend()).contains("scalar");
        assertThat(report.threads()).isEqualTo(1);
        assertThat(report.prefill().tokens()).isEqualTo(16);
        assertThat(report.prefill().tokensPerSecond()).isPositive().isFinite();
        assertThat(report.decode().tokensPerSecond()).isPositive().isFinite();
        assertThat(report.bandwidthShare()).isBetween(0.0, 1.0);
    }

    @Test
    void measuresWhatAnEngineDoes() {
        ModelBench.Settings settings = new ModelBench.Settings(48, 4, 1);
        EngineBench.Report report = EngineBench.run(path, "scalar", new DeviceOptions(1), List.of(1, 3), settings);
        assertThat(report.openSeconds()).isPositive();
        assertThat(report.firstTokenSeconds()).isPositive();
        assertThat(report.batches()).extracting(EngineBench.Batch::sessions).containsExactly(1, 3);
        assertThat(report.batches()).allMatch(batch -> batch.tokensPerSecond() > 0);
        assertThat(report.prefix().reusedTokens()).isBetween(1, 47);
    }

    @Test
    void expertsThatATokenDoesNotUseAreNotRead() {
        try (ModelFile file = ModelFile.open(path)) {
            long all = file.tensors().stream().mapToLong(StoredTensor::byteSize).sum();
            assertThat(ModelBench.weightBytesPerToken(path)).isPositive().isLessThan(all);
        }
    }

    @Test
    void nothingToMeasureIsRefused() {
        assertThatThrownBy(() -> new ModelBench.Settings(0, 1, 1))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("prefill 0");
    }
}
