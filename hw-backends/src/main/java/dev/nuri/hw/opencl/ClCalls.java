package dev.nuri.hw.opencl;

import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.Call;
import dev.nuri.hw.RopeSpec;
import dev.nuri.hw.RouteSpec;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Each {@link Call} as the launch of a kernel of the same name. */
final class ClCalls {
    private static final int GROUP = 32;

    private final ClStream stream;

    ClCalls(ClStream stream) {
        this.stream = stream;
    }

    void run(Call call) {
        switch (call) {
            case Call.Copy c -> copy(c);
            case Call.StoreRows c -> storeRows(c);
            case Call.GetRows c -> getRows(c);
            case Call.MatMul c -> matMul(c);
            case Call.HeadMatMul c -> headMatMul(c);
            case Call.ExpertMatMul c -> expertMatMul(c);
            case Call.ExpertBias c -> expertBias(c);
            case Call.ExpertSum c -> expertSum(c);
            case Call.Route c -> route(c);
            case Call.RmsNorm c -> rmsNorm(c);
            case Call.LayerNorm c -> layerNorm(c);
            case Call.Softmax c -> softmax(c);
            case Call.Rope c -> rope(c);
            case Call.Attention c -> attention(c);
            case Call.Gate c -> gate(c);
            case Call.Add c -> add(c);
            case Call.Scale c -> scale(c);
        }
    }

    /** The kernels' number of a type, as in {@code blocks.cl}. */
    private static int code(TensorType type) {
        return switch (type) {
            case Q8_0 -> 0;
            case Q4_0 -> 1;
            case Q4_1 -> 2;
            case Q5_0 -> 3;
            case Q5_1 -> 4;
            case Q2_K -> 5;
            case Q3_K -> 6;
            case Q4_K -> 7;
            case Q5_K -> 8;
            case Q6_K -> 9;
            case MXFP4 -> 10;
            case F32 -> 11;
            case F16 -> 12;
            case BF16 -> 13;
            case I32 -> throw new BackendInputException("I32 is no type of weights");
        };
    }

    /** Groups of 32 columns, the last perhaps not full. */
    private static int groups(Tensor tensor) {
        return (tensor.columns() + GROUP - 1) / GROUP;
    }

    private void copy(Call.Copy c) {
        stream.launch("copy")
                .tensor(c.from())
                .tensor(c.to())
                .ints(code(c.to().type()), c.to().columns())
                .over(groups(c.to()), c.to().rows(), c.to().slices());
    }

    private void storeRows(Call.StoreRows c) {
        stream.launch("store_rows")
                .tensor(c.from())
                .tensor(c.slots())
                .tensor(c.to())
                .ints(code(c.to().type()), c.to().columns(), c.to().slices())
                .status()
                .over(groups(c.to()), c.from().rows(), c.from().slices());
    }

    private void getRows(Call.GetRows c) {
        stream.launch("get_rows")
                .tensor(c.table())
                .tensor(c.ids())
                .tensor(c.out())
                .ints(code(c.table().type()), c.table().columns(), c.table().rows())
                .status()
                .over(groups(c.out()), c.out().rows());
    }

    private void matMul(Call.MatMul c) {
        stream.launch("mat_mul")
                .tensor(c.weights())
                .tensor(c.x())
                .tensor(c.out())
                .ints(code(c.weights().type()), c.weights().columns())
                .over(c.out().columns(), c.out().rows());
    }

    private void headMatMul(Call.HeadMatMul c) {
        stream.launch("head_mat_mul")
                .tensor(c.weights())
                .tensor(c.x())
                .tensor(c.out())
                .ints(code(c.weights().type()), c.weights().columns())
                .over(c.out().columns(), c.out().rows(), c.out().slices());
    }

    private void expertMatMul(Call.ExpertMatMul c) {
        stream.launch("expert_mat_mul")
                .tensor(c.weights())
                .tensor(c.x())
                .tensor(c.ids())
                .tensor(c.out())
                .ints(
                        code(c.weights().type()),
                        c.weights().columns(),
                        c.weights().slices())
                .flag(c.x().rows() > 1)
                .status()
                .over(c.out().columns(), c.out().rows(), c.out().slices());
    }

    private void expertBias(Call.ExpertBias c) {
        stream.launch("expert_bias")
                .tensor(c.x())
                .tensor(c.bias())
                .tensor(c.ids())
                .ints(c.bias().rows())
                .status()
                .over(c.x().columns(), c.x().rows(), c.x().slices());
    }

    private void expertSum(Call.ExpertSum c) {
        stream.launch("expert_sum")
                .tensor(c.x())
                .tensor(c.weights())
                .tensor(c.out())
                .ints(c.x().rows())
                .over(c.out().columns(), c.out().rows());
    }

    private void route(Call.Route c) {
        RouteSpec spec = c.spec();
        int experts = c.logits().columns();
        long scratch = Float.BYTES * (2L * experts + spec.groups()) * c.logits().rows();
        stream.launch("route")
                .tensor(c.logits())
                .tensorOr(c.bias(), c.logits())
                .tensor(c.ids())
                .tensor(c.weights())
                .memory(stream.scratch("route", scratch))
                .ints(experts)
                .flag(c.bias() != null)
                .ints(scoring(spec), spec.chosen(), spec.groups(), spec.groupsKept(), spec.groupBest())
                .flag(spec.normalise())
                .real(spec.scale())
                .over(c.logits().rows());
    }

    private static int scoring(RouteSpec spec) {
        return switch (spec.scoring()) {
            case SOFTMAX -> 0;
            case SIGMOID -> 1;
            case SOFTMAX_OF_CHOSEN -> 2;
        };
    }

    private void rmsNorm(Call.RmsNorm c) {
        stream.launch("rms_norm")
                .tensor(c.x())
                .tensorOr(c.weight(), c.x())
                .tensor(c.out())
                .ints(c.x().columns())
                .flag(c.weight() != null)
                .real(c.epsilon())
                .over(c.x().rows(), c.x().slices());
    }

    private void layerNorm(Call.LayerNorm c) {
        stream.launch("layer_norm")
                .tensor(c.x())
                .tensorOr(c.weight(), c.x())
                .tensorOr(c.bias(), c.x())
                .tensor(c.out())
                .ints(c.x().columns())
                .flag(c.weight() != null)
                .flag(c.bias() != null)
                .real(c.epsilon())
                .over(c.x().rows(), c.x().slices());
    }

    private void softmax(Call.Softmax c) {
        stream.launch("softmax")
                .tensor(c.x())
                .tensor(c.out())
                .ints(c.x().columns())
                .over(c.x().rows(), c.x().slices());
    }

    private void rope(Call.Rope c) {
        RopeSpec spec = c.spec();
        stream.launch("rope")
                .tensor(c.x())
                .tensor(c.positions())
                .tensorOr(c.factors(), c.x())
                .tensor(c.out())
                .memory(stream.table(
                        spec, () -> frequencies(spec, stream.device().hardware().hasDoubles())))
                .ints(c.x().columns(), spec.dimensions())
                .flag(spec.halves())
                .flag(c.factors() != null)
                .real((float) spec.magnitude())
                .over(c.x().rows(), c.x().slices());
    }

    private static MemorySegment frequencies(RopeSpec spec, boolean doubles) {
        int pairs = spec.dimensions() / 2;
        MemorySegment out = Arena.ofAuto().allocate(8L * pairs, 8);
        for (int pair = 0; pair < pairs; pair++) {
            if (doubles) {
                out.setAtIndex(ValueLayout.JAVA_DOUBLE, pair, spec.frequency(pair));
            } else {
                out.setAtIndex(ValueLayout.JAVA_FLOAT, pair, (float) spec.frequency(pair));
            }
        }
        return out;
    }

    private void attention(Call.Attention c) {
        int heads = c.q().rows();
        stream.launch("attention")
                .tensor(c.q())
                .tensor(c.keys())
                .tensor(c.values())
                .tensor(c.positions())
                .tensor(c.pages().pages())
                .tensor(c.pages().sequences())
                .tensorOr(c.sinks(), c.q())
                .tensor(c.out())
                .ints(
                        code(c.keys().type()),
                        c.q().columns(),
                        c.values().columns(),
                        heads / c.keys().rows())
                .ints(c.keys().slices(), c.pages().pageSize())
                .ints(c.pages().pages().columns(), c.pages().pages().rows(), c.window())
                .flag(c.sinks() != null)
                .real(c.scale())
                .status()
                .inGroups(GROUP, (long) GROUP * heads, c.q().slices());
    }

    private void gate(Call.Gate c) {
        stream.launch("gate")
                .tensor(c.gate())
                .tensor(c.up())
                .tensor(c.out())
                .ints(
                        switch (c.activation()) {
                            case SILU -> 0;
                            case GELU -> 1;
                            case SIGMOID -> 2;
                            case CLAMPED_SWIGLU -> 3;
                        })
                .flag(c.gate().columns() == 1)
                .over(c.out().columns(), c.out().rows(), c.out().slices());
    }

    private void add(Call.Add c) {
        boolean sameRow = c.b().rows() == 1 && c.b().slices() == 1;
        stream.launch("add")
                .tensor(c.a())
                .tensor(c.b())
                .tensor(c.out())
                .flag(sameRow)
                .over(c.out().columns(), c.out().rows(), c.out().slices());
    }

    private void scale(Call.Scale c) {
        stream.launch("scale")
                .tensor(c.x())
                .tensor(c.out())
                .real(c.factor())
                .over(c.out().columns(), c.out().rows(), c.out().slices());
    }
}
