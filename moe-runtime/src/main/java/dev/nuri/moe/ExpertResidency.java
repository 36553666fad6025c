package dev.nuri.moe;

import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.model.Decoder;
import dev.nuri.moe.tensor.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How often experts are in memory when they are needed, where a model is larger than memory: in some passes, one layer's
 * experts are looked up in the page cache before the pass, and compared with those used after it.
 */
final class ExpertResidency {
    private static final int PASSES_BETWEEN = 8;

    private final ModelFile file;
    private final List<Decoder.ExpertLayer> layers;
    private final SplittableRandom random = new SplittableRandom(1);
    private int pass;
    private int layer; // the one looked up, an index in layers
    private BitSet loaded; // its experts in memory before the pass, or null where this pass is not looked at

    ExpertResidency(ModelFile file, List<Decoder.ExpertLayer> layers) {
        this.file = file;
        this.layers = layers;
    }

    /** Looks before a pass. */
    void before() {
        loaded = null;
        if (!layers.isEmpty() && pass++ % PASSES_BETWEEN == 0) {
            layer = random.nextInt(layers.size());
            Decoder.ExpertLayer looked = layers.get(layer);
            loaded = file.tensor("blk." + looked.layer() + ".ffn_down_exps.weight")
                    .map(tensor -> loaded(tensor, looked.experts()))
                    .orElse(null);
        }
    }

    /** The slices that are in memory; null where the tensor is not one mapped piece. */
    static BitSet loaded(StoredTensor tensor, int experts) {
        List<MemorySegment> parts = tensor.parts();
        if (parts.size() != 1 || !parts.getFirst().isMapped()) {
            return null;
        }
        long each = tensor.byteSize() / experts;
        BitSet out = new BitSet(experts);
        for (int expert = 0; expert < experts; expert++) {
            out.set(expert, parts.getFirst().asSlice(expert * each, each).isLoaded());
        }
        return out;
    }

    /**
     * Compares after the pass.
     *
     * @param experts for each layer with experts the ids chosen, [T * K]
     * @param from the first token of the request that counts
     * @param count its tokens
     */
    void after(List<int[]> experts, int from, int count, CounterSheet counters) {
        if (loaded != null) {
            int each = layers.get(layer).chosen();
            int hits = 0;
            for (int i = from * each; i < (from + count) * each; i++) {
                hits += loaded.get(experts.get(layer)[i]) ? 1 : 0;
            }
            counters.sampled(count * each, hits);
        }
    }
}
