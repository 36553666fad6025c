package dev.nuri.moe.model;

import static dev.nuri.moe.model.TinyAxK1.BASE;
import static dev.nuri.moe.model.TinyAxK1.DENSE;
import static dev.nuri.moe.model.TinyAxK1.E;
import static dev.nuri.moe.model.TinyAxK1.EPSILON;
import static dev.nuri.moe.model.TinyAxK1.F;
import static dev.nuri.moe.model.TinyAxK1.H;
import static dev.nuri.moe.model.TinyAxK1.LAYERS;
import static dev.nuri.moe.model.TinyAxK1.N;
import static dev.nuri.moe.model.TinyAxK1.P;
import static dev.nuri.moe.model.TinyAxK1.Q;
import static dev.nuri.moe.model.TinyAxK1.R;
import static dev.nuri.moe.model.TinyAxK1.SCALE;
import static dev.nuri.moe.model.TinyAxK1.V;
import static dev.nuri.moe.model.TinyAxK1.X;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.GenerationSession;
import dev.nuri.moe.LanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A.X K1 twice: the runtime, and {@link Plain}, which follows the published definition word by word. Keys and values are
 * written out for every head and position, nothing is cached or absorbed.
 */
class AxK1Test {
    private static final int[] IDS = TinyModel.ids("에이닷엑스 K1 answers, with citations.");

    @TempDir
    Path folder;

    private final TinyAxK1 tiny = new TinyAxK1();
    private final TinyModel model = tiny.model;

    private float[] run(boolean oneByOne) {
        Path path = folder.resolve("axk1.gguf");
        model.write(path);
        try (LanguageModel loaded = LanguageModel.open(path, "scalar");
                GenerationSession session = loaded.newSession(64, TensorType.F32)) {
            if (!oneByOne) {
                return session.prefill(IDS);
            }
            float[] logits = null;
            for (int id : IDS) {
                logits = session.decode(id);
            }
            return logits;
        }
    }

    private double[] plain() {
        return new Plain(model, TinyAxK1.joined()).logits(IDS);
    }

    @Test
    void runtimeAgreesWithThePlainDefinition() {
        tiny.addSplit();
        assertThat(PlainMath.nmse(run(false), plain())).isLessThan(1e-10);
    }

    @Test
    void tokenByTokenIsTheSame() {
        tiny.addSplit();
        assertThat(PlainMath.nmse(run(true), plain())).isLessThan(1e-10);
    }

    @Test
    void joinedKeysAndValuesAreTheSame() {
        tiny.addJoined();
        assertThat(PlainMath.nmse(run(false), plain())).isLessThan(1e-10);
    }

    /** A head that predicts further tokens comes after the layers: it is counted among them in files and left out. */
    @Test
    void aHeadForFurtherTokensIsLeftOut() {
        tiny.addSplit();
        tiny.addHead();
        assertThat(PlainMath.nmse(run(false), plain())).isLessThan(1e-10);
    }

    /** The comparison would notice if the norm that makes A.X K1 itself were left out. */
    @Test
    void theNormAfterExpertsCounts() {
        tiny.addSplit();
        Plain without = new Plain(model, TinyAxK1.joined());
        without.postNorm = false;
        assertThat(PlainMath.nmse(run(false), without.logits(IDS))).isGreaterThan(0.01);
    }

    /** The forward pass of the published model code, one token at a time over the whole sequence. */
    private static final class Plain {
        private final TinyModel model;
        private final TinyModel joined;
        private boolean postNorm = true;

        Plain(TinyModel model, TinyModel joined) {
            this.model = model;
            this.joined = joined;
        }

        private float[] w(int layer, String name) {
            return model.weights("blk." + layer + "." + name);
        }

        double[] logits(int[] ids) {
            List<double[]> hidden = new ArrayList<>();
            for (int id : ids) {
                hidden.add(PlainMath.row(model.weights("token_embd.weight"), id, E));
            }
            for (int layer = 0; layer < LAYERS; layer++) {
                attend(layer, hidden);
                for (double[] x : hidden) {
                    double[] normed = PlainMath.rmsNorm(x, w(layer, "ffn_norm.weight"), EPSILON);
                    double[] y = layer == 0 ? dense(layer, "", DENSE, normed) : experts(layer, normed);
                    if (layer > 0 && postNorm) {
                        y = PlainMath.rmsNorm(y, w(layer, "post_ffw_norm.weight"), EPSILON);
                    }
                    PlainMath.addTo(x, 1, y);
                }
            }
            double[] last = PlainMath.rmsNorm(hidden.getLast(), model.weights("output_norm.weight"), EPSILON);
            return PlainMath.times(model.weights("output.weight"), TinyModel.VOCABULARY, last);
        }

        private void attend(int layer, List<double[]> hidden) {
            List<double[][]> keys = new ArrayList<>(); // [position][head][N + P]
            List<double[][]> values = new ArrayList<>(); // [position][head][V]
            for (int position = 0; position < hidden.size(); position++) {
                double[] x = PlainMath.rmsNorm(hidden.get(position), w(layer, "attn_norm.weight"), EPSILON);
                keysAndValues(layer, position, x, keys, values);
                double[][] queries = queries(layer, position, x);
                double[] out = new double[0];
                for (int h = 0; h < H; h++) {
                    out = PlainMath.concat(out, attend(queries[h], h, keys, values));
                }
                PlainMath.addTo(hidden.get(position), 1, PlainMath.times(w(layer, "attn_output.weight"), E, out));
            }
        }

        private void keysAndValues(
                int layer, int position, double[] x, List<double[][]> keys, List<double[][]> values) {
            double[] compressed = PlainMath.times(w(layer, "attn_kv_a_mqa.weight"), R + P, x);
            double[] content =
                    PlainMath.rmsNorm(Arrays.copyOf(compressed, R), w(layer, "attn_kv_a_norm.weight"), EPSILON);
            double[] rotary = PlainMath.ropeNeighbours(Arrays.copyOfRange(compressed, R, R + P), position, BASE);
            float[] up = joined.weights("blk." + layer + ".attn_kv_b.weight");
            double[][] k = new double[H][];
            double[][] v = new double[H][];
            for (int h = 0; h < H; h++) {
                double[] both = PlainMath.times(up, h, N + V, content);
                k[h] = PlainMath.concat(Arrays.copyOf(both, N), rotary);
                v[h] = Arrays.copyOfRange(both, N, N + V);
            }
            keys.add(k);
            values.add(v);
        }

        private double[][] queries(int layer, int position, double[] x) {
            double[] down = PlainMath.rmsNorm(
                    PlainMath.times(w(layer, "attn_q_a.weight"), Q, x), w(layer, "attn_q_a_norm.weight"), EPSILON);
            double[] all = PlainMath.times(w(layer, "attn_q_b.weight"), H * (N + P), down);
            double[][] out = new double[H][];
            for (int h = 0; h < H; h++) {
                int at = h * (N + P);
                double[] rotary = PlainMath.ropeNeighbours(Arrays.copyOfRange(all, at + N, at + N + P), position, BASE);
                out[h] = PlainMath.concat(Arrays.copyOfRange(all, at, at + N), rotary);
            }
            return out;
        }

        private static double[] attend(double[] query, int head, List<double[][]> keys, List<double[][]> values) {
            double[] weights = PlainMath.softmax(keys.stream()
                    .mapToDouble(k -> PlainMath.dot(query, k[head]) / Math.sqrt(N + P))
                    .toArray());
            double[] out = new double[V];
            for (int i = 0; i < weights.length; i++) {
                PlainMath.addTo(out, weights[i], values.get(i)[head]);
            }
            return out;
        }

        private double[] dense(int layer, String suffix, int inner, double[] x) {
            return PlainMath.swiglu(
                    w(layer, "ffn_gate" + suffix + ".weight"),
                    w(layer, "ffn_up" + suffix + ".weight"),
                    w(layer, "ffn_down" + suffix + ".weight"),
                    0,
                    inner,
                    x);
        }

        private double[] experts(int layer, double[] x) {
            double[] scores = Arrays.stream(PlainMath.times(w(layer, "ffn_gate_inp.weight"), X, x))
                    .map(PlainMath::sigmoid)
                    .toArray();
            float[] bias = w(layer, "exp_probs_b.bias");
            List<Integer> chosen = choose(scores, bias);
            double sum = chosen.stream().mapToDouble(id -> scores[id]).sum();
            double[] out = dense(layer, "_shexp", F, x);
            for (int id : chosen) {
                double[] y = PlainMath.swiglu(
                        w(layer, "ffn_gate_exps.weight"),
                        w(layer, "ffn_up_exps.weight"),
                        w(layer, "ffn_down_exps.weight"),
                        id,
                        F,
                        x);
                PlainMath.addTo(out, SCALE * scores[id] / sum, y);
            }
            return out;
        }

        /** The best 3 experts of the best 2 of 4 groups; a group's score is the sum of its two best. */
        private static List<Integer> choose(double[] scores, float[] bias) {
            Comparator<Integer> byBiased = Comparator.comparingDouble(id -> -(scores[id] + bias[id]));
            Comparator<Integer> byGroup = Comparator.comparingDouble(group -> -IntStream.range(group * 4, group * 4 + 4)
                    .boxed()
                    .sorted(byBiased)
                    .limit(2)
                    .mapToDouble(id -> scores[id] + bias[id])
                    .sum());
            return IntStream.range(0, 4)
                    .boxed()
                    .sorted(byGroup)
                    .limit(2)
                    .flatMap(group -> IntStream.range(group * 4, group * 4 + 4).boxed())
                    .sorted(byBiased)
                    .limit(3)
                    .toList();
        }
    }
}
