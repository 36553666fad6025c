package dev.nuri.moe.model;

import dev.nuri.hw.Device;
import dev.nuri.hw.PageTable;
import dev.nuri.hw.Stream;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.cache.KvPool;
import dev.nuri.moe.cache.KvSequence;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Runs tokens of one or several sequences through a decoder: owns a stream and scratch memory. For one thread. */
public final class Runner implements AutoCloseable {
    /** Tokens of a pass at most: more would need more scratch memory and gain little. */
    public static final int MOST_TOKENS = 512;

    private final Decoder decoder;
    private final KvPool pool;
    private final Stream stream;
    private final Workspace workspace;

    /** After which tokens of a part logits are wanted. */
    public enum Wanted {
        NONE,
        LAST,
        ALL
    }

    /** Tokens of one sequence that has room for them in the runner's pool. */
    public static final class Part {
        final KvSequence sequence;
        final int[] ids;
        final Wanted wanted;

        /**
         * @param ids at least one
         * @param wanted after which of them logits are wanted
         */
        public Part(KvSequence sequence, int[] ids, Wanted wanted) {
            this.sequence = sequence;
            this.ids = ids.clone();
            this.wanted = wanted;
        }

        /** The tokens. */
        public int[] tokens() {
            return ids.clone();
        }

        int outputs() {
            return switch (wanted) {
                case NONE -> 0;
                case LAST -> 1;
                case ALL -> ids.length;
            };
        }
    }

    /**
     * What a pass gave.
     *
     * @param logits for each part those asked for, in the order of its tokens, [V] each
     * @param experts for each layer with experts the ids chosen, [T * K]; tokens in the order of the parts
     */
    public record Outcome(List<List<float[]>> logits, List<int[]> experts) {}

    /** A runner for sequences in {@code pool}. */
    public Runner(Device device, Decoder decoder, KvPool pool) {
        this.decoder = decoder;
        this.pool = pool;
        this.stream = device.newStream();
        this.workspace = new Workspace(device);
    }

    /** Runs tokens to the end, see {@link #run(List, BooleanSupplier)}. */
    public Outcome run(List<Part> parts) {
        return run(parts, () -> false);
    }

    /**
     * Runs tokens after those run before and advances their sequences; on failure no sequence is advanced.
     *
     * @param parts of different sequences, together at most {@link #MOST_TOKENS} tokens
     * @param cancelled asked before each layer: whether nobody wants the outcome any more
     * @throws java.util.concurrent.CancellationException if so
     */
    public Outcome run(List<Part> parts, BooleanSupplier cancelled) {
        Workspace.Mark mark = workspace.mark();
        try (Arena arena = Arena.ofConfined()) {
            Pass.Batch batch = upload(parts, arena);
            List<Integer> chosen = decoder.expertLayers().stream()
                    .map(Decoder.ExpertLayer::chosen)
                    .toList();
            RoutingLog routing = new RoutingLog(workspace, chosen, batch.ids().columns());
            Tensor logits = decoder.forward(new Pass(stream, workspace, pool, batch, routing), cancelled);
            MemorySegment rows = arena.allocate(
                    ValueLayout.JAVA_FLOAT, logits == null ? 0 : (long) logits.columns() * logits.rows());
            if (logits != null) {
                stream.download(logits.buffer(), logits.offset(), rows);
            }
            List<MemorySegment> experts = routing.download(stream, arena);
            stream.finish();
            parts.forEach(part -> part.sequence.advance(part.ids.length));
            return new Outcome(
                    split(parts, rows),
                    experts.stream()
                            .map(ids -> ids.toArray(ValueLayout.JAVA_INT))
                            .toList());
        } catch (RuntimeException | Error e) {
            settle(stream, e);
            throw e;
        } finally {
            workspace.release(mark);
        }
    }

    /** Queued work may still read host memory that is about to go away. */
    static void settle(Stream stream, Throwable failure) {
        try {
            stream.finish();
        } catch (RuntimeException e) {
            if (!e.equals(failure)) {
                failure.addSuppressed(e);
            }
        }
    }

    /** The batch's small arrays, packed into one piece of device memory. */
    private Pass.Batch upload(List<Part> parts, Arena arena) {
        BatchArrays host = new BatchArrays(parts);
        int[] all = host.packed();
        Tensor device = workspace.take(TensorType.I32, all.length, 1, 1);
        stream.upload(arena.allocateFrom(ValueLayout.JAVA_INT, all), device.buffer(), device.offset());
        int tokens = host.tokens();
        Tensor pages = device.columns(4 * tokens, host.sequences() * host.pagesEach())
                .reshape(host.pagesEach(), host.sequences(), 1);
        return new Pass.Batch(
                device.columns(0, tokens),
                device.columns(tokens, tokens),
                device.columns(2 * tokens, tokens),
                new PageTable(pages, device.columns(3 * tokens, tokens), KvPool.PAGE_POSITIONS),
                host.outputs() == 0 ? null : device.columns(all.length - host.outputs(), host.outputs()));
    }

    private List<List<float[]>> split(List<Part> parts, MemorySegment rows) {
        long rowBytes = 4L * decoder.vocabularySize();
        List<List<float[]>> out = new ArrayList<>();
        long at = 0;
        for (Part part : parts) {
            List<float[]> own = new ArrayList<>();
            for (int i = 0; i < part.outputs(); i++) {
                own.add(rows.asSlice(at, rowBytes).toArray(ValueLayout.JAVA_FLOAT));
                at += rowBytes;
            }
            out.add(own);
        }
        return out;
    }

    @Override
    public void close() {
        stream.close();
        workspace.close();
    }
}
