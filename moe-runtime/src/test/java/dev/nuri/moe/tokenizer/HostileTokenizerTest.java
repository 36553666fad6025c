package dev.nuri.moe.tokenizer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.format.GgufWriter;
import dev.nuri.moe.format.ModelFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A {@code tokenizer.json} cannot make a short text fill the memory, or a pattern run for ever. */
class HostileTokenizerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void stepsThatDoubleTheTextAreStopped() {
        ObjectNode json = tokenizer();
        ArrayNode steps = steps(json);
        for (int i = 0; i < 60; i++) {
            replace(steps, "a", "aa");
        }
        assertRefused(json, "longer than");
    }

    @Test
    void moreStepsThanAnyTokenizerHasAreRefused() {
        ObjectNode json = tokenizer();
        ArrayNode steps = steps(json);
        for (int i = 0; i < 100_000; i++) {
            steps.addObject().put("type", "NFC");
        }
        assertRefused(json, "at most 100 steps");
    }

    @Test
    void longReplacementsAreRefused() {
        ObjectNode json = tokenizer();
        replace(steps(json), "a", "x".repeat(1 << 20));
        assertRefused(json, "at most 256 characters");

        ObjectNode spaced = tokenizer();
        spaced.putObject("pre_tokenizer").put("type", "Metaspace").put("replacement", "_".repeat(1 << 20));
        assertRefused(spaced, "at most 256 characters");
    }

    @Test
    void patternsThatTakeForEverAreGivenUp() {
        for (String pattern : new String[] {"(a+)+$", "(a|aa)+$", "a*a*a*a*a*a*a*b"}) {
            ObjectNode json = tokenizer();
            ObjectNode split =
                    json.putObject("pre_tokenizer").put("type", "Split").put("behavior", "Isolated");
            split.putObject("pattern").put("Regex", pattern);
            assertRefused(json, "on this text");
        }
    }

    private void assertRefused(ObjectNode json, String rule) {
        Path path = folder.resolve("model.gguf");
        new GgufWriter()
                .put("general.architecture", "llama")
                .put("tokenizer.huggingface.json", json.toString())
                .write(path);
        assertThatThrownBy(() -> {
                    try (ModelFile file = ModelFile.open(path)) {
                        Tokenizer.of(file.metadata()).encode("a".repeat(64 << 10) + "!");
                    }
                })
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining(rule);
    }

    private static ObjectNode tokenizer() {
        ObjectNode json = JSON.createObjectNode();
        ObjectNode model = json.putObject("model").put("type", "BPE").put("unk_token", "u");
        model.putObject("vocab").put("u", 0).put("a", 1).put("b", 2);
        model.putArray("merges");
        return json;
    }

    private static ArrayNode steps(ObjectNode json) {
        return json.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
    }

    private static void replace(ArrayNode steps, String from, String to) {
        ObjectNode step = steps.addObject().put("type", "Replace").put("content", to);
        step.putObject("pattern").put("String", from);
    }
}
