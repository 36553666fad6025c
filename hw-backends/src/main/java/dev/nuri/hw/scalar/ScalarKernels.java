package dev.nuri.hw.scalar;

import dev.nuri.hw.Call;
import dev.nuri.hw.Kernels;
import dev.nuri.hw.Op;
import dev.nuri.hw.TensorType;

/** Every op on every type, in plain Java; other host backends fall back to it. */
public final class ScalarKernels implements Kernels {
    @Override
    public boolean supports(Op op, TensorType type) {
        return switch (op) {
            case GET_ROWS, MATMUL, HEAD_MATMUL, EXPERT_MATMUL -> type != TensorType.I32;
            case COPY -> !type.isQuantised() && type != TensorType.I32;
            case STORE_ROWS, ATTENTION ->
                type == TensorType.F32 || type == TensorType.F16 || type == TensorType.BF16 || type == TensorType.Q8_0;
            default -> type == TensorType.F32;
        };
    }

    @Override
    public void run(Call call) {
        switch (call) {
            case Call.Copy c -> Elementwise.copy(c);
            case Call.StoreRows c -> Elementwise.storeRows(c);
            case Call.GetRows c -> Products.getRows(c);
            case Call.MatMul c -> Products.matMul(c);
            case Call.HeadMatMul c -> Products.headMatMul(c);
            case Call.ExpertMatMul c -> Products.expertMatMul(c);
            case Call.ExpertBias c -> Experts.bias(c);
            case Call.ExpertSum c -> Experts.sum(c);
            case Call.Route c -> Experts.route(c);
            case Call.RmsNorm c -> Norms.rmsNorm(c);
            case Call.LayerNorm c -> Norms.layerNorm(c);
            case Call.Softmax c -> Norms.softmax(c);
            case Call.Rope c -> Positions.rope(c);
            case Call.Attention c -> Positions.attention(c);
            case Call.Gate c -> Elementwise.gate(c);
            case Call.Add c -> Elementwise.add(c);
            case Call.Scale c -> Elementwise.scale(c);
        }
    }
}
