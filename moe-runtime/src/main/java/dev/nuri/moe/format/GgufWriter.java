package dev.nuri.moe.format;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.ModelResourceException;
import dev.nuri.moe.tensor.StoredTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects metadata and tensors, then writes them as one GGUF version 3 file. For one thread. */
public final class GgufWriter {
    private static final int ALIGNMENT = 32;
    private static final int CHUNK = 1 << 20;

    private final Map<String, GgufValue> values = new LinkedHashMap<>();
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    /** Sets a metadata value. */
    public GgufWriter put(String key, GgufValue value) {
        values.put(key, value);
        return this;
    }

    /** Sets a string. */
    public GgufWriter put(String key, String value) {
        return put(key, new GgufValue.Text(value));
    }

    /** Sets a UINT32. */
    public GgufWriter put(String key, int value) {
        return put(key, new GgufValue.Int(GgufType.UINT32, value));
    }

    /** Sets a FLOAT32. */
    public GgufWriter put(String key, float value) {
        return put(key, new GgufValue.Real(GgufType.FLOAT32, value));
    }

    /** Sets a truth value. */
    public GgufWriter put(String key, boolean value) {
        return put(key, new GgufValue.Bool(value));
    }

    /** Sets an array of strings. */
    public GgufWriter put(String key, List<String> value) {
        return put(key, new GgufValue.Texts(value));
    }

    /** Adds a tensor; its bytes are read when the file is written. */
    public GgufWriter add(StoredTensor tensor) {
        if (tensors.putIfAbsent(tensor.name(), tensor) != null) {
            throw new ModelInputException("tensor " + tensor.name() + " was added before");
        }
        return this;
    }

    /** Adds an F32 tensor; {@code shape} has the row length first. */
    public GgufWriter add(String name, float[] data, long... shape) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(4, data.length)]);
        MemorySegment.copy(
                data, 0, bytes, ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, data.length);
        return add(new StoredTensor(name, TensorType.F32, shape, bytes));
    }

    /**
     * Writes the file, replacing one that is there.
     *
     * @throws ModelResourceException if the disk refuses
     */
    public void write(Path path) {
        try (FileChannel out = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeFully(out, ByteBuffer.wrap(header()));
            for (StoredTensor tensor : tensors.values()) {
                writeTensor(out, tensor);
            }
        } catch (IOException e) {
            throw new ModelResourceException("cannot write " + path + ": " + e.getMessage(), e);
        }
    }

    private byte[] header() throws IOException {
        Output out = new Output();
        out.int32(0x46554747);
        out.int32(3);
        out.int64(tensors.size());
        out.int64(values.size());
        for (Map.Entry<String, GgufValue> entry : values.entrySet()) {
            out.text(entry.getKey());
            out.int32(entry.getValue().type().number());
            value(out, entry.getValue());
        }
        long offset = 0;
        for (StoredTensor tensor : tensors.values()) {
            tensorInfo(out, tensor, offset);
            offset = padded(Math.addExact(offset, tensor.byteSize()));
        }
        out.write(new byte[(int) (padded(out.size()) - out.size())]);
        return out.toByteArray();
    }

    private static void tensorInfo(Output out, StoredTensor tensor, long offset) throws IOException {
        out.text(tensor.name());
        long[] shape = tensor.shape();
        out.int32(shape.length);
        for (long size : shape) {
            out.int64(size);
        }
        out.int32(GgufTensorTypes.numberOf(tensor.type()));
        out.int64(offset);
    }

    private static void value(Output out, GgufValue value) throws IOException {
        switch (value) {
            case GgufValue.Int v -> out.integer(v.value(), v.type().leastBytes());
            case GgufValue.Real(GgufType type, double real) -> {
                if (type == GgufType.FLOAT32) {
                    out.int32(Float.floatToRawIntBits((float) real));
                } else {
                    out.int64(Double.doubleToRawLongBits(real));
                }
            }
            case GgufValue.Bool(boolean flag) -> out.write(flag ? 1 : 0);
            case GgufValue.Text(String text) -> out.text(text);
            case GgufValue.Texts(List<String> texts) -> {
                out.int32(GgufType.STRING.number());
                out.int64(texts.size());
                for (String text : new ArrayList<>(texts)) {
                    out.text(text);
                }
            }
            case GgufValue.Numbers numbers -> {
                out.int32(numbers.elementType().number());
                out.int64(numbers.size());
                out.write(numbers.bytes());
            }
        }
    }

    private static void writeTensor(FileChannel out, StoredTensor tensor) throws IOException {
        for (MemorySegment data : tensor.parts()) {
            for (long at = 0; at < data.byteSize(); at += CHUNK) {
                long count = Math.min(CHUNK, data.byteSize() - at);
                writeFully(out, data.asSlice(at, count).asByteBuffer());
            }
        }
        writeFully(out, ByteBuffer.allocate((int) (padded(tensor.byteSize()) - tensor.byteSize())));
    }

    private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static long padded(long size) {
        return Math.addExact(size, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Little-endian fields. */
    private static final class Output extends ByteArrayOutputStream {
        void integer(long value, int bytes) {
            for (int i = 0; i < bytes; i++) {
                write((int) (value >>> (8 * i)));
            }
        }

        void int32(int value) {
            integer(value, 4);
        }

        void int64(long value) {
            integer(value, 8);
        }

        void text(String text) throws IOException {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            int64(utf8.length);
            write(utf8);
        }
    }
}
