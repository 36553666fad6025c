package dev.nuri.moe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.hw.DeviceOptions;
import dev.nuri.moe.model.TinyEncoder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A text encoder beside llama.cpp, where its libraries are. */
class LlamaCppEncoderTest {
    /** llama.cpp looks GELU up in a table of half precision. */
    private static final double TOLERANCE = 1e-5;

    @Test
    void embedsAlike(@TempDir Path folder) {
        String libraries = System.getProperty("nuri.llama.cpp", System.getenv("LLAMA_LIB_DIR"));
        Assumptions.assumeTrue(libraries != null, "skipped: LLAMA_LIB_DIR names no folder of llama.cpp libraries");
        Path path = folder.resolve("encoder.gguf");
        TinyEncoder.write(path, 3);
        LlamaCppLibrary peer = new LlamaCppLibrary(Path.of(libraries), Arena.global());
        MemorySegment model = peer.loadModel(path);
        MemorySegment context = peer.newContext(model, 64, 1);
        try (TextEncoder encoder =
                TextEncoder.open(path, "scalar", DeviceOptions.defaults(), EncoderSettings.defaults())) {
            for (String text : List.of("search_query: 서울은 한국의 수도", "", "the sea, in 1999", "한국 Ω unknown")) {
                IntStream own = Arrays.stream(encoder.tokenizer().encode(text));
                int[] ids = IntStream.concat(IntStream.concat(IntStream.of(0), own), IntStream.of(2))
                        .toArray();
                double nmse = nmse(encoder.embed(text), peer.embed(context, ids, encoder.dimension()));
                System.out.printf(Locale.ROOT, "encoder beside llama.cpp: %d tokens, nmse %.2e%n", ids.length, nmse);
                assertThat(nmse).isLessThan(TOLERANCE);
            }
        } finally {
            peer.freeContext(context);
            peer.freeModel(model);
        }
    }

    /** Of unit vectors; the peer's is not one yet. */
    private static double nmse(float[] actual, float[] raw) {
        double length = Math.sqrt(IntStream.range(0, raw.length)
                .mapToDouble(i -> (double) raw[i] * raw[i])
                .sum());
        return IntStream.range(0, raw.length)
                .mapToDouble(i -> actual[i] - raw[i] / length)
                .map(d -> d * d)
                .sum();
    }
}
