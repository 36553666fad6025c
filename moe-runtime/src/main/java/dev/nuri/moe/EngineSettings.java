package dev.nuri.moe;

import dev.nuri.hw.TensorType;

/**
 * How a {@link GenerationEngine} shares a model.
 *
 * @param cacheTokens tokens its KV cache holds, of all requests together
 * @param cacheType F16, Q8_0 (half of the memory), BF16 or F32
 * @param mostRunning requests that run together
 * @param mostWaiting requests that may wait for their turn; one more is refused
 * @param prefillChunk prompt tokens run in one step while others are decoding: a small number keeps those fluent, a
 *     great one gets prompts done sooner
 */
public record EngineSettings(
        int cacheTokens, TensorType cacheType, int mostRunning, int mostWaiting, int prefillChunk) {
    public EngineSettings {
        require("cacheTokens", cacheTokens, 2, Integer.MAX_VALUE / 2);
        require("mostRunning", mostRunning, 1, 256);
        require("mostWaiting", mostWaiting, 0, Integer.MAX_VALUE);
        require("prefillChunk", prefillChunk, 1, 256);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ModelInputException(name + " must be " + least + " to " + most + ", got " + value);
        }
    }

    /** 8,192 tokens in F16, 8 requests together, 64 waiting, prompts in steps of 64. */
    public static EngineSettings defaults() {
        return new EngineSettings(8192, TensorType.F16, 8, 64, 64);
    }

    /** The same with another size of the cache. */
    public EngineSettings withCacheTokens(int tokens) {
        return new EngineSettings(tokens, cacheType, mostRunning, mostWaiting, prefillChunk);
    }

    /** The same with another type of the cache. */
    public EngineSettings withCacheType(TensorType type) {
        return new EngineSettings(cacheTokens, type, mostRunning, mostWaiting, prefillChunk);
    }
}
