package dev.nuri.moe.format;

import dev.nuri.moe.tensor.StoredTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/**
 * A model on disk: metadata and named tensors, under the keys and names that GGUF gives them whatever the format is.
 * Immutable and shared by threads; closing it takes the tensors' bytes away.
 */
public sealed interface ModelFile extends AutoCloseable permits GgufFile, HuggingFaceFolder {
    /**
     * Opens a model of any known format: a GGUF file, or a folder of safetensors (named itself, or by its
     * {@code config.json} or any {@code .safetensors} or index file in it).
     *
     * @throws ModelFormatException if a file breaks a rule of its format
     * @throws dev.nuri.moe.ModelInputException if a file cannot be read
     */
    static ModelFile open(Path path) {
        if (Files.isDirectory(path)) {
            return HuggingFaceFolder.open(path);
        }
        String name = path.toAbsolutePath().getFileName().toString();
        return name.endsWith(".safetensors") || name.endsWith(".json")
                ? HuggingFaceFolder.open(path.toAbsolutePath().getParent())
                : GgufFile.open(path);
    }

    /** What was opened. */
    Path path();

    /** Hyper-parameters and tokenizer. */
    GgufMetadata metadata();

    /** All tensors, in the order of the files. */
    Collection<StoredTensor> tensors();

    /** The tensor of that name. */
    Optional<StoredTensor> tensor(String name);

    @Override
    void close();
}
