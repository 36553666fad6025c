package dev.nuri.moe.cache;

import dev.nuri.hw.Buffer;
import dev.nuri.hw.Device;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.ModelResourceException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Keys and values of several sequences: a pair of tensors a layer, cut into pages of {@link #PAGE_POSITIONS} rows that are
 * lent out one by one. For one thread.
 */
public final class KvPool implements AutoCloseable {
    /** Positions a page holds. */
    public static final int PAGE_POSITIONS = 32;

    private final List<Tensor> keys = new ArrayList<>(); // [P][G][D] each
    private final List<Tensor> values = new ArrayList<>(); // [P][G][E] each
    private final List<Buffer> buffers = new ArrayList<>();
    private final BitSet free = new BitSet();
    private final int pages;

    /**
     * What one layer keeps for each position.
     *
     * @param heads G, heads that are kept
     * @param keyColumns D, elements of a key
     * @param valueColumns E, elements of a value
     * @param shared whether a value is the first E elements of its key, so that only keys are stored
     */
    public record LayerShape(int heads, int keyColumns, int valueColumns, boolean shared) {
        /** Elements stored for each position. */
        public int elements() {
            return heads * (shared ? keyColumns : keyColumns + valueColumns);
        }
    }

    /**
     * A pool with all its pages free.
     *
     * @param device where it lives
     * @param layers what each layer keeps
     * @param pages pages there are, at least 1
     * @param type F32, F16, BF16 or Q8_0
     * @throws ModelInputException if keys or values of this size cannot be stored in the type
     */
    public KvPool(Device device, List<LayerShape> layers, int pages, TensorType type) {
        this.pages = pages;
        this.free.set(0, pages);
        layers.forEach(layer -> check(layer, type));
        try {
            for (LayerShape layer : layers) {
                allocate(device, layer, type);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static void check(LayerShape layer, TensorType type) {
        boolean stored =
                switch (type) {
                    case F32, F16, BF16, Q8_0 -> true;
                    default -> false;
                };
        if (!stored) {
            throw new ModelInputException("a cache is F32, F16, BF16 or Q8_0, not " + type);
        }
        if (layer.keyColumns() % type.blockElements() != 0 || layer.valueColumns() % type.blockElements() != 0) {
            throw new ModelInputException("a cache of " + type + " needs keys and values of a multiple of "
                    + type.blockElements() + " elements; this model's have " + layer.keyColumns() + " and "
                    + layer.valueColumns() + ": use F16");
        }
    }

    private void allocate(Device device, LayerShape layer, TensorType type) {
        int rows = Math.multiplyExact(pages, PAGE_POSITIONS);
        Buffer buffer = device.allocate(type.bytes(Math.multiplyExact((long) layer.elements(), rows)));
        buffers.add(buffer);
        Tensor key = Tensor.of(buffer, 0, type, layer.keyColumns(), layer.heads(), rows);
        long end = type.bytes((long) layer.heads() * layer.keyColumns() * rows);
        keys.add(key);
        values.add(
                layer.shared()
                        ? key.columns(0, layer.valueColumns())
                        : Tensor.of(buffer, end, type, layer.valueColumns(), layer.heads(), rows));
    }

    /** Bytes one position takes in all layers together. */
    public static long bytesPerPosition(List<LayerShape> layers, TensorType type) {
        layers.forEach(layer -> check(layer, type));
        return layers.stream().mapToLong(layer -> type.bytes(layer.elements())).sum();
    }

    /** Pages that {@code positions} need. */
    public static int pagesFor(int positions) {
        return Math.ceilDiv(positions, PAGE_POSITIONS);
    }

    /** Pages in all. */
    public int pages() {
        return pages;
    }

    /** Pages nobody has. */
    public int freePages() {
        return free.cardinality();
    }

    /**
     * Lends a page; its content is undefined.
     *
     * @throws ModelResourceException if none is free
     */
    public int take() {
        int page = free.nextSetBit(0);
        if (page < 0) {
            throw new ModelResourceException(
                    "all " + pages + " pages of the KV cache, of " + PAGE_POSITIONS + " positions each, are in use");
        }
        free.clear(page);
        return page;
    }

    /** Takes a page back. */
    public void giveBack(int page) {
        if (free.get(page)) {
            throw new IllegalStateException("page " + page + " is free already");
        }
        free.set(page);
    }

    /** Keys of a layer, [P][G][D]. */
    public Tensor keys(int layer) {
        return keys.get(layer);
    }

    /** Values of a layer, [P][G][E]. */
    public Tensor values(int layer) {
        return values.get(layer);
    }

    @Override
    public void close() {
        buffers.forEach(Buffer::close);
        buffers.clear();
    }
}
