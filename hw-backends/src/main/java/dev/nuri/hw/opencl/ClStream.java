package dev.nuri.hw.opencl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.Buffer;
import dev.nuri.hw.Call;
import dev.nuri.hw.Stream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An in-order command queue with kernels of its own. Everything is queued without waiting; what a call gets wrong inside
 * a kernel, such as an id out of bounds, is written to a status word that {@link #finish} looks at.
 */
final class ClStream implements Stream {
    private static final int STATUS_BYTES = 12;
    private static final int MOST_DIMENSIONS = 3;

    private final ClDevice device;
    private final Cl cl;
    private final MemorySegment queue;
    private final Map<String, MemorySegment> kernels = new HashMap<>();
    private final Map<Object, ClBuffer> kept = new HashMap<>(); // tables and scratch memory, by what they are for
    private final List<Runnable> afterwards = new ArrayList<>();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment cell = arena.allocate(64, 8); // an argument on its way to its kernel
    private final MemorySegment sizes = arena.allocate(8L * 2 * MOST_DIMENSIONS, 8);
    private boolean closed;

    ClStream(ClDevice device) {
        this.device = device;
        this.cl = device.cl();
        this.queue = device.newQueue();
    }

    ClDevice device() {
        return device;
    }

    @Override
    public void run(Call call) {
        new ClCalls(this).run(call);
    }

    /** Begins a launch of the kernel called {@code name}. */
    Launch launch(String name) {
        return new Launch(this, kernels.computeIfAbsent(name, device::newKernel));
    }

    /** Sets argument {@code index} to the first {@code bytes} bytes of the cell that {@code write} fills. */
    void argument(MemorySegment kernel, int index, long bytes, java.util.function.Consumer<MemorySegment> write) {
        write.accept(cell);
        cl.call(ClFunction.SET_ARGUMENT, kernel, index, bytes, cell);
    }

    /** Queues a kernel over a grid; the first dimension in groups of {@code group}, or of any size if that is 0. */
    void enqueue(MemorySegment kernel, long group, long... grid) {
        MemorySegment groups = MemorySegment.NULL;
        for (int i = 0; i < grid.length; i++) {
            sizes.setAtIndex(java.lang.foreign.ValueLayout.JAVA_LONG, i, grid[i]);
            sizes.setAtIndex(java.lang.foreign.ValueLayout.JAVA_LONG, MOST_DIMENSIONS + i, i == 0 ? group : 1);
        }
        if (group > 0) {
            groups = sizes.asSlice(8L * MOST_DIMENSIONS);
        }
        MemorySegment none = MemorySegment.NULL;
        cl.call(ClFunction.LAUNCH, queue, kernel, grid.length, none, sizes, groups, 0, none, none);
    }

    /** Three zeroed words to which kernels report: whether an id was out of bounds, the id, the bound. */
    ClBuffer status() {
        return kept.computeIfAbsent("status", key -> zero(device.allocateRaw(STATUS_BYTES)));
    }

    /** Memory for intermediate results of one launch; the next launch of its kind may reuse it. */
    ClBuffer scratch(String purpose, long bytes) {
        ClBuffer old = kept.get(purpose);
        if (old != null && old.byteSize() >= bytes) {
            return old;
        }
        if (old != null) {
            finish(); // a launch may still use it
            old.close();
        }
        ClBuffer larger = device.allocateRaw(bytes);
        kept.put(purpose, larger);
        return larger;
    }

    /** A table that depends on {@code key} only, uploaded once. */
    ClBuffer table(Object key, java.util.function.Supplier<MemorySegment> values) {
        return kept.computeIfAbsent(key, k -> {
            MemorySegment host = values.get();
            ClBuffer buffer = device.allocateRaw(host.byteSize());
            upload(host, buffer, 0);
            return buffer;
        });
    }

    /** Queues zeros over all of a buffer. */
    ClBuffer zero(ClBuffer buffer) {
        cell.set(JAVA_BYTE, 0, (byte) 0);
        MemorySegment none = MemorySegment.NULL;
        if (buffer.byteSize() > 0) {
            cl.call(ClFunction.FILL, queue, buffer.handle(), cell, 1L, 0L, buffer.byteSize(), 0, none, none);
        }
        return buffer;
    }

    @Override
    public void upload(MemorySegment from, Buffer to, long offset) {
        transfer(ClFunction.WRITE, ClBuffer.of(to, device), offset, reachable(from, true), from.byteSize());
    }

    @Override
    public void download(Buffer from, long offset, MemorySegment to) {
        MemorySegment into = reachable(to, false);
        transfer(ClFunction.READ, ClBuffer.of(from, device), offset, into, to.byteSize());
        if (!to.isNative()) {
            afterwards.add(() -> to.copyFrom(into));
        }
    }

    private MemorySegment reachable(MemorySegment host, boolean filled) {
        if (host.isNative()) {
            return host;
        }
        MemorySegment copy = Arena.ofAuto().allocate(host.byteSize());
        afterwards.add(copy::scope); // kept alive until the queue has used it
        return filled ? copy.copyFrom(host) : copy;
    }

    private void transfer(ClFunction function, ClBuffer buffer, long offset, MemorySegment host, long bytes) {
        if (offset < 0 || bytes > buffer.byteSize() - offset) {
            throw new BackendInputException(
                    bytes + " bytes at " + offset + " do not fit in a buffer of " + buffer.byteSize());
        }
        if (bytes > 0) {
            MemorySegment none = MemorySegment.NULL;
            cl.call(function, queue, buffer.handle(), 0, offset, bytes, host, 0, none, none);
        }
    }

    @Override
    public void finish() {
        cl.call(ClFunction.FINISH, queue);
        afterwards.forEach(Runnable::run);
        afterwards.clear();
        if (kept.containsKey("status")) {
            checkStatus();
        }
    }

    private void checkStatus() {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment words = call.allocate(STATUS_BYTES, 4);
            transfer(ClFunction.READ, status(), 0, words, STATUS_BYTES);
            cl.call(ClFunction.FINISH, queue);
            if (words.get(JAVA_INT, 0) != 0) {
                zero(status());
                throw new BackendInputException(
                        "id must be in [0, " + words.get(JAVA_INT, 8) + "), got " + words.get(JAVA_INT, 4));
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            cl.status(ClFunction.FINISH, queue); // what is queued may use what is freed next
            kept.values().forEach(ClBuffer::close);
            kernels.values().forEach(kernel -> cl.free(ClFunction.FREE_KERNEL, kernel));
            cl.free(ClFunction.FREE_QUEUE, queue);
            arena.close();
        }
    }
}
