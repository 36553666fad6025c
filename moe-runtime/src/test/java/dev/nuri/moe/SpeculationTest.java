package dev.nuri.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.model.TinyModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeculationTest {
    private static final EngineSettings SETTINGS = new EngineSettings(512, TensorType.F32, 4, 8, 16);

    @TempDir
    Path folder;

    private LanguageModel model;
    private LanguageModel other;

    @BeforeEach
    void open() {
        TinyModel.writeAny(folder.resolve("model.gguf"), 3);
        TinyModel.writeAny(folder.resolve("other.gguf"), 4);
        model = LanguageModel.open(folder.resolve("model.gguf"), "scalar");
        other = LanguageModel.open(folder.resolve("other.gguf"), "scalar");
    }

    @AfterEach
    void close() {
        model.close();
        other.close();
    }

    private static GenerationRequest.Builder request(String prompt) {
        return GenerationRequest.promptIds(TinyModel.ids(prompt))
                .ignoreEnd(true)
                .maxTokens(24);
    }

    /** Greedy or drawn, with a good guesser or a bad one: what comes is what would have come. */
    @Test
    void guessesNeverChangeTheText() {
        List<Speculation> all =
                List.of(new Speculation.Lookup(5), new Speculation.Draft(model, 4), new Speculation.Draft(other, 3));
        try (GenerationEngine engine = model.newEngine(SETTINGS)) {
            for (String prompt : List.of("abcabcabcabcab", "Who wrote it? Who wrote", "x")) {
                for (float temperature : new float[] {0, 0.3f, 1}) {
                    GenerationRequest.Builder builder =
                            request(prompt).temperature(temperature).seed(9).repetition(1.1f, 8);
                    GenerationResult plain = engine.generate(builder.build());
                    assertThat(plain.counters().draftedTokens()).isZero();
                    for (Speculation speculation : all) {
                        GenerationResult guessed =
                                engine.generate(builder.speculation(speculation).build());
                        assertThat(guessed.ids()).as(prompt + " " + speculation).isEqualTo(plain.ids());
                    }
                    builder.speculation(new Speculation.Off());
                }
            }
            assertThat(engine.status().availableTokens()).isEqualTo(512);
        }
    }

    @Test
    void theModelItselfGuessesEverythingRight() {
        try (GenerationEngine engine = model.newEngine(SETTINGS)) {
            GenerationCounters counters = engine.generate(request("Tell me")
                            .speculation(new Speculation.Draft(model, 4))
                            .build())
                    .counters();
            assertThat(counters.draftedTokens()).isPositive();
            // The guesses after the last token that was asked for are the only ones that may be lost.
            assertThat(counters.acceptedTokens()).isGreaterThanOrEqualTo(counters.draftedTokens() - 4);
            assertThat(counters.generatedTokens()).isEqualTo(24);
        }
    }

    @Test
    void aDraftNeedsTheSameVocabulary() throws Exception {
        List<Path> golden;
        try (var files = java.nio.file.Files.list(SharedData.folder("golden"))) {
            golden = files.filter(p -> p.toString().endsWith(".gguf")).toList();
        }
        try (LanguageModel foreign = LanguageModel.open(golden.getFirst(), "scalar");
                GenerationEngine engine = model.newEngine(SETTINGS)) {
            Generation generation = engine.start(
                    request("a").speculation(new Speculation.Draft(foreign, 2)).build());
            assertThatThrownBy(generation::result)
                    .isInstanceOf(ModelInputException.class)
                    .hasMessageContaining("vocabulary");
            assertThat(engine.status().availableTokens()).isEqualTo(512);
        }
        assertThatThrownBy(() -> new Speculation.Lookup(17)).hasMessageContaining("1 to 16");
    }

    @Test
    void lookupFindsTheLongestAndLatestMatch() {
        int[] text = {1, 2, 3, 9, 9, 1, 2, 3, 4, 5, 7, 2, 3, 8, 1, 2, 3};
        assertThat(NGrams.guess(text, text.length, 3)).containsExactly(4, 5, 7);
        assertThat(NGrams.guess(new int[] {5, 6, 5, 6}, 4, 3)).containsExactly(5, 6);
        assertThat(NGrams.guess(new int[] {1, 2, 3, 4}, 4, 3)).isEmpty();
        assertThat(NGrams.guess(new int[] {1}, 1, 3)).isEmpty();
    }
}
