package dev.nuri.hw;

/** Computations over host memory: what a backend that runs on the processor itself has to bring. */
public interface Kernels {
    /** Whether {@link #run} takes this op on this type. */
    boolean supports(Op op, TensorType type);

    /** Computes now; on return the output is written. Called by several threads at once. */
    void run(Call call);
}
