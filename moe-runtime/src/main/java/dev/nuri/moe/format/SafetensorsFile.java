package dev.nuri.moe.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of one safetensors file: a 64-bit length, then so many bytes of JSON that give each tensor's element type,
 * shape and place in the bytes that follow. Those places must cover the rest of the file without gap or overlap.
 */
final class SafetensorsFile {
    private static final int LENGTH_BYTES = 8;
    private static final long MOST_HEADER = 100_000_000; // the format's own bound
    private static final int MOST_TENSORS = 1 << 20;
    private static final int MOST_DIMENSIONS = 8;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxNameLength(1 << 12)
                    .maxNumberLength(20)
                    .build())
            .build();

    private final Path file;
    private final MemorySegment bytes;
    private final Map<String, StoredArray> arrays = new LinkedHashMap<>();
    private MemorySegment data;
    private JsonParser json;

    private SafetensorsFile(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** The arrays of a mapped file by name, in the header's order. */
    static Map<String, StoredArray> read(Path file, MemorySegment bytes) {
        return new SafetensorsFile(file, bytes).read();
    }

    private Map<String, StoredArray> read() {
        long length = headerLength();
        MemorySegment header = bytes.asSlice(LENGTH_BYTES, length);
        data = bytes.asSlice(LENGTH_BYTES + length);
        if (length == 0 || header.get(ValueLayout.JAVA_BYTE, 0) != '{') {
            throw error(LENGTH_BYTES, "the header must begin with {");
        }
        try (JsonParser parser = JSON.createParser(new ByteBufferBackedInputStream(header.asByteBuffer()))) {
            json = parser;
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                entry(parser.currentName());
            }
            if (parser.nextToken() != null) {
                throw error(at(), "nothing but spaces may follow the header's object");
            }
        } catch (JsonProcessingException e) {
            long offset =
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw error(LENGTH_BYTES + offset, "the header must be JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw error(LENGTH_BYTES, "the header must be UTF-8 JSON: " + e.getMessage());
        }
        checkCover();
        return arrays;
    }

    private long headerLength() {
        if (bytes.byteSize() < LENGTH_BYTES) {
            throw error(0, "a safetensors file has at least " + LENGTH_BYTES + " bytes, has " + bytes.byteSize());
        }
        long length = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        if (length < 0 || length > MOST_HEADER) {
            throw error(0, "header length must be at most " + MOST_HEADER + ", is " + Long.toUnsignedString(length));
        }
        if (length > bytes.byteSize() - LENGTH_BYTES) {
            throw error(
                    0,
                    "the header takes " + length + " bytes, but only " + (bytes.byteSize() - LENGTH_BYTES) + " remain");
        }
        return length;
    }

    private void entry(String name) throws IOException {
        long at = at();
        json.nextToken();
        if (name.equals("__metadata__")) {
            json.skipChildren();
            return;
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw error(at, name + " must be an object");
        }
        String dtype = null;
        List<Long> shape = null;
        List<Long> place = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "dtype" -> dtype = text(name + ".dtype");
                case "shape" -> shape = numbers(name + ".shape", MOST_DIMENSIONS);
                case "data_offsets" -> place = numbers(name + ".data_offsets", 2);
                default -> throw error(at(), name + " must have dtype, shape and data_offsets only, has " + field);
            }
        }
        if (dtype == null || shape == null || place == null || place.size() != 2) {
            throw error(at, name + " must have dtype, shape and two data_offsets");
        }
        add(at, name, dtype, shape, place);
    }

    private void add(long at, String name, String dtype, List<Long> shape, List<Long> place) {
        long from = place.get(0);
        long to = place.get(1);
        if (from > to || to > data.byteSize()) {
            throw error(
                    at,
                    name + " must lie within the " + data.byteSize() + " bytes of data, lies at [" + from + ", " + to
                            + ")");
        }
        long size = StoredArray.byteSize(dtype, shape)
                .orElseThrow(() -> error(
                        at,
                        name + " must be of a type that safetensors defines and of less than 2^63 bytes, is " + dtype
                                + " " + shape));
        if (size != to - from) {
            throw error(
                    at,
                    name + ": " + dtype + " " + shape + " takes " + size + " bytes, data_offsets give " + (to - from));
        }
        StoredArray array = new StoredArray(file, at, name, dtype, shape, from, data.asSlice(from, size));
        if (arrays.put(name, array) != null) {
            throw error(at, "tensor name " + name + " must be there once");
        }
        if (arrays.size() > MOST_TENSORS) {
            throw error(at, "there must be at most " + MOST_TENSORS + " tensors");
        }
    }

    private String text(String what) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw error(at(), what + " must be a string");
        }
        return json.getText();
    }

    /** An array of whole numbers from 0 on. */
    private List<Long> numbers(String what, int most) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw error(at(), what + " must be an array");
        }
        List<Long> out = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    || json.getLongValue() < 0) {
                throw error(at(), what + " must be whole numbers from 0 to 2^63 - 1");
            }
            out.add(json.getLongValue());
            if (out.size() > most) {
                throw error(at(), what + " must have at most " + most + " elements");
            }
        }
        return List.copyOf(out);
    }

    private void checkCover() {
        List<StoredArray> byPlace = new ArrayList<>(arrays.values());
        byPlace.sort(Comparator.comparingLong(StoredArray::start)
                .thenComparingLong(array -> array.data().byteSize()));
        long end = 0;
        for (StoredArray array : byPlace) {
            if (array.start() != end) {
                throw error(
                        array.at(),
                        array.name() + " must start at " + end + ", right after the tensor before, starts at "
                                + array.start());
            }
            end += array.data().byteSize();
        }
        if (end != data.byteSize()) {
            throw error(LENGTH_BYTES, "the tensors must cover all " + data.byteSize() + " bytes of data, cover " + end);
        }
    }

    private long at() {
        return LENGTH_BYTES + Math.max(0, json.currentTokenLocation().getByteOffset());
    }

    private ModelFormatException error(long offset, String rule) {
        return new ModelFormatException(file, offset, rule);
    }
}
