package dev.nuri.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.model.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationEngineTest {
    private static final EngineSettings SMALL = new EngineSettings(1024, TensorType.F32, 4, 8, 16);

    private final long seed = Long.getLong("tests.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    @TempDir
    Path folder;

    private LanguageModel model;

    @BeforeEach
    void open() {
        Path path = folder.resolve("tiny.gguf");
        TinyModel.writeAny(path, 3);
        model = LanguageModel.open(path, "scalar");
    }

    @AfterEach
    void close() {
        model.close();
    }

    private int[] prompt(int length) {
        return random.ints(length, 0, 256).toArray();
    }

    private static GenerationRequest.Builder request(int[] prompt) {
        return GenerationRequest.promptIds(prompt).ignoreEnd(true);
    }

    /** What the low-level session gives, greedily: no pages shared, nobody else running. */
    private int[] alone(int[] prompt, int tokens) {
        int[] out = new int[tokens];
        try (GenerationSession session = model.newSession(64, TensorType.F32)) {
            float[] logits = session.prefill(prompt);
            for (int i = 0; i < tokens; i++) {
                out[i] = greatest(logits);
                logits = i + 1 < tokens ? session.decode(out[i]) : logits;
            }
        }
        return out;
    }

    private static int greatest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    /** Scalar kernels treat each token alone, so that there the texts are equal to the last bit. */
    @Test
    void aBatchGivesWhatEachGivesAlone() {
        try (GenerationEngine engine = model.newEngine(SMALL)) {
            List<int[]> prompts = new ArrayList<>();
            List<Generation> running = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                prompts.add(prompt(random.nextInt(1, 40)));
                running.add(engine.start(request(prompts.get(i)).maxTokens(20).build()));
            }
            for (int i = 0; i < 10; i++) {
                GenerationResult result = running.get(i).result();
                assertThat(result.ids()).as("seed %d", seed).isEqualTo(alone(prompts.get(i), 20));
                assertThat(result.stopReason()).isEqualTo(StopReason.LENGTH);
            }
            assertThat(engine.status().availableTokens()).isEqualTo(1024);
        }
    }

    @Test
    void aPrefixIsRunOnce() {
        try (GenerationEngine engine = model.newEngine(SMALL)) {
            int[] common = prompt(48);
            int[] longer = java.util.Arrays.copyOf(common, 52);
            GenerationResult first =
                    engine.generate(request(common).maxTokens(8).build());
            GenerationResult again =
                    engine.generate(request(common).maxTokens(8).build());
            GenerationResult other =
                    engine.generate(request(longer).maxTokens(8).build());
            assertThat(first.counters().reusedTokens()).isZero();
            assertThat(again.counters().reusedTokens()).isEqualTo(32);
            assertThat(other.counters().reusedTokens()).isEqualTo(32);
            assertThat(again.ids()).as("seed %d", seed).isEqualTo(first.ids());
            assertThat(other.ids()).as("seed %d", seed).isEqualTo(alone(longer, 8));
            assertThat(engine.status().reusableTokens()).isGreaterThanOrEqualTo(32);
        }
    }

    @Test
    void reproducibleRequestsUseNothingOfOthers() {
        try (GenerationEngine engine = model.newEngine(SMALL)) {
            int[] prompt = prompt(40);
            engine.generate(request(prompt).maxTokens(4).build());
            try (Generation other =
                    engine.start(request(prompt(30)).maxTokens(30).build())) {
                GenerationResult result = engine.generate(
                        request(prompt).maxTokens(8).reproducible(true).build());
                assertThat(result.counters().reusedTokens()).isZero();
                assertThat(result.ids()).isEqualTo(alone(prompt, 8));
                assertThat(other.result().ids()).hasSize(30);
            }
        }
    }

    @Test
    void sameSeedSameText() {
        try (GenerationEngine engine = model.newEngine(SMALL)) {
            int[] prompt = prompt(9);
            List<String> texts = new ArrayList<>();
            for (long s : new long[] {1, 1, 2}) {
                texts.add(engine.generate(request(prompt)
                                .maxTokens(24)
                                .temperature(1)
                                .seed(s)
                                .build())
                        .text());
            }
            assertThat(texts.get(0)).isEqualTo(texts.get(1)).isNotEqualTo(texts.get(2));
        }
    }

    @Test
    void aCancelledRequestEndsAndGivesItsPagesBack() {
        try (GenerationEngine engine = model.newEngine(SMALL)) {
            for (int i = 0; i < 20; i++) {
                try (Generation generation =
                        engine.start(request(prompt(20)).maxTokens(40).build())) {
                    assertThat(generation.next()).isPresent();
                    generation.cancel();
                    GenerationResult result = generation.result();
                    assertThat(result.stopReason()).isIn(StopReason.CANCELLED, StopReason.LENGTH);
                    assertThat(result.tokens()).isNotEmpty();
                }
            }
            assertThat(engine.status().availableTokens()).isEqualTo(1024);
            assertThat(engine.status().running()).isZero();
        }
    }

    @Test
    void tooManyRequestsAreRefused() {
        try (GenerationEngine engine = model.newEngine(new EngineSettings(64, TensorType.F16, 1, 1, 16))) {
            Generation first = engine.start(request(prompt(3)).maxTokens(60).build());
            Generation second = engine.start(request(prompt(3)).maxTokens(60).build());
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 3; i++) {
                            engine.start(request(prompt(3)).maxTokens(60).build());
                        }
                    })
                    .isInstanceOf(ModelResourceException.class)
                    .hasMessageContaining("1 requests may run and 1 wait");
            assertThat(first.result().tokens()).hasSize(60);
            assertThat(second.result().tokens()).hasSize(60);
        }
    }

    /** The pool holds one of them at a time: the others wait, none fails, what is kept of earlier ones is evicted. */
    @Test
    void requestsWaitForPages() {
        try (GenerationEngine engine = model.newEngine(new EngineSettings(64, TensorType.F32, 4, 8, 16))) {
            List<Generation> running = new ArrayList<>();
            List<int[]> prompts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                prompts.add(prompt(35));
                running.add(engine.start(request(prompts.get(i)).maxTokens(20).build()));
            }
            for (int i = 0; i < 8; i++) {
                assertThat(running.get(i).result().ids()).as("seed %d", seed).isEqualTo(alone(prompts.get(i), 20));
            }
            assertThat(engine.status().availableTokens()).isEqualTo(64);
        }
    }

    @Test
    void refusesWhatCannotBe() {
        try (GenerationEngine engine = model.newEngine(SMALL)) {
            assertThatThrownBy(() -> engine.start(request(new int[0]).build()))
                    .isInstanceOf(ModelInputException.class)
                    .hasMessageContaining("empty");
            assertThatThrownBy(() -> engine.start(request(new int[] {260}).build()))
                    .isInstanceOf(ModelInputException.class)
                    .hasMessageContaining("[0, 260), got 260");
            assertThatThrownBy(() -> engine.start(request(prompt(70)).build()))
                    .isInstanceOf(ModelInputException.class)
                    .hasMessageContaining("the context of 64 tokens overflows by 7");
            assertThatThrownBy(() -> GenerationRequest.prompt("x").maxTokens(0))
                    .hasMessageContaining("maxTokens must be at least 1");
            assertThatThrownBy(
                            () -> GenerationRequest.prompt("x").temperature(-1).build())
                    .hasMessageContaining("temperature");
        }
    }

    @Test
    void theAnswerEndsWithTheContext() {
        try (GenerationEngine engine = model.newEngine(SMALL)) {
            GenerationResult result =
                    engine.generate(request(prompt(60)).maxTokens(100).build());
            assertThat(result.tokens()).hasSize(4);
            assertThat(result.stopReason()).isEqualTo(StopReason.LENGTH);
        }
    }

    @Test
    void aClosedEngineFailsWhatStillRuns() {
        GenerationEngine engine = model.newEngine(SMALL);
        int[] waits = prompt(5);
        engine.start(request(prompt(5)).maxTokens(59).build());
        Generation running = engine.start(request(waits).maxTokens(59).build());
        assertThat(running.next()).isPresent();
        engine.close();
        assertThatThrownBy(running::result)
                .isInstanceOf(ModelResourceException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> engine.start(request(prompt(5)).build())).hasMessageContaining("closed");
    }

    @Test
    void aListenerThatThrowsCancels() {
        try (GenerationEngine engine = model.newEngine(SMALL)) {
            assertThatThrownBy(() ->
                            engine.generate(request(prompt(5)).maxTokens(50).build(), token -> {
                                throw new IllegalStateException("enough");
                            }))
                    .hasMessage("enough");
            assertThat(engine.generate(request(prompt(5)).maxTokens(2).build()).tokens())
                    .hasSize(2);
        }
    }

    @Test
    void countsWhatItTook() {
        try (GenerationEngine engine = model.newEngine(SMALL)) {
            GenerationCounters counters =
                    engine.generate(request(prompt(10)).maxTokens(6).build()).counters();
            assertThat(counters.promptTokens()).isEqualTo(10);
            assertThat(counters.generatedTokens()).isEqualTo(6);
            assertThat(counters.prefillTokensPerSecond()).isPositive();
            assertThat(counters.decodeTokensPerSecond()).isPositive();
            assertThat(counters.experts()).hasSize(2);
            for (GenerationCounters.ExpertUse layer : counters.experts()) {
                assertThat(layer.uses()).hasSize(4);
                // 15 tokens were run, each with two experts: the last one drawn is never run.
                assertThat(layer.uses().stream().mapToInt(i -> i).sum()).isEqualTo(30);
            }
            assertThat(counters.weightBytesPerToken()).isPositive();
            assertThat(counters.expertCacheHits()).isEmpty();
        }
    }

    @Test
    void reportsProbabilities() {
        assertThatThrownBy(() -> GenerationRequest.prompt("x").alternatives(101))
                .hasMessageContaining("alternatives must be 0 to 100");
        try (GenerationEngine engine = model.newEngine(SMALL)) {
            assertThat(engine.generate(request(prompt(7)).maxTokens(1).build())
                            .tokens()
                            .getFirst()
                            .logProbability())
                    .isEmpty();
            GeneratedToken token = engine.generate(
                            request(prompt(7)).maxTokens(1).alternatives(100).build())
                    .tokens()
                    .getFirst();
            assertThat(token.alternatives()).hasSize(100);
            assertThat(token.alternatives().getFirst())
                    .isEqualTo(new TokenLogProbability(
                            token.id(), token.logProbability().orElseThrow()));
            assertThat(token.alternatives())
                    .isSortedAccordingTo((a, b) -> Double.compare(b.logProbability(), a.logProbability()));
            assertThat(token.alternatives().stream()
                            .mapToDouble(a -> Math.exp(a.logProbability()))
                            .sum())
                    .isBetween(0.3, 1.0);
        }
    }
}
