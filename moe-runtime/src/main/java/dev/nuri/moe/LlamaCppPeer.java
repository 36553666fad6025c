package dev.nuri.moe;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * llama.cpp on a model, for comparison: how fast its shared libraries, if the machine has them, run the same file on as
 * many threads. Nothing else of the runtime uses it. For one thread; several may be open at once, so that measurements
 * can alternate.
 */
public final class LlamaCppPeer implements AutoCloseable {
    /** Tokens in the cache while decoding is measured, as many as a short prompt has. */
    private static final int PROMPT = 32;

    private final Arena arena = Arena.global(); // libraries stay loaded: their static data may outlive a model
    private final LlamaCppLibrary library;
    private final MemorySegment model;
    private final MemorySegment context;
    private final int vocabulary;
    private final int contextTokens;
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    private boolean closed;

    /**
     * Loads a model.
     *
     * @param libraries folder of libllama, libggml, libggml-base and the processor backends
     * @param file a GGUF file
     * @param threads to compute on, at least 1
     * @param contextTokens the longest prompt that will be measured, and at least 32 more than tokens decoded
     * @throws ModelInputException if a library is missing or of an unknown release, or the model cannot be loaded
     */
    public static LlamaCppPeer open(Path libraries, Path file, int threads, int contextTokens) {
        return new LlamaCppPeer(libraries, file, threads, contextTokens);
    }

    private LlamaCppPeer(Path libraries, Path file, int threads, int contextTokens) {
        this.contextTokens = contextTokens;
        MemorySegment loaded = MemorySegment.NULL;
        LlamaCppLibrary opened = null;
        try {
            opened = new LlamaCppLibrary(libraries, arena);
            loaded = opened.loadModel(file);
            vocabulary = opened.vocabularySize(loaded);
            context = opened.newContext(loaded, contextTokens, threads);
        } catch (RuntimeException | Error e) {
            if (opened != null && !loaded.equals(MemorySegment.NULL)) {
                opened.freeModel(loaded);
            }
            throw e;
        }
        library = opened;
        model = loaded;
    }

    /**
     * Runs a prompt of random tokens in one batch, from an empty cache.
     *
     * @param tokens 1 to {@code contextTokens}
     * @return tokens/s
     */
    public double prefill(int tokens) {
        check(tokens, contextTokens);
        library.clear(context);
        int[] ids = ids(tokens);
        long start = System.nanoTime();
        library.decode(context, ids, 0);
        return tokens / seconds(System.nanoTime() - start);
    }

    /**
     * Runs random tokens one at a time after a prompt of 32.
     *
     * @param tokens 1 to {@code contextTokens - 32}
     * @return tokens/s by the median of the times of single tokens, which other load on the machine moves little
     */
    public double decode(int tokens) {
        check(tokens, contextTokens - PROMPT);
        library.clear(context);
        library.decode(context, ids(PROMPT), 0);
        long[] times = new long[tokens];
        for (int i = 0; i < tokens; i++) {
            int[] id = ids(1);
            long start = System.nanoTime();
            library.decode(context, id, PROMPT + i);
            times[i] = System.nanoTime() - start;
        }
        Arrays.sort(times);
        return 1 / seconds(times[tokens / 2]);
    }

    private void check(int tokens, int most) {
        if (closed) {
            throw new ModelInputException("the peer is closed");
        }
        if (tokens < 1 || tokens > most) {
            throw new ModelInputException("tokens must be 1 to " + most + ", got " + tokens);
        }
    }

    private static double seconds(long nanos) {
        return nanos * 1e-9;
    }

    private int[] ids(int count) {
        return random.ints(count, 0, vocabulary).toArray();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            library.freeContext(context);
            library.freeModel(model);
        }
    }
}
