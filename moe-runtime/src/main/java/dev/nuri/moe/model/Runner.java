package dev.nuri.moe.model;

import dev.nuri.hw.Device;
import dev.nuri.hw.Stream;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.cache.KvCache;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Runs tokens of one session through a decoder: owns its stream, cache and scratch memory. For one thread. */
public final class Runner implements AutoCloseable {
    private static final int MOST_TOKENS_AT_ONCE = 512;

    private final Decoder decoder;
    private final KvCache cache;
    private final Stream stream;
    private final Workspace workspace;
    private int position;

    /**
     * @param capacity positions the session can hold
     * @param cacheType element type of the cache
     */
    public Runner(Device device, Decoder decoder, int capacity, TensorType cacheType) {
        this.decoder = decoder;
        this.cache = new KvCache(device, decoder.cacheShapes(), capacity, cacheType);
        this.stream = device.newStream();
        this.workspace = new Workspace(device);
    }

    /** Tokens run so far. */
    public int position() {
        return position;
    }

    /** Positions there are. */
    public int capacity() {
        return cache.capacity();
    }

    /**
     * Runs tokens after those run before.
     *
     * @param ids at least one, at most what is left of the capacity
     * @return logits after the last one, [V]
     */
    public float[] run(int[] ids) {
        float[] logits = null;
        for (int from = 0; from < ids.length; from += MOST_TOKENS_AT_ONCE) {
            logits = runSome(ids, from, Math.min(MOST_TOKENS_AT_ONCE, ids.length - from));
        }
        return logits;
    }

    private float[] runSome(int[] ids, int from, int count) {
        Workspace.Mark mark = workspace.mark();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate(ValueLayout.JAVA_INT, 2L * count);
            for (int i = 0; i < count; i++) {
                host.setAtIndex(ValueLayout.JAVA_INT, i, ids[from + i]);
                host.setAtIndex(ValueLayout.JAVA_INT, count + i, position + i);
            }
            Tensor input = workspace.take(TensorType.I32, count, 2, 1); // ids, positions
            stream.upload(host, input.buffer(), input.offset());
            Pass pass = new Pass(stream, workspace, cache, position, input.rows(0, 1), input.rows(1, 1));
            Tensor logits = decoder.forward(pass);
            MemorySegment out = arena.allocate(ValueLayout.JAVA_FLOAT, logits.columns());
            stream.download(logits.buffer(), logits.offset(), out);
            stream.finish();
            position += count;
            return out.toArray(ValueLayout.JAVA_FLOAT);
        } finally {
            workspace.release(mark);
        }
    }

    @Override
    public void close() {
        stream.close();
        workspace.close();
        cache.close();
    }
}
