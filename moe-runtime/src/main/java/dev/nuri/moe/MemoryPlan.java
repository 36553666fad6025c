package dev.nuri.moe;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.format.GgufMetadata;
import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.model.Architecture;
import dev.nuri.moe.tensor.StoredTensor;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a model needs and where it will be, known from its file's metadata before anything is loaded.
 *
 * @param weightBytes all weights
 * @param expertBytes those of them that belong to routed experts
 * @param f16BytesPerThousandTokens keys and values of 1,000 tokens in F16
 * @param q80BytesPerThousandTokens the same in Q8_0; 0 if the model's keys cannot be stored so
 * @param cacheBytes keys and values of all the tokens asked for
 * @param workspaceBytes scratch memory of a pass, estimated
 * @param memoryBytes memory of the machine
 * @param availableBytes memory that can be had now without pushing programs out
 * @param placement where the weights will be
 */
public record MemoryPlan(
        long weightBytes,
        long expertBytes,
        long f16BytesPerThousandTokens,
        long q80BytesPerThousandTokens,
        long cacheBytes,
        long workspaceBytes,
        long memoryBytes,
        long availableBytes,
        Placement placement) {

    /** Where weights are. */
    public enum Placement {
        /** In memory, perhaps in a layout of the backend's own. */
        MEMORY,
        /** Mapped from the file, all of it in the page cache. */
        MAPPED,
        /** Mapped from the file; experts come from disk when they are not in the page cache. */
        EXPERTS_FROM_DISK,
        /** It does not fit: what every token needs is more than the memory there is. */
        DOES_NOT_FIT
    }

    /** Tokens of a pass for which scratch memory is counted. */
    private static final int PASS_TOKENS = 512;

    /** Memory left to everybody else. */
    private static final long RESERVE = 256L << 20;

    /**
     * The plan for a model on this machine.
     *
     * @param model as {@link LanguageModel#open} takes it
     * @throws ModelInputException if the file is malformed
     */
    public static MemoryPlan of(Path model, EngineSettings settings) {
        try (ModelFile file = ModelFile.open(model)) {
            return of(file, settings.cacheTokens(), settings.cacheType(), Memory.total(), Memory.available());
        }
    }

    static MemoryPlan of(ModelFile file, int tokens, TensorType cacheType, long memory, long available) {
        CacheRow row = CacheRow.of(file.metadata());
        long weights = 0;
        long experts = 0;
        for (StoredTensor tensor : file.tensors()) {
            weights += tensor.byteSize();
            experts += tensor.name().contains("_exps.") ? tensor.byteSize() : 0;
        }
        long cache = Math.multiplyExact(row.bytes(cacheType), (long) tokens);
        long workspace = workspace(file);
        return new MemoryPlan(
                weights,
                experts,
                1000 * row.bytes(TensorType.F16),
                row.canBeQ80() ? 1000 * row.bytes(TensorType.Q8_0) : 0,
                cache,
                workspace,
                memory,
                available,
                placement(weights, experts, cache + workspace + RESERVE, memory, available));
    }

    private static Placement placement(long weights, long experts, long rest, long memory, long available) {
        if (weights - experts > memory - rest || rest - RESERVE > available) {
            return Placement.DOES_NOT_FIT;
        }
        if (weights > memory - rest) {
            return Placement.EXPERTS_FROM_DISK;
        }
        return Architecture.staysInMemory(weights, memory) ? Placement.MEMORY : Placement.MAPPED;
    }

    /** Hidden states, projections and experts' inner states of a pass, and logits: an estimate from above. */
    private static long workspace(ModelFile file) {
        GgufMetadata metadata = file.metadata();
        String prefix = metadata.text("general.architecture") + ".";
        long embedding = metadata.integer(prefix + "embedding_length");
        long chosen = metadata.integer(prefix + "expert_used_count", 1);
        long inner = file.tensors().stream()
                .filter(tensor -> tensor.name().contains("ffn_up"))
                .mapToLong(tensor -> tensor.size(1))
                .max()
                .orElse(4 * embedding);
        long vocabulary = file.tensor("token_embd.weight").map(t -> t.size(1)).orElse(0);
        return 4 * (PASS_TOKENS * (12 * embedding + chosen * (2 * inner + embedding)) + 32 * vocabulary);
    }

    /** Whether it can run. */
    public boolean fits() {
        return placement != Placement.DOES_NOT_FIT;
    }

    /** The plan in one sentence. */
    public String sentence() {
        String needs = String.format(
                Locale.ROOT,
                "needs %s of weights (%s of them experts), %s for keys and values (%s for 1,000 tokens in F16%s) and"
                        + " about %s of scratch memory; the machine has %s, of which %s can be had now",
                size(weightBytes),
                size(expertBytes),
                size(cacheBytes),
                size(f16BytesPerThousandTokens),
                q80BytesPerThousandTokens == 0 ? "" : ", " + size(q80BytesPerThousandTokens) + " in Q8_0",
                size(workspaceBytes),
                size(memoryBytes),
                size(availableBytes));
        return switch (placement) {
            case MEMORY -> "fits in memory: " + needs;
            case MAPPED -> "fits in memory as mapped from its file: " + needs;
            case EXPERTS_FROM_DISK -> "runs with experts read from disk when they are needed: " + needs;
            case DOES_NOT_FIT -> "does not fit: " + needs + "; take a smaller context, a Q8_0 cache or a smaller model";
        };
    }

    private static String size(long bytes) {
        return bytes >= 1L << 30
                ? String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30))
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1L << 20));
    }

    /**
     * Refuses what cannot run.
     *
     * @throws ModelResourceException with {@link #sentence}
     */
    void check() {
        if (!fits()) {
            throw new ModelResourceException("the model " + sentence());
        }
    }
}
