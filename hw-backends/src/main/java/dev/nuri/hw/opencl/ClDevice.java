package dev.nuri.hw.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.nuri.hw.Backend;
import dev.nuri.hw.BackendInternalException;
import dev.nuri.hw.BackendResourceException;
import dev.nuri.hw.Buffer;
import dev.nuri.hw.Device;
import dev.nuri.hw.HostWeights;
import dev.nuri.hw.Stream;
import dev.nuri.hw.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An opened OpenCL device: a context of its own, the kernels compiled for it, and its memory. */
final class ClDevice implements Device {
    private static final String[] SOURCES = {"blocks.cl", "products.cl", "rows.cl", "route.cl", "attention.cl"};
    private static final long READ_WRITE = 1;
    private static final long READ_ONLY = 4;
    private static final long USE_HOST_MEMORY = 8;
    private static final long COPY_HOST_MEMORY = 32;
    private static final int BUILD_LOG = 0x1183;
    private static final int LONGEST_LOG = 1 << 16;

    private final Cl cl;
    private final ClHardware hardware;
    private final MemorySegment context;
    private final MemorySegment program;
    private final Set<ClBuffer> buffers = ConcurrentHashMap.newKeySet();
    private boolean closed;

    ClDevice(Cl cl, ClHardware hardware) {
        this.cl = cl;
        this.hardware = hardware;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocateFrom(ADDRESS, hardware.id());
            MemorySegment none = MemorySegment.NULL;
            context = cl.make(ClFunction.NEW_CONTEXT, none, 1, list, none, none);
            try {
                program = build(arena);
            } catch (RuntimeException | Error e) {
                cl.free(ClFunction.FREE_CONTEXT, context);
                throw e;
            }
        }
    }

    private MemorySegment build(Arena arena) {
        MemorySegment text = arena.allocateFrom(ADDRESS, arena.allocateFrom(source()));
        MemorySegment made = cl.make(ClFunction.NEW_PROGRAM, context, 1, text, MemorySegment.NULL);
        // Products and sums must be rounded as written: no relaxed arithmetic.
        MemorySegment options = arena.allocateFrom("-cl-std=CL1.2 -cl-fp32-correctly-rounded-divide-sqrt");
        MemorySegment none = MemorySegment.NULL;
        int code = cl.status(ClFunction.BUILD, made, 0, none, options, none, none);
        if (code != 0) {
            code = cl.status(ClFunction.BUILD, made, 0, none, arena.allocateFrom("-cl-std=CL1.2"), none, none);
        }
        if (code != 0) {
            MemorySegment log = arena.allocate(LONGEST_LOG);
            cl.status(ClFunction.BUILD_INFO, made, hardware.id(), BUILD_LOG, (long) LONGEST_LOG - 1, log, none);
            cl.free(ClFunction.FREE_PROGRAM, made);
            throw new BackendInternalException("the kernels do not compile for " + hardware.name() + ": "
                    + ClErrors.name(code) + ": " + log.getString(0));
        }
        return made;
    }

    private static String source() {
        StringBuilder out = new StringBuilder();
        for (String name : SOURCES) {
            try (InputStream in = ClDevice.class.getResourceAsStream(name)) {
                out.append(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .append('\n');
            } catch (IOException | NullPointerException e) {
                throw new BackendInternalException("resource " + name + " cannot be read", e);
            }
        }
        return out.toString();
    }

    Cl cl() {
        return cl;
    }

    ClHardware hardware() {
        return hardware;
    }

    /** A kernel by name; its arguments are its own, so each stream has its own kernels. */
    MemorySegment newKernel(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return cl.make(ClFunction.NEW_KERNEL, program, arena.allocateFrom(name));
        }
    }

    MemorySegment newQueue() {
        return cl.make(ClFunction.NEW_QUEUE, context, hardware.id(), MemorySegment.NULL);
    }

    @Override
    public Backend.DeviceInfo info() {
        return new Backend.DeviceInfo(hardware.name(), hardware.memoryBytes());
    }

    @Override
    public Buffer allocate(long bytes) {
        ClBuffer buffer = allocateRaw(bytes);
        try (ClStream stream = new ClStream(this)) {
            stream.zero(buffer);
            stream.finish();
            return buffer;
        } catch (RuntimeException | Error e) {
            buffer.close();
            throw e;
        }
    }

    /** Device memory whose content is undefined. */
    ClBuffer allocateRaw(long bytes) {
        return newBuffer(READ_WRITE, bytes, MemorySegment.NULL);
    }

    private ClBuffer newBuffer(long flags, long bytes, MemorySegment host) {
        if (bytes > hardware.memoryBytes()) {
            throw new BackendResourceException(
                    hardware.name() + " has " + hardware.memoryBytes() + " bytes of memory, " + bytes + " are wanted");
        }
        ClBuffer buffer =
                new ClBuffer(this, cl.make(ClFunction.NEW_BUFFER, context, flags, Math.max(1, bytes), host), bytes);
        buffers.add(buffer);
        return buffer;
    }

    /** Where kernels run on the processor itself, weights that must stay in place are used where they lie. */
    @Override
    public Tensor place(HostWeights weights) {
        boolean inPlace = weights.residency() == HostWeights.Residency.IN_PLACE
                && weights.bytes().isNative();
        long flags = READ_ONLY | (inPlace ? USE_HOST_MEMORY : COPY_HOST_MEMORY);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = weights.bytes();
            if (!bytes.isNative()) {
                bytes = arena.allocate(bytes.byteSize()).copyFrom(bytes);
            }
            return weights.tensor(newBuffer(flags, bytes.byteSize(), bytes));
        }
    }

    @Override
    public Stream newStream() {
        return new ClStream(this);
    }

    void free(ClBuffer buffer, MemorySegment handle) {
        if (buffers.remove(buffer)) {
            cl.free(ClFunction.FREE_BUFFER, handle);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            buffers.forEach(ClBuffer::close);
            cl.free(ClFunction.FREE_PROGRAM, program);
            cl.free(ClFunction.FREE_CONTEXT, context);
        }
    }
}
