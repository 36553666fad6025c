package dev.nuri.hw.vector;

import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.Call;
import dev.nuri.hw.HostWeights;
import dev.nuri.hw.Kernels;
import dev.nuri.hw.Op;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import dev.nuri.hw.ThreadTeam;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/** The ops that take nearly all of a model's time; the others are left to scalar. */
final class VectorKernels implements Kernels {
    private final Products products;
    private final CachedAttention attention;
    private final RowOps rows;
    private final Rotary rotary;
    private final Storing storing = new Storing();
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<PackedWeights> placed = new ConcurrentLinkedQueue<>();

    VectorKernels(ThreadTeam team) {
        this.products = new Products(team);
        this.attention = new CachedAttention(team);
        this.rows = new RowOps(team);
        this.rotary = new Rotary(team);
    }

    static boolean offers(Op op, TensorType type) {
        return switch (op) {
            case MATMUL, HEAD_MATMUL, EXPERT_MATMUL -> type != TensorType.I32;
            case ATTENTION ->
                type == TensorType.F32 || type == TensorType.F16 || type == TensorType.BF16 || type == TensorType.Q8_0;
            case STORE_ROWS -> type == TensorType.F32 || type == TensorType.F16;
            case ADD, SCALE, GATE, RMS_NORM, EXPERT_BIAS, EXPERT_SUM, ROPE -> type == TensorType.F32;
            default -> false;
        };
    }

    @Override
    public boolean supports(Op op, TensorType type) {
        return offers(op, type);
    }

    /** Packs what has a packed layout and may be kept, where vectors are long enough for 8 rows side by side. */
    @Override
    public Tensor place(HostWeights weights) {
        boolean packs = weights.residency() == HostWeights.Residency.RESIDENT
                && PackedLayout.of(weights.type()) != null
                && Dot.bits() >= 256;
        if (!packs) {
            return Kernels.super.place(weights);
        }
        PackedWeights packed = new PackedWeights(weights);
        placed.add(packed);
        return weights.tensor(packed);
    }

    /** Frees packed weights; no call may be running. */
    void close() {
        placed.forEach(PackedWeights::close);
    }

    /** One call at a time: each has all threads of the device, and their scratch memory, to itself. */
    @Override
    public void run(Call call) {
        lock.lock();
        try {
            compute(call);
        } finally {
            lock.unlock();
        }
    }

    private void compute(Call call) {
        switch (call) {
            case Call.MatMul c -> products.matMul(c);
            case Call.HeadMatMul c -> products.headMatMul(c);
            case Call.ExpertMatMul c -> products.expertMatMul(c);
            case Call.Attention c -> attention.run(c);
            case Call.StoreRows c -> storing.storeRows(c);
            case Call.Rope c -> rotary.run(c);
            case Call.Add c -> rows.add(c);
            case Call.Scale c -> rows.scale(c);
            case Call.Gate c -> rows.gate(c);
            case Call.RmsNorm c -> rows.rmsNorm(c);
            case Call.ExpertBias c -> rows.expertBias(c);
            case Call.ExpertSum c -> rows.expertSum(c);
            default -> throw new BackendInputException(call.op() + " is not offered");
        }
    }
}
