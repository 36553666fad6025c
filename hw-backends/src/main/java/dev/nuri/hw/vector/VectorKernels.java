package dev.nuri.hw.vector;

import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.Call;
import dev.nuri.hw.Kernels;
import dev.nuri.hw.Op;
import dev.nuri.hw.TensorType;

/** The ops that take nearly all of a model's time; the others are left to scalar. */
final class VectorKernels implements Kernels {
    private final Products products;
    private final CachedAttention attention;

    VectorKernels(Workers workers) {
        this.products = new Products(workers);
        this.attention = new CachedAttention(workers);
    }

    static boolean offers(Op op, TensorType type) {
        return switch (op) {
            case MATMUL, HEAD_MATMUL, EXPERT_MATMUL -> type != TensorType.I32;
            case ATTENTION ->
                type == TensorType.F32 || type == TensorType.F16 || type == TensorType.BF16 || type == TensorType.Q8_0;
            default -> false;
        };
    }

    @Override
    public boolean supports(Op op, TensorType type) {
        return offers(op, type);
    }

    @Override
    public void run(Call call) {
        switch (call) {
            case Call.MatMul c -> products.matMul(c);
            case Call.HeadMatMul c -> products.headMatMul(c);
            case Call.ExpertMatMul c -> products.expertMatMul(c);
            case Call.Attention c -> attention.run(c);
            default -> throw new BackendInputException(call.op() + " is not offered");
        }
    }
}
