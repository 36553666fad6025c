package dev.nuri.moe;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.format.GgufType;
import dev.nuri.moe.format.GgufValue;
import dev.nuri.moe.format.GgufWriter;
import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.tensor.StoredTensor;
import dev.nuri.moe.tokenizer.GgufTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a model as one GGUF file with its matrices in another type. Vectors, biases, norms and routers stay as they
 * are. Tensors are read, encoded and written piece by piece on several threads, so that memory does not grow with the
 * model; the file appears under its name when it is whole.
 */
public final class Quantiser {
    private Quantiser() {}

    /**
     * How to do it.
     *
     * @param scheme what the matrices become
     * @param requantise whether matrices that are quantised already may be quantised again, which loses twice; without
     *     it they are an error, except MXFP4 ones, in which models are trained: those stay
     * @param threads that encode, at least 1
     */
    public record Options(QuantisationScheme scheme, boolean requantise, int threads) {
        public Options {
            if (threads < 1) {
                throw new ModelInputException("threads must be at least 1, got " + threads);
            }
        }
    }

    /** Told how far the work is, often; from one thread. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Says how far it is.
         *
         * @param tensor being written
         * @param doneBytes of the source's tensors
         * @param totalBytes of the source's tensors
         */
        void at(String tensor, long doneBytes, long totalBytes);
    }

    /**
     * What was done.
     *
     * @param sourceBytes bytes of the source's tensors
     * @param bytes bytes of the new file's tensors
     * @param tensors number of tensors of each type in the new file
     */
    public record Report(long sourceBytes, long bytes, Map<TensorType, Integer> tensors) {}

    /**
     * Converts a GGUF file, or a folder of safetensors, to a GGUF file.
     *
     * @param target replaced if it is there; must not be the source
     * @throws ModelInputException if the source is malformed, has a value that is not finite, or is quantised already
     * @throws ModelResourceException if the disk refuses
     */
    public static Report run(Path source, Path target, Options options, Progress progress) {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try (ModelFile file = ModelFile.open(source)) {
            if (Files.exists(target) && Files.isSameFile(source, target)) {
                throw new ModelInputException("the target must not be the source: " + target);
            }
            Report report = write(file, part, options, progress);
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return report;
        } catch (IOException e) {
            remove(part, e);
            throw new ModelResourceException("cannot write " + target + ": " + e.getMessage(), e);
        } catch (ModelException e) {
            remove(part, e);
            throw e;
        }
    }

    private static Report write(ModelFile file, Path part, Options options, Progress progress) {
        GgufWriter writer = new GgufWriter();
        metadata(file, options.scheme()).forEach(writer::put);
        long total = file.tensors().stream().mapToLong(StoredTensor::byteSize).sum();
        Map<TensorType, Integer> tensors = new EnumMap<>(TensorType.class);
        long bytes = 0;
        try (TensorEncoder encoder = new TensorEncoder(options.threads())) {
            long done = 0;
            for (StoredTensor tensor : file.tensors()) {
                TensorType type = type(file, tensor, options);
                long before = done;
                StoredTensor encoded =
                        encoder.encode(tensor, type, here -> progress.at(tensor.name(), before + here, total));
                writer.add(encoded);
                tensors.merge(type, 1, Integer::sum);
                bytes += encoded.byteSize();
                done += tensor.byteSize();
            }
            writer.write(part);
        }
        return new Report(total, bytes, tensors);
    }

    private static TensorType type(ModelFile file, StoredTensor tensor, Options options) {
        TensorType type = options.scheme().typeOf(tensor, file);
        if (!tensor.type().isQuantised() || type == tensor.type()) {
            return type;
        }
        if (options.requantise()) {
            return type;
        }
        if (tensor.type() == TensorType.MXFP4) {
            return TensorType.MXFP4;
        }
        throw file.metadata()
                .error(tensor.name() + " is " + tensor.type() + " already, so that quantising it again loses twice:"
                        + " start from F16, BF16 or F32, or allow it");
    }

    private static Map<String, GgufValue> metadata(ModelFile file, QuantisationScheme scheme) {
        Map<String, GgufValue> all = new LinkedHashMap<>(file.metadata().all());
        all.keySet().removeIf(key -> key.startsWith("split.") || key.equals("general.alignment"));
        Map<String, GgufValue> tokenizer = GgufTokenizer.keys(file.metadata());
        if (!tokenizer.isEmpty()) {
            all.keySet().removeIf(key -> key.startsWith("tokenizer.huggingface."));
            all.putAll(tokenizer);
        }
        all.put("general.file_type", new GgufValue.Int(GgufType.UINT32, scheme.fileType()));
        all.put("general.quantization_version", new GgufValue.Int(GgufType.UINT32, 2));
        return all;
    }

    private static void remove(Path part, Exception cause) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
