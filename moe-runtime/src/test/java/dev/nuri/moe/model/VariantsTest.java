package dev.nuri.moe.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.GenerationSession;
import dev.nuri.moe.LanguageModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Variants} against logits that llama.cpp v0.5.0 gave for the very same files (F32 weights and cache). */
class VariantsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qwen2moe",
                "granite",
                "granitemoe-shared",
                "llama-linear-rope",
                "gemma3",
                "gpt-oss-yarn",
                "deepseek2-lite",
                "deepseek2-groups-yarn"
            })
    void logitsAgree(String name) throws IOException {
        JsonNode golden;
        try (InputStream in = VariantsTest.class.getResourceAsStream("variants.json")) {
            golden = new ObjectMapper().readTree(in);
        }
        Path path = folder.resolve(name + ".gguf");
        Variants.all().get(name).get().write(path);
        try (LanguageModel model = LanguageModel.open(path, "scalar");
                GenerationSession session = model.newSession(64, TensorType.F32)) {
            double nmse = PlainMath.nmse(
                    session.prefill(ints(golden.get("ids"))),
                    doubles(golden.get("logits").get(name)));
            System.out.printf(Locale.ROOT, "variant %-24s nmse %.2e%n", name, nmse);
            // The other runtime looks GELU up in a table of halves.
            assertThat(nmse).isLessThan(name.equals("gemma3") ? 1e-7 : 1e-9);
        }
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }
}
