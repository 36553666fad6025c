package dev.nuri.moe.format;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.tensor.StoredTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** The way Llama 3.1 extends its context: slow pairs turn slower by a factor, fast ones as before, those between blend. */
final class HuggingFaceRope {
    private HuggingFaceRope() {}

    /** The divisors of the frequencies, which GGUF stores as a tensor; empty if the config does not ask for them. */
    static Optional<StoredTensor> factors(HuggingFaceConfig config) {
        return config.ropeScaling()
                .filter(rope -> rope.optionalText("rope_type")
                        .or(() -> rope.optionalText("type"))
                        .orElse("")
                        .equals("llama3"))
                .map(rope -> factors(config, rope));
    }

    private static StoredTensor factors(HuggingFaceConfig config, JsonFile rope) {
        int pairs = config.headSize() / 2;
        if (pairs < 1 || pairs > 1 << 16) {
            throw config.json().error("head_dim", "must be 2 to " + (1 << 17) + ", is " + config.headSize());
        }
        double base = config.json()
                .optionalReal("rope_theta")
                .or(() -> rope.optionalReal("rope_theta"))
                .orElse(10000f);
        double factor = rope.real("factor", 8);
        double slow = rope.real("low_freq_factor", 1);
        double fast = rope.real("high_freq_factor", 4);
        int original = rope.integer("original_max_position_embeddings", 8192);
        MemorySegment out = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, pairs);
        for (int i = 0; i < pairs; i++) {
            double turns = original * Math.pow(base, -(double) i / pairs) / (2 * Math.PI);
            double kept = Math.clamp((turns - slow) / (fast - slow), 0.0, 1.0);
            out.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (1 / ((1 - kept) / factor + kept)));
        }
        return new StoredTensor("rope_freqs.weight", TensorType.F32, new long[] {pairs}, out);
    }
}
