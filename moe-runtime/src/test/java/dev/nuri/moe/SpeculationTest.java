package dev.nuri.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.model.TinyModel;
import dev.nuri.moe.sampling.Distribution;
import dev.nuri.moe.sampling.Sampler;
import dev.nuri.moe.sampling.SamplingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** With a good guesser or a bad one: what comes is what would have come, where the guesser draws no lots. */
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
                    for (Speculation speculation : temperature == 0 ? all : all.subList(0, 1)) {
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

    @ParameterizedTest
    @ValueSource(floats = {0, 1})
    void theModelItselfGuessesEverythingRight(float temperature) {
        try (GenerationEngine engine = model.newEngine(SETTINGS)) {
            GenerationCounters counters = engine.generate(request("Tell me")
                            .temperature(temperature)
                            .topK(8)
                            .speculation(new Speculation.Draft(model, 4))
                            .build())
                    .counters();
            assertThat(counters.draftedTokens()).isPositive();
            // The guesses after the last token that was asked for are the only ones that may be lost.
            assertThat(counters.acceptedTokens()).isGreaterThanOrEqualTo(counters.draftedTokens() - 4);
            assertThat(counters.generatedTokens()).isEqualTo(24);
        }
    }

    /** Three tokens drawn with another model's guesses are distributed as the model's own logits say. */
    @Test
    void guessesNeverChangeTheDistribution() {
        int draws = 3000;
        SamplingSettings sampling = new SamplingSettings(1.5f, 3, 1, 0, 1.3f, 4, Map.of(), 0);
        Map<List<Integer>, Double> expected = new HashMap<>();
        int[] prompt = TinyModel.ids("Who wrote");
        try (GenerationSession session = model.newSession(64, TensorType.F32)) {
            expect(session, prompt, sampling, new ArrayList<>(), 1, expected);
        }
        Map<List<Integer>, Integer> found = new HashMap<>();
        long accepted = 0;
        try (GenerationEngine engine = model.newEngine(SETTINGS)) {
            for (int seed = 0; seed < draws; seed++) {
                GenerationResult result = engine.generate(GenerationRequest.promptIds(prompt)
                        .ignoreEnd(true)
                        .maxTokens(3)
                        .temperature(1.5f)
                        .topK(3)
                        .repetition(1.3f, 4)
                        .seed(seed)
                        .speculation(new Speculation.Draft(other, 2))
                        .build());
                found.merge(Arrays.stream(result.ids()).boxed().toList(), 1, Integer::sum);
                accepted += result.counters().acceptedTokens();
            }
        }
        assertThat(expected.keySet()).containsAll(found.keySet());
        double chiSquare = expected.entrySet().stream()
                .mapToDouble(e -> {
                    double mean = draws * e.getValue();
                    double off = found.getOrDefault(e.getKey(), 0) - mean;
                    return off * off / mean;
                })
                .sum();
        System.out.printf(
                Locale.ROOT,
                "speculation: chi-square %.1f over %d texts, %d accepted%n",
                chiSquare,
                expected.size(),
                accepted);
        // Of 26 degrees of freedom: more than 80 would come by chance once in ten million; the seeds are fixed.
        assertThat(expected).hasSizeLessThanOrEqualTo(27);
        assertThat(chiSquare).isLessThan(80);
        assertThat(accepted).isPositive();
    }

    private static void expect(
            GenerationSession session,
            int[] prompt,
            SamplingSettings sampling,
            List<Integer> text,
            double probability,
            Map<List<Integer>, Double> out) {
        if (text.size() == 3) {
            out.merge(List.copyOf(text), probability, Double::sum);
            return;
        }
        Sampler sampler = new Sampler(sampling);
        session.rewind(0);
        int[] all = IntStream.concat(Arrays.stream(prompt), text.stream().mapToInt(id -> id))
                .toArray();
        Arrays.stream(all).forEach(sampler::accept);
        Distribution next = sampler.distribution(session.prefill(all), null);
        for (int id = 0; id < 260; id++) {
            if (next.of(id) > 0) {
                text.add(id);
                expect(session, prompt, sampling, text, probability * next.of(id), out);
                text.removeLast();
            }
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
