package dev.nuri.moe;

import dev.nuri.hw.Backend;
import dev.nuri.hw.BackendResourceException;
import dev.nuri.hw.Buffer;
import dev.nuri.hw.Call;
import dev.nuri.hw.Device;
import dev.nuri.hw.DeviceOptions;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.HostDevice;
import dev.nuri.hw.HostWeights;
import dev.nuri.hw.Kernels;
import dev.nuri.hw.Op;
import dev.nuri.hw.Stream;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import dev.nuri.hw.scalar.ScalarKernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The scalar backend on a device that can be lost, that can give NaN, and that counts its memory. For one test at a time. */
public final class FaultyBackend implements Backend {
    static final String NAME = "faulty";

    /** Calls until the device fails; below 0 it does not. */
    static final AtomicInteger CALLS_LEFT = new AtomicInteger(-1);

    /** Allocations until there is no more memory; below 0 there always is. */
    static final AtomicInteger ALLOCATIONS_LEFT = new AtomicInteger(-1);

    /** Bytes and streams that were opened and not closed. */
    static final AtomicLong OPEN_BYTES = new AtomicLong();

    static final AtomicInteger OPEN_STREAMS = new AtomicInteger();

    /** Whether attention gives NaN. */
    static volatile boolean nan;

    private final Kernels scalar = new ScalarKernels();

    static void heal() {
        CALLS_LEFT.set(-1);
        ALLOCATIONS_LEFT.set(-1);
        nan = false;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int preference() {
        return -2;
    }

    @Override
    public Availability probe() {
        return new Availability(true, "for tests");
    }

    @Override
    public List<DeviceInfo> devices() {
        return List.of(HostDevice.processor("faulty"));
    }

    @Override
    public boolean supports(Op op, TensorType type) {
        return scalar.supports(op, type);
    }

    @Override
    public Device open(int index, DeviceOptions options) {
        return new FaultyDevice(new HostDevice(devices().getFirst(), List.of(scalar), () -> {}));
    }

    private static void count(AtomicInteger left, String what) {
        if (left.get() >= 0 && left.getAndDecrement() <= 0) {
            left.set(0);
            throw new BackendResourceException(what);
        }
    }

    private record FaultyDevice(HostDevice device) implements Device {
        @Override
        public Backend.DeviceInfo info() {
            return device.info();
        }

        @Override
        public Buffer allocate(long bytes) {
            count(ALLOCATIONS_LEFT, "cannot allocate " + bytes + " bytes");
            Buffer buffer = device.allocate(bytes);
            OPEN_BYTES.addAndGet(bytes);
            return new CountedBuffer(((HostBuffer) buffer).segment(), buffer);
        }

        @Override
        public Tensor place(HostWeights weights) {
            return device.place(weights);
        }

        @Override
        public Stream newStream() {
            OPEN_STREAMS.incrementAndGet();
            return new FaultyStream(device.newStream());
        }

        @Override
        public void close() {
            device.close();
        }
    }

    private static final class CountedBuffer extends HostBuffer {
        private final Buffer inner;
        private boolean closed;

        CountedBuffer(MemorySegment segment, Buffer inner) {
            super(segment);
            this.inner = inner;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                OPEN_BYTES.addAndGet(-inner.byteSize());
                inner.close();
            }
        }
    }

    private record FaultyStream(Stream stream) implements Stream {
        @Override
        public void run(Call call) {
            count(CALLS_LEFT, "the device was lost");
            stream.run(call);
            if (nan && call instanceof Call.Attention attention) {
                HostBuffer.segmentOf(attention.out())
                        .set(ValueLayout.JAVA_FLOAT, attention.out().offset(), Float.NaN);
            }
        }

        @Override
        public void upload(MemorySegment from, Buffer to, long offset) {
            stream.upload(from, to, offset);
        }

        @Override
        public void download(Buffer from, long offset, MemorySegment to) {
            stream.download(from, offset, to);
        }

        @Override
        public void finish() {
            stream.finish();
        }

        @Override
        public void close() {
            OPEN_STREAMS.decrementAndGet();
            stream.close();
        }
    }
}
