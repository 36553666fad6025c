package dev.nuri.moe.format;

import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.tensor.StoredTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A folder as model hubs hold it: {@code config.json}, {@code model.safetensors} or the shards that
 * {@code model.safetensors.index.json} names, {@code tokenizer.json}, and if there are any
 * {@code generation_config.json}, {@code tokenizer_config.json} and {@code chat_template.jinja}. Metadata and tensors
 * appear under the names that GGUF gives them.
 *
 * <p>Files are mapped, so weights come from the page cache, with two exceptions that take memory of their own when a
 * tensor's {@link StoredTensor#data() data} is asked for: experts that are stored one by one are gathered into a stack,
 * and what GGUF stores in another order or type (rotated query and key rows, norms, MXFP4 blocks) is rewritten. For a
 * model larger than memory, convert the folder to GGUF once.
 */
public final class HuggingFaceFolder implements ModelFile {
    static final String CONFIG = "config.json";
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Path path;
    private final Arena arena;
    private final GgufMetadata metadata;
    private final Map<String, StoredTensor> tensors;

    private HuggingFaceFolder(Path path, Arena arena, GgufMetadata metadata, Map<String, StoredTensor> tensors) {
        this.path = path;
        this.arena = arena;
        this.metadata = metadata;
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /**
     * Opens a folder.
     *
     * @throws ModelFormatException if a file breaks a rule of its format
     * @throws ModelInputException if a file is missing or cannot be read, or the architecture is not known
     */
    public static HuggingFaceFolder open(Path path) {
        HuggingFaceConfig config = HuggingFaceConfig.read(path);
        GgufMetadata metadata = new GgufMetadata(path, config.metadata());
        Arena arena = Arena.ofShared();
        try {
            HuggingFaceTensors tensors = new HuggingFaceTensors(config, arrays(path, arena));
            return new HuggingFaceFolder(path, arena, metadata, tensors.byGgufName());
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public GgufMetadata metadata() {
        return metadata;
    }

    @Override
    public Collection<StoredTensor> tensors() {
        return tensors.values();
    }

    @Override
    public Optional<StoredTensor> tensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private static Map<String, StoredArray> arrays(Path folder, Arena arena) {
        Path index = folder.resolve(INDEX);
        if (Files.isRegularFile(index)) {
            return sharded(folder, JsonFile.read(index), arena);
        }
        return read(folder.resolve(SINGLE), arena);
    }

    private static Map<String, StoredArray> sharded(Path folder, JsonFile index, Arena arena) {
        JsonFile places = index.object("weight_map").orElseThrow(() -> index.error("weight_map", "is missing"));
        Map<String, String> fileOf = new LinkedHashMap<>();
        for (Iterator<String> names = places.keys(); names.hasNext(); ) {
            String name = names.next();
            String file = places.optionalText(name).orElse("");
            if (!file.endsWith(".safetensors") || !file.equals(plainName(file))) {
                throw places.error(name, "must be the name of a .safetensors file in the same folder, is " + file);
            }
            fileOf.put(name, file);
        }
        Map<String, StoredArray> all = new LinkedHashMap<>();
        for (String file : new TreeSet<>(fileOf.values())) {
            read(folder.resolve(file), arena).forEach((name, array) -> {
                if (!file.equals(fileOf.get(name))) {
                    throw array.error("is in " + file + ", but the index says " + fileOf.get(name));
                }
                all.put(name, array);
            });
        }
        for (String name : fileOf.keySet()) {
            if (!all.containsKey(name)) {
                throw places.error(name, "is not in " + fileOf.get(name));
            }
        }
        return all;
    }

    /** The last part of a name under the rules of every system a folder may come from. */
    private static String plainName(String name) {
        return name.substring(
                Math.max(name.lastIndexOf('/'), Math.max(name.lastIndexOf('\\'), name.lastIndexOf(':'))) + 1);
    }

    private static Map<String, StoredArray> read(Path file, Arena arena) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return SafetensorsFile.read(file, bytes);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new ModelInputException("no such model file: " + file, e);
        } catch (IOException e) {
            throw new ModelInputException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
