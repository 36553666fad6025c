package dev.nuri.moe;

import dev.nuri.moe.model.Decoder;
import java.util.BitSet;
import java.util.List;

/** What one pass read: which experts, and how many bytes of weights. */
final class PassCosts {
    private final List<Decoder.ExpertLayer> layers;
    private final List<int[]> experts; // [T * K] of each layer
    private final double bytesPerToken;

    /**
     * @param experts for each layer with experts the ids chosen, [T * K]
     * @param tokens T
     */
    PassCosts(List<Decoder.ExpertLayer> layers, List<int[]> experts, ModelBytes bytes, int tokens) {
        this.layers = layers;
        this.experts = experts;
        long read = bytes.always();
        for (int i = 0; i < layers.size(); i++) {
            read += distinct(experts.get(i))
                    * bytes.expert().getOrDefault(layers.get(i).layer(), 0L);
        }
        this.bytesPerToken = (double) read / tokens;
    }

    private static long distinct(int[] ids) {
        BitSet seen = new BitSet();
        for (int id : ids) {
            seen.set(id);
        }
        return seen.cardinality();
    }

    /** Bytes read, shared out among the pass's tokens. */
    double bytesPerToken() {
        return bytesPerToken;
    }

    /** Adds the uses by tokens [from, from + count) of the pass to {@code uses} [layer with experts][expert]. */
    void addUses(int from, int count, int[][] uses) {
        for (int i = 0; i < layers.size(); i++) {
            int each = layers.get(i).chosen();
            for (int at = from * each; at < (from + count) * each; at++) {
                uses[i][experts.get(i)[at]]++;
            }
        }
    }
}
