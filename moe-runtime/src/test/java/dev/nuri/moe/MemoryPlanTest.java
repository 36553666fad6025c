package dev.nuri.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.model.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryPlanTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void write() {
        path = folder.resolve("tiny.gguf");
        TinyModel.writeAny(path, 3);
    }

    private MemoryPlan plan(long memory, long available) {
        try (ModelFile file = ModelFile.open(path)) {
            return MemoryPlan.of(file, 1000, TensorType.F16, memory, available);
        }
    }

    @Test
    void saysWhatIsNeeded() {
        MemoryPlan plan = plan(1000 * MIB, 800 * MIB);
        assertThat(plan.f16BytesPerThousandTokens()).isEqualTo(1000 * 2 * 2 * (16 + 16));
        assertThat(plan.q80BytesPerThousandTokens()).isZero(); // heads of 8 elements
        assertThat(plan.cacheBytes()).isEqualTo(plan.f16BytesPerThousandTokens());
        assertThat(plan.expertBytes()).isEqualTo(4L * 2 * 4 * 3 * 32 * 16);
        assertThat(plan.weightBytes()).isGreaterThan(plan.expertBytes());
        assertThat(plan.placement()).isEqualTo(MemoryPlan.Placement.MEMORY);
        assertThat(plan.sentence()).startsWith("fits in memory: needs ").contains("the machine has 1000.0 MiB");
    }

    @Test
    void choosesAPlaceForTheWeights() {
        long weights = plan(1000 * MIB, 800 * MIB).weightBytes();
        long experts = plan(1000 * MIB, 800 * MIB).expertBytes();
        long rest = plan(1000 * MIB, 800 * MIB).cacheBytes()
                + plan(1000 * MIB, 800 * MIB).workspaceBytes()
                + 256 * MIB;
        assertThat(plan(rest + weights - 1, 800 * MIB).placement()).isEqualTo(MemoryPlan.Placement.EXPERTS_FROM_DISK);
        assertThat(plan(rest + weights - experts - 1, 800 * MIB).placement())
                .isEqualTo(MemoryPlan.Placement.DOES_NOT_FIT);
        assertThat(plan(1000 * MIB, MIB / 2).placement()).isEqualTo(MemoryPlan.Placement.DOES_NOT_FIT);
    }

    @Test
    void refusesWithItsNumbers() {
        try (LanguageModel model = LanguageModel.open(path, "scalar")) {
            EngineSettings huge = new EngineSettings(1_000_000_000, TensorType.F32, 1, 0, 16);
            assertThatThrownBy(() -> model.newEngine(huge))
                    .isInstanceOf(ModelResourceException.class)
                    .hasMessageContaining("does not fit: needs")
                    .hasMessageContaining("GiB for keys and values");
        }
    }

    /** The plan knows from metadata what the model itself says once it is open. */
    @Test
    void cachesAreAsLargeAsPlanned() throws IOException {
        List<Path> models;
        try (Stream<Path> files = Files.list(SharedData.folder("golden"))) {
            models = files.filter(p -> p.toString().endsWith("F16-s1.gguf")).toList();
        }
        assertThat(models).hasSizeGreaterThan(5);
        for (Path golden : models) {
            try (LanguageModel model = LanguageModel.open(golden, "scalar")) {
                MemoryPlan plan =
                        MemoryPlan.of(golden, EngineSettings.defaults().withCacheTokens(1000));
                assertThat(plan.cacheBytes()).isEqualTo(1000 * model.kvBytesPerToken(TensorType.F16));
                assertThat(plan.availableBytes()).isBetween(1L, plan.memoryBytes());
            }
        }
    }
}
