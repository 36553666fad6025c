package dev.nuri.moe.cache;

import dev.nuri.hw.Buffer;
import dev.nuri.hw.Device;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Keys and values of one session, a pair of tensors a layer whose slice p belongs to position p. */
public final class KvCache implements AutoCloseable {
    private final List<Tensor> keys = new ArrayList<>(); // [P][G][D] each
    private final List<Tensor> values = new ArrayList<>(); // [P][G][E] each
    private final List<Buffer> buffers = new ArrayList<>();
    private final int capacity;

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
     * @param device where it lives
     * @param layers what each layer keeps
     * @param capacity positions
     * @param type F32, F16 or BF16
     */
    public KvCache(Device device, List<LayerShape> layers, int capacity, TensorType type) {
        this.capacity = capacity;
        try {
            for (LayerShape layer : layers) {
                allocate(device, layer, type);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void allocate(Device device, LayerShape layer, TensorType type) {
        Buffer buffer = device.allocate(type.bytes(Math.multiplyExact((long) layer.elements(), capacity)));
        buffers.add(buffer);
        Tensor key = Tensor.of(buffer, 0, type, layer.keyColumns(), layer.heads(), capacity);
        long end = type.bytes((long) layer.heads() * layer.keyColumns() * capacity);
        keys.add(key);
        values.add(
                layer.shared()
                        ? key.columns(0, layer.valueColumns())
                        : Tensor.of(buffer, end, type, layer.valueColumns(), layer.heads(), capacity));
    }

    /** Bytes one position takes in all layers together. */
    public static long bytesPerPosition(List<LayerShape> layers, TensorType type) {
        return layers.stream().mapToLong(layer -> type.bytes(layer.elements())).sum();
    }

    /** Positions it can hold. */
    public int capacity() {
        return capacity;
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
    }
}
