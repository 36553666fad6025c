package dev.nuri.moe;

import java.nio.file.Path;
import java.util.List;

/**
 * A model that was pulled.
 *
 * @param name what it is called here
 * @param source where it came from: a catalogue id, {@code hub:owner/name}, or a URL
 * @param revision the hub's commit, or empty
 * @param path what to open: the GGUF file (the first shard), or the folder of a safetensors model
 * @param files what was pulled
 */
public record InstalledModel(String name, String source, String revision, Path path, List<ModelFile> files) {
    public InstalledModel {
        files = List.copyOf(files);
    }

    /**
     * A file.
     *
     * @param name in the model's folder
     * @param bytes its size
     * @param sha256 its checksum, lower-case hexadecimal
     * @param checked whether the server named a checksum to hold it to
     */
    public record ModelFile(String name, long bytes, String sha256, boolean checked) {}

    /** Size of all files. */
    public long bytes() {
        return files.stream().mapToLong(ModelFile::bytes).sum();
    }
}
