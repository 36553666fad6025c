package dev.nuri.hw.nativecpu;

import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.Call;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.Kernels;
import dev.nuri.hw.Op;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import dev.nuri.hw.scalar.ScalarKernels;
import java.util.concurrent.locks.ReentrantLock;

/** The ops that have C kernels. They share threads and scratch memory, so calls of several threads take turns. */
final class NativeKernels implements Kernels, AutoCloseable {
    private final ReentrantLock turn = new ReentrantLock();
    private final Scratch scratch = new Scratch();
    private final Team team;
    private final Products products;
    private final Kernels heap = new ScalarKernels();

    NativeKernels(CLibrary library, int threads) {
        this.team = new Team(threads);
        this.products = new Products(library, team, scratch);
    }

    static boolean offers(Op op, TensorType type) {
        return switch (op) {
            case MATMUL, HEAD_MATMUL, EXPERT_MATMUL -> type != TensorType.I32;
            default -> false;
        };
    }

    @Override
    public boolean supports(Op op, TensorType type) {
        return offers(op, type);
    }

    @Override
    public void run(Call call) {
        turn.lock();
        try {
            switch (call) {
                case Call.MatMul c when isNative(c.weights(), c.x(), c.out()) -> products.matMul(c);
                case Call.HeadMatMul c when isNative(c.weights(), c.x(), c.out()) -> products.headMatMul(c);
                case Call.ExpertMatMul c when isNative(c.weights(), c.x(), c.out()) -> products.expertMatMul(c);
                case Call.MatMul c -> heap.run(c);
                case Call.HeadMatMul c -> heap.run(c);
                case Call.ExpertMatMul c -> heap.run(c);
                default -> throw new BackendInputException(call.op() + " is not offered");
            }
        } finally {
            turn.unlock();
        }
    }

    /** C code cannot reach Java arrays; tensors over them are rare and small. */
    private static boolean isNative(Tensor... tensors) {
        for (Tensor tensor : tensors) {
            if (!HostBuffer.segmentOf(tensor).isNative()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        turn.lock();
        try {
            team.close();
            scratch.close();
        } finally {
            turn.unlock();
        }
    }
}
