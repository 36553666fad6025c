package dev.nuri.hw;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.RecordComponent;
import java.util.IdentityHashMap;

/**
 * Runs a call over host memory on a device with memory of its own: all host buffers its tensors lie in go to the device
 * and come back. Calls on host devices run as they are.
 */
final class Visiting {
    private final Device device;
    private final IdentityHashMap<Buffer, Buffer> moved = new IdentityHashMap<>();

    private Visiting(Device device) {
        this.device = device;
    }

    static void run(Device device, Call call) {
        try (Stream stream = device.newStream();
                Buffer probe = device.allocate(1)) {
            if (probe instanceof HostBuffer) {
                stream.run(call);
                stream.finish();
                return;
            }
            Visiting visiting = new Visiting(device);
            try {
                stream.run((Call) visiting.mapped((Record) call, stream));
                visiting.moved.forEach((host, there) -> stream.download(there, 0, ((HostBuffer) host).segment()));
                stream.finish();
            } finally {
                visiting.moved.values().forEach(Buffer::close);
            }
        }
    }

    /** The same record with tensors on the device. */
    private Record mapped(Record record, Stream stream) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = switch (components[i].getAccessor().invoke(record)) {
                    case Tensor tensor -> mapped(tensor, stream);
                    case PageTable pages -> mapped(pages, stream);
                    case Object other -> other;
                    case null -> null;
                };
            }
            return record.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Tensor mapped(Tensor tensor, Stream stream) {
        if (!(tensor.buffer() instanceof HostBuffer)) {
            return tensor;
        }
        Buffer there = moved.computeIfAbsent(tensor.buffer(), host -> {
            MemorySegment bytes = ((HostBuffer) host).segment();
            Buffer made = device.allocate(bytes.byteSize());
            stream.upload(bytes, made, 0);
            return made;
        });
        return new Tensor(
                there,
                tensor.offset(),
                tensor.type(),
                tensor.columns(),
                tensor.rows(),
                tensor.slices(),
                tensor.rowBytes(),
                tensor.sliceBytes());
    }
}
