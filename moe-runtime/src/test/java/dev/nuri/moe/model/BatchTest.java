package dev.nuri.moe.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.hw.Backends;
import dev.nuri.hw.Device;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.SharedData;
import dev.nuri.moe.cache.KvPool;
import dev.nuri.moe.cache.KvSequence;
import dev.nuri.moe.format.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several sequences in one pass and in scattered pages against each alone in pages in order. */
class BatchTest {
    private static final int SEQUENCES = 3;
    private static final int TOKENS = 70; // more than two pages

    private final long seed = Long.getLong("tests.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    @TempDir
    Path folder;

    private record Loaded(ModelFile file, Device device, Decoder decoder) implements AutoCloseable {
        static Loaded of(Path path, String backend) {
            ModelFile file = ModelFile.open(path);
            Device device = Backends.select(backend).backend().open(0);
            return new Loaded(file, device, Architecture.load(file, device));
        }

        KvPool pool(int pages, TensorType type) {
            return new KvPool(device, decoder.cacheShapes(), pages, type);
        }

        @Override
        public void close() {
            device.close();
            file.close();
        }
    }

    /** Scalar kernels treat each token alone: equal to the last bit. Latent attention, windows, sinks and shared experts. */
    @ParameterizedTest
    @ValueSource(strings = {"deepseek2-groups-yarn", "gpt-oss-yarn", "qwen2moe", "granite"})
    void aBatchIsEqualToEachAlone(String name) {
        Path path = folder.resolve("model.gguf");
        Variants.all().get(name).get().write(path);
        try (Loaded model = Loaded.of(path, "scalar")) {
            List<int[]> texts = texts();
            List<List<float[]>> together = together(model, texts, TensorType.F32);
            for (int s = 0; s < SEQUENCES; s++) {
                List<float[]> alone = alone(model, texts.get(s), TensorType.F32);
                for (int t = 0; t < TOKENS; t++) {
                    assertThat(together.get(s).get(t))
                            .as("token %d of sequence %d, seed %d", t, s, seed)
                            .isEqualTo(alone.get(t));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deepseek2-groups-yarn", "gpt-oss-yarn"})
    void otherKernelsAgreeToRounding(String name) {
        Path path = folder.resolve("model.gguf");
        Variants.all().get(name).get().write(path);
        try (Loaded model = Loaded.of(path, "auto")) {
            List<int[]> texts = texts();
            List<List<float[]>> together = together(model, texts, TensorType.F32);
            for (int s = 0; s < SEQUENCES; s++) {
                List<float[]> alone = alone(model, texts.get(s), TensorType.F32);
                for (int t = 0; t < TOKENS; t++) {
                    assertThat(nmse(together.get(s).get(t), alone.get(t)))
                            .as("token %d of sequence %d, seed %d", t, s, seed)
                            .isLessThan(1e-8);
                }
            }
        }
    }

    /** Eight bits for keys and values cost less than what quantised weights do. */
    @Test
    void anEightBitCacheIsNearlyAsGood() throws IOException {
        List<Path> models;
        try (Stream<Path> files = Files.list(SharedData.folder("golden"))) {
            models = files.filter(p -> p.toString().endsWith("-F16-s1.gguf"))
                    .sorted()
                    .toList();
        }
        assertThat(models).hasSizeGreaterThan(6);
        for (Path path : models) {
            try (Loaded model = Loaded.of(path, "auto")) {
                int[] text = new SplittableRandom(1).ints(TOKENS, 0, 200).toArray();
                List<float[]> half = alone(model, text, TensorType.F16);
                List<float[]> eight = alone(model, text, TensorType.Q8_0);
                double worst = 0;
                double sum = 0;
                for (int t = 0; t < TOKENS; t++) {
                    double error = nmse(eight.get(t), half.get(t));
                    worst = Math.max(worst, error);
                    sum += error;
                }
                System.out.printf(
                        Locale.ROOT,
                        "8-bit cache %-24s nmse %.1e on average, %.1e at worst%n",
                        path.getFileName(),
                        sum / TOKENS,
                        worst);
                assertThat(sum / TOKENS).isLessThan(5e-3);
            }
        }
    }

    private List<int[]> texts() {
        List<int[]> out = new ArrayList<>();
        for (int s = 0; s < SEQUENCES; s++) {
            out.add(random.ints(TOKENS, 0, 256).toArray());
        }
        return out;
    }

    /** Each alone, in pieces, its pages in order. */
    private static List<float[]> alone(Loaded model, int[] text, TensorType type) {
        try (KvPool pool = model.pool(KvPool.pagesFor(TOKENS), type);
                Runner runner = new Runner(model.device, model.decoder, pool)) {
            int[] pages = new int[pool.pages()];
            Arrays.setAll(pages, i -> pool.take());
            KvSequence sequence = new KvSequence(pages, TOKENS, 0);
            return runner.run(List.of(new Runner.Part(sequence, text, Runner.Wanted.ALL)))
                    .logits()
                    .getFirst();
        }
    }

    /** All together, random pieces of each in each pass, pages in no order. */
    private List<List<float[]>> together(Loaded model, List<int[]> texts, TensorType type) {
        int each = KvPool.pagesFor(TOKENS);
        try (KvPool pool = model.pool(SEQUENCES * each + 2, type);
                Runner runner = new Runner(model.device, model.decoder, pool)) {
            List<KvSequence> sequences = sequences(each);
            List<List<float[]>> logits = new ArrayList<>();
            sequences.forEach(sequence -> logits.add(new ArrayList<>()));
            while (sequences.stream().anyMatch(sequence -> sequence.position() < TOKENS)) {
                List<Runner.Part> parts = new ArrayList<>();
                List<Integer> numbers = new ArrayList<>();
                for (int s = 0; s < SEQUENCES; s++) {
                    int from = sequences.get(s).position();
                    int to = Math.min(TOKENS, from + random.nextInt(0, 20));
                    if (to > from) {
                        int[] piece = Arrays.copyOfRange(texts.get(s), from, to);
                        parts.add(new Runner.Part(sequences.get(s), piece, Runner.Wanted.ALL));
                        numbers.add(s);
                    }
                }
                if (!parts.isEmpty()) {
                    Runner.Outcome outcome = runner.run(parts);
                    for (int i = 0; i < numbers.size(); i++) {
                        logits.get(numbers.get(i)).addAll(outcome.logits().get(i));
                    }
                }
            }
            return logits;
        }
    }

    private List<KvSequence> sequences(int each) {
        List<Integer> pages = new ArrayList<>();
        for (int i = 0; i < SEQUENCES * each + 2; i++) {
            pages.add(random.nextInt(i + 1), i);
        }
        List<KvSequence> out = new ArrayList<>();
        for (int s = 0; s < SEQUENCES; s++) {
            int[] own = pages.subList(s * each, (s + 1) * each).stream()
                    .mapToInt(i -> i)
                    .toArray();
            out.add(new KvSequence(own, TOKENS, 0));
        }
        return out;
    }

    private static double nmse(float[] actual, float[] expected) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            error += Math.pow((double) actual[i] - expected[i], 2);
            size += Math.pow(expected[i], 2);
        }
        return error / size;
    }
}
