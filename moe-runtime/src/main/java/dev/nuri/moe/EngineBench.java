package dev.nuri.moe;

import dev.nuri.hw.DeviceOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Measures what those who ask an engine notice: how soon it is ready and writes, how fast several requests together are
 * answered, and what a beginning saves that an earlier request had. Prompts are random tokens.
 */
public final class EngineBench {
    private static final int SHORT_PROMPT = 32;

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    private final LanguageModel model;
    private final GenerationEngine engine;

    private EngineBench(LanguageModel model, GenerationEngine engine) {
        this.model = model;
        this.engine = engine;
    }

    /**
     * Requests together.
     *
     * @param sessions how many
     * @param tokensPerSecond of all of them, after their prompts
     */
    public record Batch(int sessions, double tokensPerSecond) {}

    /**
     * A prompt of which most was there before.
     *
     * @param promptTokens its tokens
     * @param reusedTokens those of them found in the cache
     * @param seconds to its first token
     * @param secondsWithout to the first token of as long a prompt that is new
     */
    public record Prefix(int promptTokens, int reusedTokens, double seconds, double secondsWithout) {}

    /**
     * What was measured.
     *
     * @param openSeconds until the model could be asked
     * @param firstTokenSeconds from then to the first token after 32 of a prompt: the weights come from the page cache
     * @param batches several requests together
     * @param prefix a prompt that begins like another
     * @param residentBytes memory of the process at the end, 0 where the system does not say
     */
    public record Report(
            double openSeconds, double firstTokenSeconds, List<Batch> batches, Prefix prefix, long residentBytes) {
        public Report {
            batches = List.copyOf(batches);
        }
    }

    /**
     * Opens a model and measures it.
     *
     * @param path as for {@link LanguageModel#open(Path, String, DeviceOptions)}
     * @param backend name of a backend, or {@code auto}
     * @param sessions numbers of requests together, each at least 1
     * @param settings lengths of the long prompt and of what is written
     * @throws ModelInputException if the model cannot be opened or its context is too short
     */
    public static Report run(
            Path path, String backend, DeviceOptions options, List<Integer> sessions, ModelBench.Settings settings) {
        int most = sessions.isEmpty() ? 1 : Collections.max(sessions);
        int cacheTokens = 4 * settings.prefillTokens() + most * (2 * SHORT_PROMPT + settings.decodeTokens());
        EngineSettings defaults = EngineSettings.defaults();
        EngineSettings engineSettings =
                new EngineSettings(cacheTokens, defaults.cacheType(), most, most, defaults.prefillChunk());
        long start = System.nanoTime();
        try (LanguageModel model = LanguageModel.open(path, backend, options);
                GenerationEngine engine = model.newEngine(engineSettings)) {
            double opened = secondsSince(start);
            EngineBench bench = new EngineBench(model, engine);
            double first = bench.secondsToFirst(bench.tokens(SHORT_PROMPT));
            List<Batch> batches = new ArrayList<>();
            for (int count : sessions) {
                bench.together(count, settings.decodeTokens()); // warms up
                batches.add(new Batch(count, bench.together(count, settings.decodeTokens())));
            }
            return new Report(opened, first, batches, bench.prefix(settings.prefillTokens()), Memory.resident());
        }
    }

    private double secondsToFirst(int[] prompt) {
        long start = System.nanoTime();
        engine.generate(request(prompt, 1));
        return secondsSince(start);
    }

    /** Tokens a second of all requests after their first. */
    private double together(int count, int tokens) {
        List<Generation> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            running.add(engine.start(request(tokens(SHORT_PROMPT), tokens)));
        }
        double written = 0;
        double seconds = 0;
        for (Generation generation : running) {
            GenerationCounters counters = generation.result().counters();
            written += counters.generatedTokens() - 1.0;
            seconds = Math.max(seconds, counters.decodeSeconds());
        }
        return seconds > 0 ? written / seconds : 0;
    }

    private Prefix prefix(int length) {
        int[] prompt = tokens(length);
        secondsToFirst(tokens(length)); // warms up
        double without = secondsToFirst(prompt);
        int[] alike = prompt.clone();
        int[] other = tokens(length);
        int kept = length - length / 16;
        System.arraycopy(other, kept, alike, kept, length - kept);
        long start = System.nanoTime();
        int reused = engine.generate(request(alike, 1)).counters().reusedTokens();
        return new Prefix(length, reused, secondsSince(start), without);
    }

    private static GenerationRequest request(int[] prompt, int tokens) {
        return GenerationRequest.promptIds(prompt)
                .maxTokens(tokens)
                .ignoreEnd(true)
                .build();
    }

    private int[] tokens(int count) {
        return random.ints(count, 0, model.vocabularySize()).toArray();
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }
}
