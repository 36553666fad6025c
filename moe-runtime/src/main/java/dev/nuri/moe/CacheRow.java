package dev.nuri.moe;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.format.GgufMetadata;
import dev.nuri.moe.model.Architecture;

/**
 * What a model keeps for each token, from its hyper-parameters alone.
 *
 * @param layers that keep something
 * @param heads kept in each
 * @param keyColumns elements of a key
 * @param valueColumns elements of a value; 0 where values are a part of the keys
 */
record CacheRow(int layers, int heads, int keyColumns, int valueColumns) {
    static CacheRow of(GgufMetadata metadata) {
        String prefix = metadata.text("general.architecture") + ".";
        if (Architecture.ENCODERS.containsKey(metadata.text("general.architecture"))) {
            return new CacheRow(0, 1, 0, 0);
        }
        int layers = metadata.integer(prefix + "block_count") - metadata.integer(prefix + "nextn_predict_layers", 0);
        int rank = metadata.integer(prefix + "attention.kv_lora_rank", 0);
        if (rank > 0) {
            return new CacheRow(layers, 1, rank + metadata.integer(prefix + "rope.dimension_count"), 0);
        }
        int heads = Math.max(1, metadata.integer(prefix + "attention.head_count"));
        int size = metadata.integer(
                prefix + "attention.key_length", metadata.integer(prefix + "embedding_length") / heads);
        int kept = metadata.integer(prefix + "attention.head_count_kv", heads);
        return new CacheRow(layers, kept, size, size);
    }

    /** Bytes of one token in all layers. */
    long bytes(TensorType type) {
        long elements = (long) layers * heads * (keyColumns + valueColumns);
        // Keys that fill no whole block are refused later, with the reason; here they count as if they did.
        return Math.ceilDiv(elements, type.blockElements()) * (long) type.blockBytes();
    }

    boolean canBeQ80() {
        int block = TensorType.Q8_0.blockElements();
        return keyColumns % block == 0 && valueColumns % block == 0;
    }
}
