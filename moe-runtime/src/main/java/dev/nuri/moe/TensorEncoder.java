package dev.nuri.moe;

import dev.nuri.hw.Blocks;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.tensor.BlockEncoder;
import dev.nuri.moe.tensor.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/** Turns tensors into other types as they are read, a batch of rows at a time, on threads of its own. */
final class TensorEncoder implements AutoCloseable {
    private static final int TASK_ELEMENTS = 1 << 18;
    private static final int MANY_PARTS = 256;

    private final int threads;
    private final ExecutorService workers;

    /** Rows [from, from + count) of one part of a tensor. */
    private record Batch(MemorySegment part, long from, long count) {}

    TensorEncoder(int threads) {
        this.threads = threads;
        this.workers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("nuri-quantise-", 0).factory());
    }

    /**
     * The tensor in another type; encoding happens when its parts are walked through.
     *
     * @param progress told how many bytes of the source are done
     */
    StoredTensor encode(StoredTensor tensor, TensorType type, LongConsumer progress) {
        long elements =
                tensor.byteSize() / tensor.type().blockBytes() * tensor.type().blockElements();
        return new StoredTensor(
                tensor.name(), type, tensor.shape(), type.bytes(elements), () -> parts(tensor, type, progress));
    }

    private List<MemorySegment> parts(StoredTensor tensor, TensorType type, LongConsumer progress) {
        List<MemorySegment> sources = tensor.parts();
        if (sources.size() > MANY_PARTS) {
            sources = List.of(tensor.data()); // rows one by one: better in one piece
        }
        return type == tensor.type() ? copied(sources, progress) : encoded(tensor, type, sources, progress);
    }

    private static List<MemorySegment> copied(List<MemorySegment> sources, LongConsumer progress) {
        return new AbstractList<>() {
            @Override
            public MemorySegment get(int index) {
                MemorySegment part = sources.get(index);
                progress.accept(index * part.byteSize());
                return part;
            }

            @Override
            public int size() {
                return sources.size();
            }
        };
    }

    private List<MemorySegment> encoded(
            StoredTensor tensor, TensorType type, List<MemorySegment> sources, LongConsumer progress) {
        int columns = tensor.size(0);
        long rowBytes = tensor.type().bytes(columns);
        long batchRows = Math.max(1, (long) threads * TASK_ELEMENTS / columns);
        long partRows = tensor.byteSize() / rowBytes / sources.size(); // parts are alike
        long perPart = (partRows + batchRows - 1) / batchRows;
        return new AbstractList<>() {
            private int number = -1; // of the part in hand: some are made when asked for
            private MemorySegment part;

            @Override
            public MemorySegment get(int index) {
                long from = index % perPart * batchRows;
                if (number != (int) (index / perPart)) {
                    number = (int) (index / perPart);
                    part = sources.get(number);
                }
                progress.accept((index / perPart * partRows + from) * rowBytes);
                Batch batch = new Batch(part, from, Math.min(batchRows, partRows - from));
                return TensorEncoder.this.encode(tensor, type, batch);
            }

            @Override
            public int size() {
                return Math.toIntExact(perPart * sources.size());
            }
        };
    }

    private MemorySegment encode(StoredTensor tensor, TensorType type, Batch batch) {
        int columns = tensor.size(0);
        byte[] out = new byte[Math.toIntExact(type.bytes(columns) * batch.count)];
        long taskRows = Math.max(1, TASK_ELEMENTS / columns);
        List<Future<?>> tasks = new ArrayList<>();
        for (long row = 0; row < batch.count; row += taskRows) {
            long first = row;
            long rows = Math.min(taskRows, batch.count - row);
            tasks.add(workers.submit(
                    () -> rows(tensor, type, new Batch(batch.part, batch.from + first, rows), out, first)));
        }
        tasks.forEach(TensorEncoder::await);
        return MemorySegment.ofArray(out);
    }

    private static void rows(StoredTensor tensor, TensorType type, Batch batch, byte[] out, long firstRow) {
        int columns = tensor.size(0);
        int rowBytes = Math.toIntExact(type.bytes(columns));
        ByteBuffer buffer = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(Math.toIntExact(firstRow * rowBytes));
        BlockEncoder encoder = BlockEncoder.of(type);
        float[] row = new float[columns];
        for (long r = 0; r < batch.count; r++) {
            long offset = (batch.from + r) * tensor.type().bytes(columns);
            Blocks.decode(tensor.type(), batch.part, offset, columns, row, 0);
            for (float value : row) {
                if (!Float.isFinite(value)) {
                    throw new ModelInputException(tensor.name() + " has a value that is not finite: " + value);
                }
            }
            for (int at = 0; at < columns; at += type.blockElements()) {
                encoder.encode(row, at, buffer);
            }
        }
    }

    private static void await(Future<?> task) {
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelInputException("quantising was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
