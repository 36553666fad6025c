package dev.nuri.moe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.model.Decoder;
import dev.nuri.moe.model.TinyModel;
import dev.nuri.moe.tensor.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpertResidencyTest {
    @TempDir
    Path folder;

    @Test
    void expertsInThePageCacheAreHits() {
        Path path = folder.resolve("tiny.gguf");
        TinyModel.writeAny(path, 3);
        List<Decoder.ExpertLayer> layers = List.of(new Decoder.ExpertLayer(0, 4, 2), new Decoder.ExpertLayer(1, 4, 2));
        try (ModelFile file = ModelFile.open(path)) {
            file.tensors().forEach(tensor -> tensor.parts().forEach(MemorySegment::load));
            ExpertResidency residency = new ExpertResidency(file, layers);
            CounterSheet counters = new CounterSheet(layers, 1);
            for (int pass = 0; pass < 9; pass++) {
                residency.before();
                residency.after(List.of(new int[] {0, 3, 1, 2}, new int[] {0, 1, 2, 3}), 1, 1, counters);
            }
            assertThat(counters.counters().expertCacheHits()).hasValue(1);
        }
    }

    @Test
    void whatIsNotMappedIsNotMeasured() {
        StoredTensor copied =
                new StoredTensor("x", dev.nuri.hw.TensorType.F32, new long[] {4}, MemorySegment.ofArray(new float[4]));
        assertThat(ExpertResidency.loaded(copied, 2)).isNull();
    }
}
