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

/** Whatever goes wrong, requests end with a clear error and everything comes back. */
class EngineFaultsTest {
    private static final EngineSettings SETTINGS = new EngineSettings(512, TensorType.F32, 4, 32, 16);
    private static final int[] PROMPT = TinyModel.ids("A prompt of more than one page, so that there is one to share.");

    @TempDir
    Path folder;

    private LanguageModel model;

    @BeforeEach
    void open() {
        FaultyBackend.heal();
        Path path = folder.resolve("tiny.gguf");
        TinyModel.writeAny(path, 3);
        model = LanguageModel.open(path, FaultyBackend.NAME);
    }

    @AfterEach
    void close() {
        FaultyBackend.heal();
        model.close();
        assertThat(FaultyBackend.OPEN_BYTES.get()).isZero();
        assertThat(FaultyBackend.OPEN_STREAMS.get()).isZero();
    }

    private static GenerationRequest request(int prompt, int tokens) {
        return GenerationRequest.promptIds(java.util.Arrays.copyOf(PROMPT, prompt))
                .ignoreEnd(true)
                .maxTokens(tokens)
                .build();
    }

    @Test
    void sessionsGiveTheirMemoryBack() {
        for (int i = 0; i < 50; i++) {
            try (GenerationSession session = model.newSession(64)) {
                session.prefill(PROMPT);
            }
            assertThat(FaultyBackend.OPEN_BYTES.get()).isZero();
        }
    }

    @Test
    void aSessionWithoutEnoughMemoryLeavesNothing() {
        for (int allocations = 0; allocations < 3; allocations++) {
            FaultyBackend.ALLOCATIONS_LEFT.set(allocations);
            assertThatThrownBy(() -> {
                        try (GenerationSession session = model.newSession(64)) {
                            session.prefill(PROMPT);
                        }
                    })
                    .isInstanceOf(ModelResourceException.class)
                    .hasMessageContaining("cannot allocate");
            FaultyBackend.heal();
            assertThat(FaultyBackend.OPEN_BYTES.get()).isZero();
            assertThat(FaultyBackend.OPEN_STREAMS.get()).isZero();
        }
        FaultyBackend.ALLOCATIONS_LEFT.set(1);
        assertThatThrownBy(() -> model.newEngine(SETTINGS)).isInstanceOf(ModelResourceException.class);
    }

    /** After the first requests nothing more is allocated, however they end. */
    @Test
    void requestsLeaveNothingBehind() {
        SplittableRandom random = new SplittableRandom(1);
        try (GenerationEngine engine = model.newEngine(SETTINGS)) {
            engine.generate(request(60, 4));
            long before = FaultyBackend.OPEN_BYTES.get();
            for (int round = 0; round < 30; round++) {
                List<Generation> running = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    running.add(engine.start(request(random.nextInt(1, 50), random.nextInt(1, 12))));
                }
                running.get(1).cancel();
                if (round % 3 == 0) {
                    FaultyBackend.CALLS_LEFT.set(random.nextInt(200));
                }
                for (Generation generation : running) {
                    try {
                        assertThat(generation.result().stopReason()).isIn(StopReason.LENGTH, StopReason.CANCELLED);
                    } catch (ModelResourceException e) {
                        assertThat(e).hasMessageContaining("the device was lost");
                    }
                }
                FaultyBackend.heal();
                assertThat(engine.status().availableTokens()).isEqualTo(512);
                assertThat(FaultyBackend.OPEN_BYTES.get()).isEqualTo(before);
            }
            assertThat(engine.generate(request(60, 4)).tokens()).hasSize(4);
        }
    }

    @Test
    void aLostDeviceIsSaidAndTheEngineGoesOn() {
        try (GenerationEngine engine = model.newEngine(SETTINGS)) {
            int[] expected = engine.generate(request(40, 6)).ids();
            for (int calls = 0; calls < 120; calls += 13) {
                FaultyBackend.CALLS_LEFT.set(calls);
                Generation generation = engine.start(request(40, 6));
                assertThatThrownBy(generation::result)
                        .isInstanceOf(ModelResourceException.class)
                        .hasMessageContaining("the device was lost");
                FaultyBackend.heal();
                assertThat(engine.generate(request(40, 6)).ids()).isEqualTo(expected);
            }
        }
    }

    @Test
    void nanIsAnErrorOfThatRequest() {
        try (GenerationEngine engine = model.newEngine(SETTINGS)) {
            FaultyBackend.nan = true;
            Generation generation = engine.start(request(5, 5));
            assertThatThrownBy(generation::result)
                    .isInstanceOf(ModelInternalException.class)
                    .hasMessageContaining("NaN");
            FaultyBackend.nan = false;
            assertThat(engine.generate(request(5, 5)).tokens()).hasSize(5);
            assertThat(engine.status().availableTokens()).isEqualTo(512);
        }
    }

    @Test
    void aDraftModelIsFreedWithItsRequest() {
        try (GenerationEngine engine = model.newEngine(SETTINGS)) {
            engine.generate(request(20, 4));
            long before = FaultyBackend.OPEN_BYTES.get();
            for (int i = 0; i < 5; i++) {
                GenerationRequest request = GenerationRequest.promptIds(PROMPT)
                        .maxTokens(1)
                        .speculation(new Speculation.Draft(model, 3))
                        .build();
                engine.generate(request);
                assertThat(FaultyBackend.OPEN_BYTES.get()).isEqualTo(before);
            }
        }
    }

    @Test
    void aCancelledPassStopsBetweenLayers() {
        try (GenerationEngine engine = model.newEngine(SETTINGS)) {
            Generation generation = engine.start(request(60, 4));
            generation.cancel();
            assertThat(generation.result().stopReason()).isIn(StopReason.CANCELLED, StopReason.LENGTH);
            assertThat(engine.status().availableTokens()).isEqualTo(512);
        }
    }
}
