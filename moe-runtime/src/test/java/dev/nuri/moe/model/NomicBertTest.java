package dev.nuri.moe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.hw.Backend;
import dev.nuri.hw.Backends;
import dev.nuri.hw.DeviceOptions;
import dev.nuri.moe.EncoderSettings;
import dev.nuri.moe.EncoderSettings.LongTexts;
import dev.nuri.moe.EngineSettings;
import dev.nuri.moe.LanguageModel;
import dev.nuri.moe.MemoryPlan;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.ModelInternalException;
import dev.nuri.moe.ModelSummary;
import dev.nuri.moe.TextEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The encoder twice: the runtime, and {@link Plain}, which follows the published definition word by word.
 */
class NomicBertTest {
    private static final List<String> TEXTS = List.of(
            "search_query: 서울은 한국의 수도",
            "",
            "the seas and the mountains of a country, as they were seen in 1999",
            "x",
            "한국 Ω unknown");

    @TempDir
    Path folder;

    private Path write(TinyEncoder encoder) {
        Path path = folder.resolve("encoder.gguf");
        encoder.model.write(path);
        return path;
    }

    private static TextEncoder open(Path path, String backend, EncoderSettings settings) {
        return TextEncoder.open(path, backend, DeviceOptions.defaults(), settings);
    }

    private static int[] ids(TextEncoder encoder, String text) {
        int[] own = encoder.tokenizer().encode(text);
        return IntStream.concat(IntStream.concat(IntStream.of(0), Arrays.stream(own)), IntStream.of(2))
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector", "native", "opencl"})
    void agreesWithThePlainDefinition(String name) {
        Backend backend = Backends.all().stream()
                .filter(b -> b.name().equals(name))
                .findFirst()
                .orElseThrow();
        Backend.Availability probe = backend.probe();
        Assumptions.assumeTrue(probe.available(), "skipped: " + name + ": " + probe.reason());
        TinyEncoder tiny = new TinyEncoder(3).fused();
        try (TextEncoder encoder = open(write(tiny), name, EncoderSettings.defaults())) {
            float[][] together = encoder.embed(TEXTS);
            for (int i = 0; i < together.length; i++) {
                double[] expected = new Plain(tiny).vector(ids(encoder, TEXTS.get(i)));
                double nmse = PlainMath.nmse(together[i], expected);
                System.out.printf(Locale.ROOT, "encoder %-8s text %d nmse %.2e%n", name, i, nmse);
                assertThat(nmse).as(TEXTS.get(i)).isLessThan(1e-9);
            }
        }
    }

    /** GELU's tanh form, which files of this kind are computed with, is close to the exact one. */
    @Test
    void theExactActivationGivesNearlyTheSame() {
        TinyEncoder tiny = new TinyEncoder(3).fused();
        try (TextEncoder encoder = open(write(tiny), "scalar", EncoderSettings.defaults())) {
            Plain exact = new Plain(tiny);
            exact.activation = x -> x / 2 * (1 + erf(x / Math.sqrt(2)));
            double nmse = PlainMath.nmse(encoder.embed(TEXTS.getFirst()), exact.vector(ids(encoder, TEXTS.getFirst())));
            assertThat(nmse).isLessThan(1e-6);
        }
    }

    /** Its Maclaurin series. */
    private static double erf(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }

    @Test
    void separateProjectionsAreTheSame() {
        Path apart = folder.resolve("apart.gguf");
        new TinyEncoder(3).separate().model.write(apart);
        Path fused = write(new TinyEncoder(3).fused());
        try (TextEncoder a = open(fused, "scalar", EncoderSettings.defaults());
                TextEncoder b = open(apart, "scalar", EncoderSettings.defaults())) {
            assertThat(b.embed(TEXTS)).isDeepEqualTo(a.embed(TEXTS));
        }
    }

    /** On its own or with others, in one pass or over several. */
    @Test
    void neighboursDoNotMatter() {
        List<String> many = new ArrayList<>();
        IntStream.range(0, 12).forEach(_ -> many.addAll(TEXTS));
        Path path = write(new TinyEncoder(4).fused());
        try (TextEncoder together = open(path, "scalar", EncoderSettings.defaults());
                TextEncoder alone =
                        open(path, "auto", EncoderSettings.defaults().withReproducible(true))) {
            float[][] vectors = together.embed(many);
            float[][] single = alone.embed(many);
            for (int i = 0; i < many.size(); i++) {
                assertThat(vectors[i]).isEqualTo(together.embed(many.get(i)));
                assertThat(single[i]).isEqualTo(alone.embed(many.get(i)));
            }
            assertThat(together.embed(List.of())).isEmpty();
        }
    }

    @Test
    void aShorterVectorIsTheBeginningOfTheWhole() {
        Path path = write(new TinyEncoder(4).fused());
        try (TextEncoder whole = open(path, "scalar", EncoderSettings.defaults());
                TextEncoder part =
                        open(path, "scalar", EncoderSettings.defaults().withDimension(16))) {
            assertThat(whole.dimension()).isEqualTo(TinyEncoder.E);
            assertThat(part.dimension()).isEqualTo(16);
            float[] all = whole.embed("the sea");
            float[] first = part.embed("the sea");
            assertThat(first).hasSize(16);
            double length = Math.sqrt(IntStream.range(0, 16)
                    .mapToDouble(i -> (double) all[i] * all[i])
                    .sum());
            for (int i = 0; i < 16; i++) {
                assertThat((double) first[i]).isCloseTo(all[i] / length, within(1e-6));
            }
            assertThat(IntStream.range(0, 16)
                            .mapToDouble(i -> (double) first[i] * first[i])
                            .sum())
                    .isCloseTo(1, within(1e-6));
        }
        assertThatThrownBy(() -> open(path, "scalar", EncoderSettings.defaults().withDimension(65)))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("64 components");
    }

    @Test
    void longTextsAreCutOrRefused() {
        Path path = write(new TinyEncoder(4).fused());
        String window = "a".repeat(TinyEncoder.CONTEXT - 3); // with the space before it and two borders: full
        try (TextEncoder cuts = open(path, "scalar", EncoderSettings.defaults());
                TextEncoder refuses =
                        open(path, "scalar", EncoderSettings.defaults().withLongTexts(LongTexts.REFUSE))) {
            assertThat(ids(cuts, window)).hasSize(TinyEncoder.CONTEXT);
            assertThat(cuts.embed(window + "bcd")).isEqualTo(refuses.embed(window));
            assertThatThrownBy(() -> refuses.embed(window + "bcd"))
                    .isInstanceOf(ModelInputException.class)
                    .hasMessageContaining("by 3");
        }
    }

    @Test
    void brokenWeightsAreNoticed() {
        TinyEncoder tiny = new TinyEncoder(4, Float.NaN).fused();
        try (TextEncoder encoder = open(write(tiny), "scalar", EncoderSettings.defaults())) {
            assertThatThrownBy(() -> encoder.embed(List.of("a", "b")))
                    .isInstanceOf(ModelInternalException.class)
                    .hasMessageContaining("text 0")
                    .hasMessageContaining("not finite");
        }
    }

    @Test
    void encodersAndLanguageModelsAreNotMistakenForEachOther() {
        Path encoder = write(new TinyEncoder(4).fused());
        assertThatThrownBy(() -> LanguageModel.open(encoder))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("'nomic-bert-moe' is a text encoder");
        Path model = folder.resolve("model.gguf");
        TinyModel.writeAny(model, 1);
        assertThatThrownBy(() -> TextEncoder.open(model))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("'qwen3moe' is no text encoder");
        assertThat(ModelSummary.of(encoder).contextTokens()).isEqualTo(TinyEncoder.CONTEXT);
        assertThat(MemoryPlan.of(encoder, EngineSettings.defaults()).cacheBytes())
                .isZero();
    }

    @Test
    void otherPoolingIsRefused() {
        TinyEncoder tiny = new TinyEncoder(4).fused();
        tiny.model.put("pooling_type", 2);
        assertThatThrownBy(() -> TextEncoder.open(write(tiny)))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("pooling_type must be 1");
    }

    @Test
    void aClosedEncoderSaysSo() {
        TextEncoder encoder = TextEncoder.open(write(new TinyEncoder(4).fused()));
        encoder.close();
        encoder.close();
        assertThatThrownBy(() -> encoder.embed("a"))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("closed");
    }

    /** The forward pass of the published model code in doubles, with whole matrices and nothing shared. */
    private static final class Plain {
        private final TinyEncoder tiny;
        private DoubleUnaryOperator activation =
                x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

        Plain(TinyEncoder tiny) {
            this.tiny = tiny;
        }

        private float[] w(String name) {
            return tiny.model.weights(name);
        }

        double[] vector(int[] ids) {
            double[][] x = new double[ids.length][];
            for (int t = 0; t < ids.length; t++) {
                x[t] = PlainMath.row(w("token_embd.weight"), ids[t], TinyEncoder.E);
                PlainMath.addTo(x[t], 1, PlainMath.row(w("token_types.weight"), 0, TinyEncoder.E));
                x[t] = norm(x[t], "token_embd_norm");
            }
            for (int layer = 0; layer < TinyEncoder.LAYERS; layer++) {
                String name = "blk." + layer + ".";
                double[][] seen = attend(layer, x);
                for (int t = 0; t < x.length; t++) {
                    PlainMath.addTo(seen[t], 1, x[t]);
                    x[t] = norm(seen[t], name + "attn_output_norm");
                    double[] y = layer % 2 == 1 ? experts(name, x[t]) : dense(name, x[t]);
                    PlainMath.addTo(y, 1, x[t]);
                    x[t] = norm(y, name + "layer_output_norm");
                }
            }
            double[] mean = new double[TinyEncoder.E];
            Arrays.stream(x).forEach(row -> PlainMath.addTo(mean, 1.0 / x.length, row));
            double length = Math.sqrt(PlainMath.dot(mean, mean));
            return Arrays.stream(mean).map(v -> v / length).toArray();
        }

        private double[] norm(double[] x, String name) {
            double mean = Arrays.stream(x).average().orElseThrow();
            double variance =
                    Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
            double[] out = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                out[i] = (x[i] - mean) / Math.sqrt(variance + TinyEncoder.EPSILON) * w(name + ".weight")[i]
                        + w(name + ".bias")[i];
            }
            return out;
        }

        private double[][] attend(int layer, double[][] x) {
            int d = TinyEncoder.D;
            double[][] qkv = new double[x.length][];
            for (int t = 0; t < x.length; t++) {
                qkv[t] = PlainMath.times(tiny.joined(layer), 3 * TinyEncoder.E, x[t]);
                PlainMath.addTo(qkv[t], 1, PlainMath.row(tiny.joinedBias(layer), 0, 3 * TinyEncoder.E));
            }
            double[][] out = new double[x.length][];
            for (int t = 0; t < x.length; t++) {
                double[] heads = new double[0];
                for (int h = 0; h < TinyEncoder.H; h++) {
                    double[] query = PlainMath.ropeHalves(part(qkv[t], 0, h), t, 10000);
                    double[] scores = new double[x.length];
                    for (int s = 0; s < x.length; s++) {
                        double[] key = PlainMath.ropeHalves(part(qkv[s], 1, h), s, 10000);
                        scores[s] = PlainMath.dot(query, key) / Math.sqrt(d);
                    }
                    double[] weights = PlainMath.softmax(scores);
                    double[] mixed = new double[d];
                    for (int s = 0; s < x.length; s++) {
                        PlainMath.addTo(mixed, weights[s], part(qkv[s], 2, h));
                    }
                    heads = PlainMath.concat(heads, mixed);
                }
                out[t] = linear("blk." + layer + ".attn_output", TinyEncoder.E, heads);
            }
            return out;
        }

        /** A head's queries (0), keys (1) or values (2). */
        private static double[] part(double[] qkv, int which, int head) {
            int from = which * TinyEncoder.E + head * TinyEncoder.D;
            return Arrays.copyOfRange(qkv, from, from + TinyEncoder.D);
        }

        private double[] linear(String name, int rows, double[] x) {
            double[] out = PlainMath.times(w(name + ".weight"), rows, x);
            PlainMath.addTo(out, 1, PlainMath.row(w(name + ".bias"), 0, rows));
            return out;
        }

        private double[] dense(String name, double[] x) {
            double[] inner = linear(name + "ffn_up", TinyEncoder.F, x);
            return linear(
                    name + "ffn_down",
                    TinyEncoder.E,
                    Arrays.stream(inner).map(activation).toArray());
        }

        private double[] experts(String name, double[] x) {
            double[] scores = PlainMath.softmax(PlainMath.times(w(name + "ffn_gate_inp.weight"), TinyEncoder.X, x));
            List<Integer> best = IntStream.range(0, TinyEncoder.X)
                    .boxed()
                    .sorted(Comparator.comparingDouble(id -> -scores[id]))
                    .limit(2)
                    .toList();
            double[] out = new double[TinyEncoder.E];
            for (int id : best) {
                double[] inner = PlainMath.times(w(name + "ffn_up_exps.weight"), id, TinyEncoder.F, x);
                double[] active = Arrays.stream(inner).map(activation).toArray();
                PlainMath.addTo(
                        out, scores[id], PlainMath.times(w(name + "ffn_down_exps.weight"), id, TinyEncoder.E, active));
            }
            return out;
        }
    }
}
