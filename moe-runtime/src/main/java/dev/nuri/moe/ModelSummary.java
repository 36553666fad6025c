package dev.nuri.moe;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.format.GgufMetadata;
import dev.nuri.moe.format.GgufValue;
import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.tensor.StoredTensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a model is, read from its files without loading it.
 *
 * @param path what was opened
 * @param name the makers' name, or empty
 * @param architecture such as {@code qwen3moe}
 * @param parameters elements of all tensors
 * @param activeParameters those that take part in one token: of the routed experts only as many as are chosen
 * @param weightBytes size of all tensors
 * @param activeBytes bytes of weights read for one token; of the embedding one row
 * @param experts routed experts a layer; 0 for a dense model
 * @param expertsUsed how many of them each token uses
 * @param layers number of layers
 * @param contextTokens tokens of context it was trained for
 * @param tokenizer kind of tokenizer and its pre-tokenizer, such as {@code gpt2/qwen2}
 * @param vocabulary number of tokens
 * @param licence as the file says, or empty
 * @param bytesByType size of the tensors of each type
 * @param expertTypes types of the routed experts' weights
 */
public record ModelSummary(
        Path path,
        String name,
        String architecture,
        long parameters,
        long activeParameters,
        long weightBytes,
        long activeBytes,
        int experts,
        int expertsUsed,
        int layers,
        int contextTokens,
        String tokenizer,
        int vocabulary,
        String licence,
        Map<TensorType, Long> bytesByType,
        Set<TensorType> expertTypes) {
    private static final String EXPERTS = "_exps.";
    private static final String EMBEDDING = "token_embd.weight";

    /**
     * Reads a model's headers.
     *
     * @param path a GGUF file, the first of its shards, or a model folder
     * @throws ModelInputException if it cannot be read
     */
    public static ModelSummary of(Path path) {
        try (ModelFile file = ModelFile.open(path)) {
            return of(file);
        }
    }

    private static ModelSummary of(ModelFile file) {
        GgufMetadata metadata = file.metadata();
        String architecture = metadata.text("general.architecture");
        int experts = metadata.integer(architecture + ".expert_count", 0);
        int used = metadata.integer(architecture + ".expert_used_count", 0);
        Count count = new Count(experts, used, file.tensor("output.weight").isPresent());
        file.tensors().forEach(count::add);
        String pre =
                metadata.optionalText("tokenizer.ggml.pre").map(p -> "/" + p).orElse("");
        return new ModelSummary(
                file.path(),
                metadata.optionalText("general.name").orElse(""),
                architecture,
                count.parameters,
                count.activeParameters,
                count.bytes,
                count.activeBytes,
                experts,
                used,
                metadata.integer(architecture + ".block_count", 0),
                metadata.integer(architecture + ".context_length", 0),
                metadata.optionalText("tokenizer.ggml.model").orElse("none") + pre,
                metadata.texts("tokenizer.ggml.tokens").map(List::size).orElse(0),
                licence(metadata),
                Collections.unmodifiableMap(count.bytesByType),
                Collections.unmodifiableSet(count.expertTypes));
    }

    private static String licence(GgufMetadata metadata) {
        return metadata.all().get("general.license") instanceof GgufValue.Text text ? text.value() : "";
    }

    /** Sums over the tensors. */
    private static final class Count {
        private final int experts;
        private final int used;
        private final boolean ownOutput;
        private final Map<TensorType, Long> bytesByType = new EnumMap<>(TensorType.class);
        private final Set<TensorType> expertTypes = EnumSet.noneOf(TensorType.class);
        private long parameters;
        private long activeParameters;
        private long bytes;
        private long activeBytes;

        Count(int experts, int used, boolean ownOutput) {
            this.experts = experts;
            this.used = used;
            this.ownOutput = ownOutput;
        }

        void add(StoredTensor tensor) {
            long elements = Arrays.stream(tensor.shape()).reduce(1, Math::multiplyExact);
            long size = tensor.type().bytes(elements);
            boolean routed = tensor.name().contains(EXPERTS) && experts > 0;
            boolean row = tensor.name().equals(EMBEDDING) && ownOutput;
            parameters += elements;
            bytes += size;
            activeParameters += routed ? elements / experts * used : elements;
            activeBytes += routed ? size / experts * used : row ? size / tensor.size(1) : size;
            bytesByType.merge(tensor.type(), size, Long::sum);
            if (routed) {
                expertTypes.add(tensor.type());
            }
        }
    }
}
