package dev.nuri.moe.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes folders as model hubs hold them. */
public final class FolderWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Array> arrays = new LinkedHashMap<>();
    private final ObjectNode config = JSON.createObjectNode();

    /** An array, row length last. */
    private record Array(String dtype, List<Integer> shape, ByteBuffer bytes) {}

    /** The folder's {@code config.json}, to be filled in. */
    public ObjectNode config() {
        return config;
    }

    /** Adds an array. */
    public FolderWriter add(String name, String dtype, byte[] bytes, Integer... shape) {
        arrays.put(name, new Array(dtype, List.of(shape), ByteBuffer.wrap(bytes)));
        return this;
    }

    /** Adds F32. */
    public FolderWriter add(String name, float[] values, Integer... shape) {
        ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        out.asFloatBuffer().put(values);
        return add(name, "F32", out.array(), shape);
    }

    /** Writes one file. */
    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("config.json"), config.toString());
            Files.write(folder.resolve("model.safetensors"), safetensors(new ArrayList<>(arrays.keySet())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes two shards and their index. */
    public void writeSharded(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("config.json"), config.toString());
            List<List<String>> shards = List.of(new ArrayList<>(), new ArrayList<>());
            ObjectNode index = JSON.createObjectNode();
            ObjectNode places = index.putObject("weight_map");
            int i = 0;
            for (String name : arrays.keySet()) {
                int shard = i++ % 2;
                shards.get(shard).add(name);
                places.put(name, "model-0000" + (shard + 1) + "-of-00002.safetensors");
            }
            for (int shard = 0; shard < 2; shard++) {
                Files.write(
                        folder.resolve("model-0000" + (shard + 1) + "-of-00002.safetensors"),
                        safetensors(shards.get(shard)));
            }
            Files.writeString(folder.resolve("model.safetensors.index.json"), index.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] safetensors(List<String> names) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        header.putObject("__metadata__").put("format", "pt");
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (String name : names) {
            Array array = arrays.get(name);
            ObjectNode entry = header.putObject(name).put("dtype", array.dtype());
            ArrayNode shape = entry.putArray("shape");
            array.shape().forEach(shape::add);
            entry.putArray("data_offsets")
                    .add(data.size())
                    .add(data.size() + array.bytes().capacity());
            data.write(array.bytes().array());
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(8 + text.length + data.size()).order(ByteOrder.LITTLE_ENDIAN);
        return out.putLong(text.length).put(text).put(data.toByteArray()).array();
    }
}
