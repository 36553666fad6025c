package dev.nuri.moe.format;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.tensor.StoredTensor;
import dev.nuri.moe.tokenizer.Tokenizer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Targets of Jazzer for what model files are made of. The usual run tries the seeds only; docs/hostile-documents.md has
 * the command that searches. Anything but the typed error is a finding.
 */
class ModelFilesFuzzTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void write() {
        SmallModels.folder(folder);
    }

    static Stream<byte[]> ggufFiles() {
        return Stream.of(SmallModels.gguf());
    }

    @MethodSource("ggufFiles")
    @FuzzTest(maxDuration = "60s")
    void gguf(byte[] bytes) {
        try {
            for (StoredTensor tensor : GgufParser.parse(Path.of("fuzzed.gguf"), MemorySegment.ofArray(bytes))
                    .tensors()) {
                if (tensor.type() != TensorType.I32) {
                    tensor.toFloats();
                }
            }
        } catch (ModelInputException e) {
            expected(e);
        }
    }

    static Stream<byte[]> safetensorsFiles() {
        return Stream.of(SmallModels.safetensors());
    }

    @MethodSource("safetensorsFiles")
    @FuzzTest(maxDuration = "60s")
    void safetensors(byte[] bytes) {
        try {
            SafetensorsFile.read(Path.of("fuzzed.safetensors"), MemorySegment.ofArray(bytes));
        } catch (ModelInputException e) {
            expected(e);
        }
    }

    static Stream<byte[]> tokenizers() {
        return Stream.of(SmallModels.TOKENIZER.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("tokenizers")
    @FuzzTest(maxDuration = "60s")
    void tokenizer(byte[] bytes) {
        try {
            Tokenizer tokenizer = Tokenizer.of(SmallModels.withTokenizer(new String(bytes, StandardCharsets.UTF_8)));
            tokenizer.decode(tokenizer.encodePrompt("<s>ab  abb 123 \u00e9"));
        } catch (ModelInputException e) {
            expected(e);
        }
    }

    static Stream<byte[]> configs() throws IOException {
        SmallModels.folder(folder);
        return Stream.of(Files.readAllBytes(folder.resolve("config.json")));
    }

    @MethodSource("configs")
    @FuzzTest(maxDuration = "60s")
    void config(byte[] bytes) throws IOException {
        Files.write(folder.resolve("config.json"), bytes);
        try (ModelFile model = ModelFile.open(folder)) {
            for (StoredTensor tensor : model.tensors()) {
                tensor.toFloats();
            }
        } catch (ModelInputException e) {
            expected(e);
        }
    }

    private static void expected(ModelInputException e) {
        if (e.getMessage() == null || e.getMessage().isBlank()) {
            throw new AssertionError("an error without words", e);
        }
    }
}
