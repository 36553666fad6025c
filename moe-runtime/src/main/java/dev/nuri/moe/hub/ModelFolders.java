package dev.nuri.moe.hub;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.nuri.moe.InstalledModel;
import dev.nuri.moe.ModelHub;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.ModelResourceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of models: one folder for each, in which {@code nuri-model.json} is written last, so that a model is there
 * whole or not at all.
 */
public final class ModelFolders {
    private static final String MANIFEST = "nuri-model.json";
    private static final String LOCK = ".lock";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Path root;

    public ModelFolders(Path root) {
        this.root = root;
    }

    /** What the manifest holds. */
    private record Manifest(String source, String revision, List<InstalledModel.ModelFile> files) {}

    /** A model's folder, held against other pulls of it. */
    record Held(Path folder, FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** The models that are whole. */
    public List<InstalledModel> installed() {
        return folders().stream()
                .map(folder -> find(folder.getFileName().toString()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Those that are not. */
    public List<ModelHub.PartialPull> partial() {
        return folders().stream()
                .filter(folder -> !Files.exists(folder.resolve(MANIFEST)))
                .map(folder -> new ModelHub.PartialPull(folder.getFileName().toString(), size(folder)))
                .filter(pull -> pull.bytes() > 0)
                .toList();
    }

    private List<Path> folders() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(root)) {
            return children.filter(Files::isDirectory)
                    .filter(folder -> FileNames.isModel(folder.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ModelResourceException("the folder " + root + " cannot be listed: " + e.getMessage(), e);
        }
    }

    /** The model of a name, if it is whole. */
    public Optional<InstalledModel> find(String name) {
        if (!FileNames.isModel(name)) {
            return Optional.empty();
        }
        Path folder = root.resolve(name);
        try {
            Manifest m = JSON.readValue(folder.resolve(MANIFEST).toFile(), Manifest.class);
            List<InstalledModel.ModelFile> files = m.files() == null ? List.of() : m.files();
            return Optional.of(new InstalledModel(name, m.source(), m.revision(), toOpen(folder, files), files));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Path toOpen(Path folder, List<InstalledModel.ModelFile> files) {
        return files.stream()
                .map(InstalledModel.ModelFile::name)
                .filter(file -> file.endsWith(".gguf"))
                .sorted()
                .findFirst()
                .map(folder::resolve)
                .orElse(folder);
    }

    /** Makes a model's folder and holds it. */
    Held hold(String name) {
        Path folder = root.resolve(FileNames.checkedModel(name));
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new ModelResourceException("the model " + name + " is being pulled by another process");
            }
            return new Held(folder, channel);
        } catch (IOException e) {
            throw new ModelResourceException("the folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by another thread of this process
        }
    }

    /** Makes a model whole. */
    InstalledModel complete(
            String name, Held held, String source, String revision, List<InstalledModel.ModelFile> files) {
        try {
            Path next = held.folder().resolve(MANIFEST + ".new");
            JSON.writeValue(next.toFile(), new Manifest(source, revision, files));
            Files.move(
                    next,
                    held.folder().resolve(MANIFEST),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ModelResourceException("the model " + name + " cannot be recorded: " + e.getMessage(), e);
        }
        return new InstalledModel(name, source, revision, toOpen(held.folder(), files), files);
    }

    /** Deletes a model's folder; see {@link ModelHub#remove}. */
    public long remove(String name) {
        Path folder = root.resolve(FileNames.checkedModel(name));
        if (!Files.isDirectory(folder)) {
            throw new ModelInputException("no model called '" + name + "' is here");
        }
        long bytes = size(folder);
        try (Held held = hold(name)) {
            Files.deleteIfExists(held.folder().resolve(MANIFEST)); // from here on it is not whole any more
            for (Path path : contents(held.folder())) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new ModelResourceException("the model " + name + " cannot be deleted: " + e.getMessage(), e);
        }
        return bytes;
    }

    /** Everything in a folder and the folder itself, the innermost first; links are not followed. */
    private static List<Path> contents(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return new ArrayList<>(tree.sorted(Comparator.reverseOrder()).toList());
        }
    }

    private static long size(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            long bytes = 0;
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw new ModelResourceException("the folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
