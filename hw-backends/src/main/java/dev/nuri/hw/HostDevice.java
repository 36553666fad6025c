package dev.nuri.hw;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The processor as a device. Calls go to the first of its kernels that supports them, so a backend lists its own
 * kernels first and the scalar ones last; its streams compute at once. Weights are placed by the first kernels that
 * multiply by their type.
 */
public final class HostDevice implements Device {
    private final Backend.DeviceInfo info;
    private final List<Kernels> kernels;
    private final Runnable onClose;

    /**
     * @param info what the device is called
     * @param kernels in order of preference
     * @param onClose frees what the kernels hold, such as threads
     */
    public HostDevice(Backend.DeviceInfo info, List<Kernels> kernels, Runnable onClose) {
        this.info = info;
        this.kernels = List.copyOf(kernels);
        this.onClose = onClose;
    }

    /** This processor: its memory is what the machine has. */
    public static Backend.DeviceInfo processor(String detail) {
        return new Backend.DeviceInfo(
                System.getProperty("os.arch") + ", " + detail,
                ((com.sun.management.OperatingSystemMXBean)
                                java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                        .getTotalMemorySize());
    }

    @Override
    public Backend.DeviceInfo info() {
        return info;
    }

    @Override
    public Buffer allocate(long bytes) {
        return HostBuffer.allocate(bytes);
    }

    @Override
    public Tensor place(HostWeights weights) {
        for (Kernels candidate : kernels) {
            if (candidate.supports(Op.MATMUL, weights.type())) {
                return candidate.place(weights);
            }
        }
        throw new BackendInputException("no kernel for products with weights of " + weights.type());
    }

    @Override
    public Stream newStream() {
        return new HostStream();
    }

    @Override
    public void close() {
        onClose.run();
    }

    private final class HostStream implements Stream {
        @Override
        public void run(Call call) {
            for (Kernels candidate : kernels) {
                if (candidate.supports(call.op(), call.type())) {
                    candidate.run(call);
                    return;
                }
            }
            throw new BackendInputException("no kernel for " + call.op() + " on " + call.type());
        }

        @Override
        public void upload(MemorySegment from, Buffer to, long offset) {
            MemorySegment.copy(from, 0, segment(to), offset, from.byteSize());
        }

        @Override
        public void download(Buffer from, long offset, MemorySegment to) {
            MemorySegment.copy(segment(from), offset, to, 0, to.byteSize());
        }

        @Override
        public void finish() {
            // Work is done when queued.
        }

        @Override
        public void close() {
            // Nothing is held.
        }

        private static MemorySegment segment(Buffer buffer) {
            if (buffer instanceof HostBuffer host) {
                return host.segment();
            }
            throw new BackendInputException(
                    "not host memory: " + buffer.getClass().getSimpleName());
        }
    }
}
