package dev.nuri.hw.nativecpu;

import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.Call;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.HostWeights;
import dev.nuri.hw.Kernels;
import dev.nuri.hw.Op;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import dev.nuri.hw.ThreadTeam;
import dev.nuri.hw.scalar.ScalarKernels;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** The ops that have C kernels. They share threads and scratch memory, so calls of several threads take turns. */
final class NativeKernels implements Kernels, AutoCloseable {
    private final ReentrantLock turn = new ReentrantLock();
    private final Scratch scratch = new Scratch();
    private final CLibrary library;
    private final ThreadTeam team;
    private final Products products;
    private final Rows rows;
    private final Attention attention;
    private final Kernels heap = new ScalarKernels();
    private final Queue<PackedWeights> placed = new ConcurrentLinkedQueue<>();

    NativeKernels(CLibrary library, int threads) {
        this.library = library;
        this.team = new ThreadTeam("nuri-native", threads);
        this.products = new Products(library, team, scratch);
        this.rows = new Rows(library, team, scratch);
        this.attention = new Attention(library, team, scratch);
    }

    static boolean offers(Op op, TensorType type) {
        return switch (op) {
            case MATMUL, HEAD_MATMUL, EXPERT_MATMUL, GET_ROWS -> type != TensorType.I32;
            case STORE_ROWS, ATTENTION ->
                type == TensorType.F32 || type == TensorType.F16 || type == TensorType.BF16 || type == TensorType.Q8_0;
            case COPY -> !type.isQuantised() && type != TensorType.I32;
            case RMS_NORM, ROPE, GATE, ADD, SCALE, EXPERT_SUM -> type == TensorType.F32;
            case ROUTE, LAYER_NORM, SOFTMAX, EXPERT_BIAS -> false;
        };
    }

    @Override
    public boolean supports(Op op, TensorType type) {
        return offers(op, type);
    }

    /** Packs what has a packed layout on this processor and may be kept. */
    @Override
    public Tensor place(HostWeights weights) {
        boolean keeps = weights.residency() == HostWeights.Residency.RESIDENT;
        long groupBytes = keeps ? library.packedBytes(Plan.code(weights.type()), weights.columns()) : 0;
        if (groupBytes == 0) {
            return Kernels.super.place(weights);
        }
        PackedWeights packed = new PackedWeights(library, weights, groupBytes);
        placed.add(packed);
        return weights.tensor(packed);
    }

    @Override
    public void run(Call call) {
        turn.lock();
        try {
            if (!tensors(call).allMatch(NativeKernels::isNative)) {
                heap.run(call);
                return;
            }
            switch (call) {
                case Call.MatMul c -> products.matMul(c);
                case Call.HeadMatMul c -> products.headMatMul(c);
                case Call.ExpertMatMul c -> products.expertMatMul(c);
                case Call.Attention c -> attention.run(c);
                case Call.GetRows c -> rows.getRows(c);
                case Call.StoreRows c -> rows.storeRows(c);
                case Call.Copy c -> rows.copy(c);
                case Call.RmsNorm c -> rows.rmsNorm(c);
                case Call.Rope c -> rows.rope(c);
                case Call.Gate c -> rows.gate(c);
                case Call.Add c -> rows.add(c);
                case Call.Scale c -> rows.scale(c);
                case Call.ExpertSum c -> rows.expertSum(c);
                default -> throw new BackendInputException(call.op() + " is not offered");
            }
        } finally {
            turn.unlock();
        }
    }

    /** The tensors of a call that C code reads or writes; ids are read in Java. */
    private static Stream<Tensor> tensors(Call call) {
        return switch (call) {
            case Call.MatMul c -> Stream.of(c.weights(), c.x(), c.out());
            case Call.HeadMatMul c -> Stream.of(c.weights(), c.x(), c.out());
            case Call.ExpertMatMul c -> Stream.of(c.weights(), c.x(), c.out());
            case Call.Attention c ->
                Stream.of(c.q(), c.keys(), c.values(), c.pages().pages(), c.sinks(), c.out());
            case Call.GetRows c -> Stream.of(c.table(), c.out());
            case Call.StoreRows c -> Stream.of(c.from(), c.to());
            case Call.Copy c -> Stream.of(c.from(), c.to());
            case Call.RmsNorm c -> Stream.of(c.x(), c.weight(), c.out());
            case Call.Rope c -> Stream.of(c.x(), c.positions(), c.out());
            case Call.Gate c -> Stream.of(c.gate(), c.up(), c.out());
            case Call.Add c -> Stream.of(c.a(), c.b(), c.out());
            case Call.Scale c -> Stream.of(c.x(), c.out());
            case Call.ExpertSum c -> Stream.of(c.x(), c.weights(), c.out());
            default -> Stream.of();
        };
    }

    /** C code cannot reach Java arrays; tensors over them are rare and small. */
    private static boolean isNative(Tensor tensor) {
        return tensor == null || HostBuffer.segmentOf(tensor).isNative();
    }

    @Override
    public void close() {
        turn.lock();
        try {
            team.close();
            scratch.close();
            placed.forEach(PackedWeights::close);
        } finally {
            turn.unlock();
        }
    }
}
