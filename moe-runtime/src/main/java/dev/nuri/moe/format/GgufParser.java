package dev.nuri.moe.format;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.tensor.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One GGUF file's header, in the order of its bytes. */
final class GgufParser {
    private static final int MAGIC = 0x46554747; // "GGUF"
    private static final long MOST_KEYS = 1 << 16;
    private static final long MOST_TENSORS = 1 << 20;
    private static final long MOST_ARRAY = 1 << 30;
    private static final long MOST_STRING = 1 << 30;
    private static final long MOST_KEY_LENGTH = (1 << 16) - 1;
    private static final long MOST_NAME_LENGTH = 64;
    private static final long MOST_ALIGNMENT = 1 << 20;
    private static final int LEAST_KEY_BYTES = 8 + 4 + 1;
    private static final int LEAST_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8;

    private final Path file;
    private final MemorySegment bytes;
    private final SegmentReader in;

    private GgufParser(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
        this.in = new SegmentReader(file, bytes);
    }

    record Parsed(GgufMetadata metadata, List<StoredTensor> tensors) {}

    /** What a tensor's header says, with the offset of that header in the file. */
    private record Header(String name, TensorType type, List<Long> shape, long byteSize, long dataOffset, long at) {}

    static Parsed parse(Path file, MemorySegment bytes) {
        return new GgufParser(file, bytes).parse();
    }

    private Parsed parse() {
        if (in.readInt("magic") != MAGIC) {
            throw in.error(0, "a GGUF file starts with the letters GGUF");
        }
        int version = in.readInt("version");
        if (version != 2 && version != 3) {
            throw in.error(4, "version must be 2 or 3 (little-endian), is " + Integer.toUnsignedString(version));
        }
        long tensors = in.readCount("tensor count", LEAST_TENSOR_BYTES, MOST_TENSORS);
        long keys = in.readCount("metadata count", LEAST_KEY_BYTES, MOST_KEYS);
        GgufMetadata metadata = new GgufMetadata(file, values(keys));
        long alignment = alignment(metadata);
        List<Header> infos = infos(tensors, alignment);
        return new Parsed(metadata, infos.isEmpty() ? List.of() : data(infos, alignment));
    }

    private Map<String, GgufValue> values(long count) {
        Map<String, GgufValue> values = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            long at = in.position();
            String key = in.readString("metadata key", MOST_KEY_LENGTH);
            if (key.isEmpty()) {
                throw in.error(at, "a metadata key must not be empty");
            }
            GgufValue value = value(key, type(key));
            if (values.put(key, value) != null) {
                throw in.error(at, "metadata key " + key + " must be there once");
            }
        }
        return values;
    }

    private GgufType type(String key) {
        long at = in.position();
        int number = in.readInt("type of " + key);
        GgufType type = GgufType.of(number);
        if (type == null) {
            throw in.error(at, "type of " + key + " must be 0 to 12, is " + Integer.toUnsignedString(number));
        }
        return type;
    }

    private GgufValue value(String key, GgufType type) {
        return switch (type) {
            case UINT8 -> new GgufValue.Int(type, Byte.toUnsignedLong(in.readByte(key)));
            case INT8 -> new GgufValue.Int(type, in.readByte(key));
            case UINT16 -> new GgufValue.Int(type, Short.toUnsignedLong(in.readShort(key)));
            case INT16 -> new GgufValue.Int(type, in.readShort(key));
            case UINT32 -> new GgufValue.Int(type, Integer.toUnsignedLong(in.readInt(key)));
            case INT32 -> new GgufValue.Int(type, in.readInt(key));
            case UINT64 -> unsignedLong(key);
            case INT64 -> new GgufValue.Int(type, in.readLong(key));
            case FLOAT32 -> new GgufValue.Real(type, Float.intBitsToFloat(in.readInt(key)));
            case FLOAT64 -> new GgufValue.Real(type, Double.longBitsToDouble(in.readLong(key)));
            case BOOL -> bool(key);
            case STRING -> new GgufValue.Text(in.readString(key, MOST_STRING));
            case ARRAY -> array(key);
        };
    }

    private GgufValue unsignedLong(String key) {
        long at = in.position();
        long value = in.readLong(key);
        if (value < 0) {
            throw in.error(at, key + " must be less than 2^63, is " + Long.toUnsignedString(value));
        }
        return new GgufValue.Int(GgufType.UINT64, value);
    }

    private GgufValue bool(String key) {
        long at = in.position();
        byte value = in.readByte(key);
        if (value != 0 && value != 1) {
            throw in.error(at, key + " must be 0 or 1, is " + Byte.toUnsignedInt(value));
        }
        return new GgufValue.Bool(value == 1);
    }

    private GgufValue array(String key) {
        long at = in.position();
        GgufType element = type("elements of " + key);
        if (element == GgufType.ARRAY) {
            throw in.error(at, key + " must not be an array of arrays");
        }
        int count = (int) in.readCount("elements of " + key, element.leastBytes(), MOST_ARRAY);
        if (element == GgufType.STRING) {
            List<String> texts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                texts.add(in.readString(key, MOST_STRING));
            }
            return new GgufValue.Texts(texts);
        }
        long size = Math.multiplyExact((long) count, (long) element.leastBytes());
        if (size > Integer.MAX_VALUE - 8) {
            throw in.error(at, key + " must take less than 2 GiB, takes " + size + " bytes");
        }
        return new GgufValue.Numbers(element, in.readBytes((int) size, key));
    }

    private long alignment(GgufMetadata metadata) {
        GgufValue value = metadata.all().get("general.alignment");
        if (value == null) {
            return 32;
        }
        if (value instanceof GgufValue.Int(GgufType type, long alignment)
                && type == GgufType.UINT32
                && Long.bitCount(alignment) == 1
                && alignment <= MOST_ALIGNMENT) {
            return alignment;
        }
        throw in.error(
                in.position(),
                "general.alignment must be a UINT32 power of two up to " + MOST_ALIGNMENT + ", is " + value);
    }

    private List<Header> infos(long count, long alignment) {
        List<Header> infos = new ArrayList<>((int) count);
        Set<String> names = new HashSet<>();
        long end = 0; // where the last tensor's data ends, padded
        for (long i = 0; i < count; i++) {
            Header info = info();
            if (!names.add(info.name())) {
                throw in.error(info.at(), "tensor name " + info.name() + " must be there once");
            }
            if (info.dataOffset() != end) {
                throw in.error(
                        info.at(),
                        "data of " + info.name() + " must start at " + end
                                + ", right after the tensor before, starts at "
                                + Long.toUnsignedString(info.dataOffset()));
            }
            try {
                end = padded(Math.addExact(end, info.byteSize()), alignment);
            } catch (ArithmeticException e) {
                throw in.error(info.at(), "the tensors up to " + info.name() + " take more than 2^63 bytes");
            }
            infos.add(info);
        }
        return infos;
    }

    private Header info() {
        long at = in.position();
        String name = in.readString("tensor name", MOST_NAME_LENGTH);
        if (name.isEmpty()) {
            throw in.error(at, "a tensor name must not be empty");
        }
        long[] shape = shape(name);
        long typeAt = in.position();
        int number = in.readInt("type of " + name);
        TensorType type = GgufTensorTypes.of(number);
        if (type == null) {
            throw in.error(typeAt, name + ": " + GgufTensorTypes.refusal(number));
        }
        long size = byteSize(name, type, shape, at);
        return new Header(
                name, type, Arrays.stream(shape).boxed().toList(), size, in.readLong("offset of " + name), at);
    }

    private long[] shape(String name) {
        long at = in.position();
        int dimensions = in.readInt("dimensions of " + name);
        if (dimensions < 1 || dimensions > 4) {
            throw in.error(at, name + " must have 1 to 4 dimensions, has " + Integer.toUnsignedString(dimensions));
        }
        long[] shape = new long[dimensions];
        for (int d = 0; d < dimensions; d++) {
            long sizeAt = in.position();
            shape[d] = in.readLong("size of " + name);
            if (shape[d] < 1 || shape[d] > Integer.MAX_VALUE) {
                throw in.error(
                        sizeAt,
                        "dimension " + d + " of " + name + " must be 1 to 2^31 - 1, is "
                                + Long.toUnsignedString(shape[d]));
            }
        }
        return shape;
    }

    private long byteSize(String name, TensorType type, long[] shape, long at) {
        if (shape[0] % type.blockElements() != 0) {
            throw in.error(
                    at,
                    name + ": rows of " + type + " must be a multiple of " + type.blockElements() + " long, are "
                            + shape[0]);
        }
        try {
            long elements = 1;
            for (long size : shape) {
                elements = Math.multiplyExact(elements, size);
            }
            return type.bytes(elements);
        } catch (ArithmeticException e) {
            throw in.error(at, "the size of " + name + " overflows 63 bits");
        }
    }

    private List<StoredTensor> data(List<Header> infos, long alignment) {
        long start = padded(in.position(), alignment);
        List<StoredTensor> tensors = new ArrayList<>(infos.size());
        for (Header info : infos) {
            long available = bytes.byteSize() - start - info.dataOffset();
            if (info.byteSize() > available) {
                throw in.error(
                        info.at(),
                        info.name() + " needs " + info.byteSize() + " bytes of data, but only " + Math.max(0, available)
                                + " remain");
            }
            MemorySegment data = bytes.asSlice(start + info.dataOffset(), info.byteSize());
            tensors.add(new StoredTensor(
                    info.name(),
                    info.type(),
                    info.shape().stream().mapToLong(Long::longValue).toArray(),
                    data));
        }
        return tensors;
    }

    private static long padded(long size, long alignment) {
        return Math.addExact(size, alignment - 1) / alignment * alignment;
    }
}
