package dev.nuri.moe.format;

import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.tensor.StoredTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A model in GGUF version 2 or 3, in one file or in shards, mapped into memory: opening reads the headers only, tensor
 * bytes come from the page cache when touched. Immutable and shared by threads; {@link #close} unmaps it.
 */
public final class GgufFile implements ModelFile {
    private final Path path;
    private final Arena arena;
    private final GgufMetadata metadata;
    private final Map<String, StoredTensor> tensors;

    private GgufFile(Path path, Arena arena, GgufMetadata metadata, Map<String, StoredTensor> tensors) {
        this.path = path;
        this.arena = arena;
        this.metadata = metadata;
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /**
     * Opens a file, and the other shards if it is the first of several (named {@code x-00001-of-00003.gguf}).
     *
     * @throws ModelFormatException if a file breaks a rule of the format
     * @throws ModelInputException if a file cannot be read
     */
    public static GgufFile open(Path path) {
        Arena arena = Arena.ofShared();
        try {
            GgufParser.Parsed first = GgufParser.parse(path, map(path, arena));
            List<GgufParser.Parsed> shards = new ArrayList<>(List.of(first));
            for (Path shard : otherShards(path, first.metadata())) {
                GgufParser.Parsed next = GgufParser.parse(shard, map(shard, arena));
                checkShard(shard, next.metadata(), shards.size(), first.metadata());
                shards.add(next);
            }
            return new GgufFile(path, arena, first.metadata(), merge(path, shards));
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** The file, or the first shard. */
    @Override
    public Path path() {
        return path;
    }

    /** The key-value part (the first shard's). */
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

    private static MemorySegment map(Path path, Arena arena) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (NoSuchFileException e) {
            throw new ModelInputException("no such model file: " + path, e);
        } catch (IOException e) {
            throw new ModelInputException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> otherShards(Path path, GgufMetadata metadata) {
        int count = metadata.integer("split.count", 1);
        if (count < 1 || count > 99_999) {
            throw metadata.error("split.count must be 1 to 99999, is " + count);
        }
        if (count == 1) {
            return List.of();
        }
        String suffix = suffix(1, count);
        String name = path.getFileName().toString();
        if (metadata.integer("split.no", 0) != 0 || !name.endsWith(suffix)) {
            throw metadata.error("open the first of the " + count + " shards, whose name ends in " + suffix);
        }
        String stem = name.substring(0, name.length() - suffix.length());
        List<Path> others = new ArrayList<>();
        for (int i = 2; i <= count; i++) {
            others.add(path.resolveSibling(stem + suffix(i, count)));
        }
        return others;
    }

    private static String suffix(int number, int count) {
        return String.format(Locale.ROOT, "-%05d-of-%05d.gguf", number, count);
    }

    private static void checkShard(Path shard, GgufMetadata metadata, int number, GgufMetadata first) {
        int no = metadata.integer("split.no", -1);
        int count = metadata.integer("split.count", -1);
        if (no != number || count != first.integer("split.count")) {
            throw new ModelInputException(
                    shard + ": expected to be shard " + number + " (split.no), says " + no + " of " + count);
        }
    }

    private static Map<String, StoredTensor> merge(Path path, List<GgufParser.Parsed> shards) {
        Map<String, StoredTensor> all = new LinkedHashMap<>();
        for (GgufParser.Parsed shard : shards) {
            for (StoredTensor tensor : shard.tensors()) {
                if (all.put(tensor.name(), tensor) != null) {
                    throw new ModelInputException(path + ": tensor " + tensor.name() + " is in two shards");
                }
            }
        }
        int claimed = shards.getFirst().metadata().integer("split.tensors.count", all.size());
        if (claimed != all.size()) {
            throw new ModelInputException(
                    path + ": split.tensors.count is " + claimed + ", the shards have " + all.size());
        }
        return all;
    }
}
