package dev.nuri.hw.scalar;

import static dev.nuri.hw.Tensors.f32;
import static dev.nuri.hw.Tensors.floats;
import static dev.nuri.hw.Tensors.i32;
import static dev.nuri.hw.Tensors.ints;
import static dev.nuri.hw.Tensors.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.hw.Activation;
import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.Call;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.PageTable;
import dev.nuri.hw.RopeSpec;
import dev.nuri.hw.RouteSpec;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import org.junit.jupiter.api.Test;

/** Each op against values worked out by hand. */
class ScalarKernelsTest {
    private final ScalarKernels kernels = new ScalarKernels();

    private float[] run(Call call, Tensor out) {
        kernels.run(call);
        return floats(out);
    }

    private static void assertClose(float[] actual, double... expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("element %d", i).isCloseTo(expected[i], within(1e-5));
        }
    }

    @Test
    void matMulIsRowsTimesVectors() {
        Tensor out = f32(1, 2, 3);
        Tensor weights = f32(1, 3, 2, 1, 2, 3, 4, 5, 6);
        assertClose(run(new Call.MatMul(weights, f32(1, 2, 2, 1, 0, 1, -1), out), out), 1, 3, 5, -1, -1, -1);
    }

    @Test
    void headMatMulGivesEachHeadItsMatrix() {
        Tensor out = f32(2, 2, 1);
        Tensor weights = f32(2, 1, 2, 1, 2, 3, 4);
        Tensor x = f32(2, 2, 2, 1, 1, 1, 1, 0, 1, 1, 0);
        assertClose(run(new Call.HeadMatMul(weights, x, out), out), 3, 7, 2, 3);
    }

    @Test
    void expertMatMulPicksMatricesById() {
        Tensor weights = f32(3, 1, 2, 1, 1, 2, 2, 3, 3);
        Tensor out = f32(2, 2, 1);
        Tensor ids = i32(2, 2, 2, 0, 1, 1);
        assertClose(run(new Call.ExpertMatMul(weights, f32(2, 1, 2, 1, 1, 1, 2), ids, out), out), 6, 2, 6, 6);
        Tensor own = f32(2, 2, 2, 1, 0, 0, 1, 1, 1, 2, 2);
        assertClose(run(new Call.ExpertMatMul(weights, own, ids, out), out), 3, 1, 4, 8);
        Tensor bad = i32(2, 2, 3, 0, 1, 1);
        assertThatThrownBy(() -> kernels.run(new Call.ExpertMatMul(weights, own, bad, out)))
                .isInstanceOf(BackendInputException.class)
                .hasMessageContaining("[0, 3), got 3");
    }

    @Test
    void expertBiasAndSum() {
        Tensor x = f32(1, 2, 2, 1, 2, 3, 4);
        kernels.run(new Call.ExpertBias(x, f32(1, 2, 2, 10, 20, 30, 40), i32(1, 2, 1, 0)));
        assertClose(floats(x), 31, 42, 13, 24);
        Tensor out = f32(1, 1, 2);
        assertClose(run(new Call.ExpertSum(x, row(0.5f, 2), out), out), 41.5, 69);
    }

    @Test
    void routeBySoftmax() {
        Tensor ids = i32(1, 2);
        Tensor weights = f32(1, 1, 2);
        Tensor logits = row(0, (float) Math.log(3), (float) Math.log(4));
        RouteSpec plain = new RouteSpec(RouteSpec.Scoring.SOFTMAX, 2, 1, 1, false, 1);
        assertClose(run(new Call.Route(plain, logits, null, ids, weights), weights), 0.5, 0.375);
        assertThat(ints(ids)).containsExactly(2, 1);
        RouteSpec scaled = new RouteSpec(RouteSpec.Scoring.SOFTMAX, 2, 1, 1, true, 7);
        assertClose(run(new Call.Route(scaled, logits, null, ids, weights), weights), 4, 3);
        RouteSpec late = new RouteSpec(RouteSpec.Scoring.SOFTMAX_OF_CHOSEN, 2, 1, 1, false, 1);
        assertClose(run(new Call.Route(late, logits, null, ids, weights), weights), 4 / 7.0, 3 / 7.0);
    }

    /** The bias decides who is chosen and the unbiased score what the chosen weigh; the better group wins. */
    @Test
    void routeBySigmoidWithBiasAndGroups() {
        Tensor ids = i32(1, 2);
        Tensor weights = f32(1, 1, 2);
        RouteSpec spec = new RouteSpec(RouteSpec.Scoring.SIGMOID, 2, 2, 1, false, 2);
        Tensor logits = row(9, -9, 0, 0);
        Call plain = new Call.Route(spec, logits, null, ids, weights);
        assertClose(run(plain, weights), 2 / (1 + Math.exp(-9)), 2 / (1 + Math.exp(9)));
        assertThat(ints(ids)).containsExactly(0, 1);
        Call biased = new Call.Route(spec, logits, row(0, 0, 0, 0.25f), ids, weights);
        assertClose(run(biased, weights), 1, 1);
        assertThat(ints(ids)).containsExactly(3, 2);
    }

    @Test
    void norms() {
        Tensor out = f32(1, 1, 2);
        assertClose(run(new Call.RmsNorm(row(3, 4), row(1, 2), 0, out), out), 3 / Math.sqrt(12.5), 8 / Math.sqrt(12.5));
        assertClose(run(new Call.LayerNorm(row(1, 3), row(1, 2), row(5, 5), 0, out), out), 4, 7);
        assertClose(run(new Call.LayerNorm(row(1, 3), null, null, 3, out), out), -0.5, 0.5);
        assertClose(run(new Call.Softmax(row(1000, 1000), out), out), 0.5, 0.5);
    }

    @Test
    void ropeTurnsPairs() {
        Tensor out = f32(1, 1, 5);
        Tensor x = f32(1, 1, 5, 1, 0, 0, 1, 9);
        double slow = Math.pow(100, -0.5);
        RopeSpec neighbours = new RopeSpec(4, false, 100, 1, null);
        assertClose(
                run(new Call.Rope(neighbours, x, i32(1, 1, 2), null, out), out),
                Math.cos(2),
                Math.sin(2),
                -Math.sin(2 * slow),
                Math.cos(2 * slow),
                9);
        RopeSpec halves = new RopeSpec(4, true, 100, 1, null);
        assertClose(
                run(new Call.Rope(halves, x, i32(1, 1, 2), row(1, 2), out), out),
                Math.cos(2),
                -Math.sin(slow),
                Math.sin(2),
                Math.cos(slow),
                9);
    }

    /** The correction range of base 10000, 64 dimensions, 4096 tokens: kept up to pair 10, interpolated from 23. */
    @Test
    void yarnKeepsFastPairsAndInterpolatesSlowOnes() {
        RopeSpec spec = new RopeSpec(64, false, 10000, 0.25f, new RopeSpec.Yarn(4096, 32, 1, 1.5f));
        assertThat(spec.frequency(0)).isEqualTo(1);
        assertThat(spec.frequency(10)).isCloseTo(Math.pow(10000, -20 / 64.0), within(1e-12));
        assertThat(spec.frequency(23)).isCloseTo(Math.pow(10000, -46 / 64.0) / 4, within(1e-12));
        double ramp = (16 - 10) / 13.0;
        assertThat(spec.frequency(16)).isCloseTo(Math.pow(10000, -0.5) * (1 - ramp * 0.75), within(1e-12));
        assertThat(spec.magnitude()).isEqualTo(1.5);
    }

    @Test
    void attentionSeesThePastWithinItsWindow() {
        Tensor keys = f32(3, 1, 1, 0, 0, 0);
        Tensor values = f32(3, 1, 1, 1, 2, 6);
        Tensor q = f32(2, 2, 1, 1, 1, 1, 1);
        Tensor out = f32(2, 2, 1);
        Tensor positions = i32(1, 2, 1, 2);
        PageTable whole = new PageTable(i32(1, 1, 0), i32(1, 2, 0, 0), 3);
        assertClose(run(attention(q, keys, values, positions, whole, 0, null, out), out), 1.5, 1.5, 3, 3);
        assertClose(run(attention(q, keys, values, positions, whole, 2, null, out), out), 1.5, 1.5, 4, 4);
        Tensor sinks = row((float) Math.log(2), Float.NEGATIVE_INFINITY);
        assertClose(run(attention(q, keys, values, positions, whole, 2, sinks, out), out), 0.75, 1.5, 2, 4);
    }

    private static Call attention(
            Tensor q, Tensor keys, Tensor values, Tensor at, PageTable pages, int window, Tensor sinks, Tensor out) {
        return new Call.Attention(q, keys, values, at, pages, 1, window, sinks, out);
    }

    @Test
    void attentionWeighsByScaledProducts() {
        Tensor keys = f32(2, 1, 1, 0, 1);
        Tensor out = f32(1, 1, 1);
        PageTable whole = new PageTable(i32(1, 1, 0), i32(1, 1, 0), 2);
        Tensor q = f32(1, 1, 1, (float) Math.log(9));
        Call call = new Call.Attention(q, keys, f32(2, 1, 1, 0, 4), i32(1, 1, 1), whole, 0.5f, 0, null, out);
        assertClose(run(call, out), 3);
    }

    /** Two sequences of pages of two: positions 0 1 2 of the first are rows 4 5 0, those of the second 2 3. */
    @Test
    void attentionFollowsThePagesOfEachSequence() {
        Tensor keys = f32(6, 1, 1);
        Tensor values = f32(6, 1, 1, 9, 99, 10, 20, 1, 2);
        Tensor out = f32(3, 1, 1);
        PageTable pages = new PageTable(i32(2, 2, 2, 0, 1, -1), i32(1, 3, 0, 1, 0), 2);
        Tensor q = f32(3, 1, 1, 1, 1, 1);
        assertClose(run(attention(q, keys, values, i32(1, 3, 2, 1, 1), pages, 0, null, out), out), 4, 15, 1.5);
        Call beyond = attention(q, keys, values, i32(1, 3, 0, 2, 0), pages, 0, null, out);
        assertThatThrownBy(() -> kernels.run(beyond))
                .isInstanceOf(BackendInputException.class)
                .hasMessageContaining("[0, 3), got -1");
    }

    @Test
    void storeRowsScattersAndQuantises() {
        Tensor to = f32(3, 1, 2, 1, 1, 1, 1, 1, 1);
        assertClose(run(new Call.StoreRows(f32(2, 1, 2, 5, 6, 7, 8), i32(1, 2, 2, 0), to), to), 7, 8, 1, 1, 5, 6);
        float[] values = new float[32];
        values[3] = -12.7f;
        values[4] = 0.26f;
        Tensor eight = Tensor.of(HostBuffer.allocate(34), 0, TensorType.Q8_0, 32, 1, 1);
        float[] stored = run(new Call.StoreRows(f32(1, 1, 32, values), i32(1, 1, 0), eight), eight);
        assertThat(stored[3]).isCloseTo(-12.7f, within(0.01f));
        assertThat(stored[4]).isCloseTo(0.3f, within(0.001f));
        assertThat(stored[5]).isZero();
    }

    @Test
    void gates() {
        Tensor out = f32(1, 1, 2);
        double silu = 2 / (1 + Math.exp(-2));
        assertClose(run(new Call.Gate(Activation.SILU, row(2, 0), row(3, 3), out), out), 3 * silu, 0);
        assertClose(run(new Call.Gate(Activation.SIGMOID, row(0), row(3, 5), out), out), 1.5, 2.5);
        assertClose(run(new Call.Gate(Activation.GELU, row(1, -1), row(1, 1), out), out), 0.841192, -0.158808);
        double clamped = 7 / (1 + Math.exp(-7 * 1.702));
        assertClose(
                run(new Call.Gate(Activation.CLAMPED_SWIGLU, row(9, 9), row(9, -9), out), out),
                8 * clamped,
                -6 * clamped);
    }

    @Test
    void elementwise() {
        Tensor out = f32(1, 2, 2);
        Tensor a = f32(1, 2, 2, 1, 2, 3, 4);
        assertClose(run(new Call.Add(a, row(10, 20), out), out), 11, 22, 13, 24);
        assertClose(run(new Call.Add(a, a, out), out), 2, 4, 6, 8);
        assertClose(run(new Call.Scale(a, -2, out), out), -2, -4, -6, -8);
    }

    @Test
    void copiesRoundToTheTarget() {
        HostBuffer buffer = HostBuffer.allocate(4);
        Tensor f16 = Tensor.of(buffer, 0, TensorType.F16, 2, 1, 1);
        assertClose(run(new Call.Copy(row(1, 65519), f16), f16), 1, 65504);
        Tensor bf16 = Tensor.of(buffer, 0, TensorType.BF16, 2, 1, 1);
        float tie = Float.intBitsToFloat(0x3f808000);
        float odd = Float.intBitsToFloat(0x3f818000);
        assertClose(run(new Call.Copy(row(tie, odd), bf16), bf16), 1, Float.intBitsToFloat(0x3f820000));
    }

    @Test
    void getRowsDecodes() {
        Tensor out = f32(1, 2, 2);
        assertClose(run(new Call.GetRows(f32(1, 2, 2, 1, 2, 3, 4), i32(1, 2, 1, 0), out), out), 3, 4, 1, 2);
    }
}
