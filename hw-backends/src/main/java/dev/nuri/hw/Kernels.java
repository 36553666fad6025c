package dev.nuri.hw;

/** Computations over host memory: what a backend that runs on the processor itself has to bring. */
public interface Kernels {
    /** Whether {@link #run} takes this op on this type. */
    boolean supports(Op op, TensorType type);

    /**
     * Prepares weights for {@link #run}: as they lie, unless these kernels have a layout of their own. Such a layout is
     * kept in a subclass of {@link HostBuffer}, beside the bytes as given.
     *
     * @see Device#place
     */
    default Tensor place(HostWeights weights) {
        return weights.tensor(HostBuffer.of(weights.bytes()));
    }

    /** Computes now; on return the output is written. Called by several threads at once. */
    void run(Call call);
}
