package dev.nuri.moe;

import dev.nuri.hw.DeviceOptions;
import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.tensor.StoredTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Measures how fast a model runs: prefill of a prompt in one go, decode token by token, both over random tokens. The first
 * round warms up and is not counted; of the others the medians are given, because whatever else a machine does only ever
 * slows it down.
 */
public final class ModelBench {
    private static final int PROMPT_BEFORE_DECODE = 32;

    /** Longs read for the bandwidth: 128 MB, more than caches hold. */
    private static final int LONGS = 1 << 24;

    private ModelBench() {}

    /**
     * What to measure.
     *
     * @param prefillTokens tokens of the prompt, at least 1
     * @param decodeTokens tokens decoded, at least 1
     * @param repetitions rounds that count, at least 1
     */
    public record Settings(int prefillTokens, int decodeTokens, int repetitions) {
        public Settings {
            if (prefillTokens < 1 || decodeTokens < 1 || repetitions < 1) {
                throw new ModelInputException("bench takes at least 1 token and repetition, got prefill "
                        + prefillTokens + ", decode " + decodeTokens + ", repetitions " + repetitions);
            }
        }

        /** 512 and 128 tokens, five rounds. */
        public static Settings defaults() {
            return new Settings(512, 128, 5);
        }
    }

    /**
     * One phase.
     *
     * @param tokens in each round
     * @param tokensPerSecond the median
     */
    public record Speed(int tokens, double tokensPerSecond) {}

    /**
     * What was measured.
     *
     * @param backend that ran, and why it was chosen
     * @param threads host threads
     * @param prefill of the prompt
     * @param decode token by token, after 32
     * @param weightBytesPerToken bytes of weights that decoding one token reads, as the file has them
     * @param readBytesPerSecond the greatest rate at which as many threads read memory
     */
    public record Report(
            String backend,
            int threads,
            Speed prefill,
            Speed decode,
            long weightBytesPerToken,
            double readBytesPerSecond) {
        /** Bytes of weights read a second in decode, as a part of what reading alone reaches. */
        public double bandwidthShare() {
            return decode.tokensPerSecond * weightBytesPerToken / readBytesPerSecond;
        }
    }

    /**
     * Opens a model and measures it.
     *
     * @param path as for {@link LanguageModel#open(Path, String, DeviceOptions)}
     * @param backend name of a backend, or {@code auto}
     * @throws ModelInputException if the model cannot be opened or its context is too short
     */
    public static Report run(Path path, String backend, DeviceOptions options, Settings settings) {
        try (LanguageModel model = LanguageModel.open(path, backend, options)) {
            List<Double> prefill = new ArrayList<>();
            List<Double> decode = new ArrayList<>();
            measure(model, settings, prefill, decode);
            return new Report(
                    model.backendReason(),
                    options.threads(),
                    new Speed(settings.prefillTokens(), settings.prefillTokens() / median(prefill)),
                    new Speed(settings.decodeTokens(), 1 / median(decode)),
                    weightBytesPerToken(path),
                    readBytesPerSecond(options.threads()));
        }
    }

    /** Seconds of each round's prefill and of each decoded token. */
    private static void measure(LanguageModel model, Settings settings, List<Double> prefill, List<Double> decode) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        int most = Math.max(settings.prefillTokens(), PROMPT_BEFORE_DECODE + settings.decodeTokens());
        try (GenerationSession session = model.newSession(most)) {
            for (int round = 0; round <= settings.repetitions(); round++) {
                int[] prompt = tokens(random, settings.prefillTokens(), model);
                double prompted = seconds(() -> session.prefill(prompt));
                session.rewind(0);
                session.prefill(tokens(random, PROMPT_BEFORE_DECODE, model));
                List<Double> each = new ArrayList<>();
                for (int token : tokens(random, settings.decodeTokens(), model)) {
                    each.add(seconds(() -> session.decode(token)));
                }
                session.rewind(0);
                if (round > 0) {
                    prefill.add(prompted);
                    decode.addAll(each);
                }
            }
        }
    }

    private static int[] tokens(RandomGenerator random, int count, LanguageModel model) {
        return random.ints(count, 0, model.vocabularySize()).toArray();
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) * 1e-9;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    /**
     * Bytes of weights that one token reads: all of them but the experts it does not use, and of the embedding one row
     * unless it serves as output too.
     */
    static long weightBytesPerToken(Path path) {
        try (ModelFile file = ModelFile.open(path)) {
            String architecture = file.metadata().text("general.architecture");
            double used = file.metadata().integer(architecture + ".expert_used_count", 1);
            double experts = Math.max(1, file.metadata().integer(architecture + ".expert_count", 1));
            double bytes = 0;
            for (StoredTensor tensor : file.tensors()) {
                double part = 1;
                if (tensor.name().contains("_exps.")) {
                    part = used / experts;
                } else if (tensor.name().equals("token_embd.weight")
                        && file.tensor("output.weight").isPresent()) {
                    part = 1.0 / tensor.size(1);
                }
                bytes += part * tensor.byteSize();
            }
            return Math.round(bytes);
        }
    }

    /** The best of some rounds in which each thread adds up a part of a large array. */
    static double readBytesPerSecond(int threads) {
        long[] memory = new long[LONGS];
        Arrays.setAll(memory, i -> i);
        List<Callable<Long>> parts = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int from = (int) ((long) LONGS * t / threads);
            int to = (int) ((long) LONGS * (t + 1) / threads);
            parts.add(() -> sum(memory, from, to));
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            double best = 0;
            for (int round = 0; round < 12; round++) {
                double seconds = seconds(() -> all(executor, parts));
                best = Math.max(best, 8.0 * LONGS / seconds);
            }
            return best;
        }
    }

    private static void all(ExecutorService executor, List<Callable<Long>> parts) {
        try {
            for (Future<Long> sum : executor.invokeAll(parts)) {
                if (sum.resultNow() < 0) {
                    throw new ModelInternalException("a sum of positive numbers was negative");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelResourceException("interrupted while measuring", e);
        }
    }

    private static long sum(long[] memory, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += memory[i];
        }
        return sum;
    }
}
