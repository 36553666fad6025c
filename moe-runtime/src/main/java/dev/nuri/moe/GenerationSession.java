package dev.nuri.moe;

import dev.nuri.hw.Device;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.cache.KvPool;
import dev.nuri.moe.cache.KvSequence;
import dev.nuri.moe.model.Decoder;
import dev.nuri.moe.model.Runner;
import java.util.Arrays;
import java.util.List;

/**
 * One conversation with a {@link LanguageModel}, token by token: it owns the keys and values of the tokens seen so far.
 * For one thread; closing it frees its memory.
 */
public final class GenerationSession implements AutoCloseable {
    private final KvPool pool;
    private final KvSequence sequence;
    private final Runner runner;
    private final int vocabularySize;
    private boolean closed;

    GenerationSession(Device device, Decoder decoder, int contextTokens, TensorType cacheType) {
        int pages = KvPool.pagesFor(contextTokens);
        this.pool = new KvPool(device, decoder.cacheShapes(), pages, cacheType);
        int[] all = new int[pages];
        Arrays.setAll(all, i -> pool.take());
        this.sequence = new KvSequence(all, contextTokens, 0);
        this.runner = new Runner(device, decoder, pool);
        this.vocabularySize = decoder.vocabularySize();
    }

    /**
     * Runs a prompt, or a further part of one.
     *
     * @param ids at least one token
     * @return logits of the token that follows, one for each id of the vocabulary
     * @throws ModelInputException if an id is unknown, or the context would overflow
     */
    public float[] prefill(int... ids) {
        check(ids);
        List<float[]> logits = List.of();
        for (int from = 0; from < ids.length; from += Runner.MOST_TOKENS) {
            int to = Math.min(ids.length, from + Runner.MOST_TOKENS);
            logits = run(Arrays.copyOfRange(ids, from, to), to == ids.length ? Runner.Wanted.LAST : Runner.Wanted.NONE);
        }
        return logits.getFirst();
    }

    /** Runs one more token; like {@link #prefill} of it alone. */
    public float[] decode(int id) {
        return prefill(id);
    }

    /**
     * Runs tokens of which it is not yet known whether they stay, see {@link #rewind}.
     *
     * @param ids 1 to 512 tokens
     * @return for each of them the logits of the token that follows
     * @throws ModelInputException if an id is unknown, or the context would overflow
     */
    public List<float[]> decodeAll(int... ids) {
        check(ids);
        if (ids.length > Runner.MOST_TOKENS) {
            throw new ModelInputException(
                    "decodeAll takes at most " + Runner.MOST_TOKENS + " tokens, got " + ids.length);
        }
        return run(ids, Runner.Wanted.ALL);
    }

    /**
     * Forgets the tokens from a position on.
     *
     * @param position 0 to {@link #position}
     */
    public void rewind(int position) {
        if (position < 0 || position > sequence.position()) {
            throw new ModelInputException(
                    "rewind takes a position from 0 to " + sequence.position() + ", got " + position);
        }
        sequence.rewind(position);
    }

    private List<float[]> run(int[] ids, Runner.Wanted wanted) {
        return LanguageModel.translated(() -> runner.run(List.of(new Runner.Part(sequence, ids, wanted))))
                .logits()
                .getFirst();
    }

    private void check(int[] ids) {
        if (closed) {
            throw new ModelInputException("the session is closed");
        }
        if (ids.length == 0) {
            throw new ModelInputException("prefill needs at least one token");
        }
        int left = sequence.capacity() - sequence.position();
        if (ids.length > left) {
            throw new ModelInputException("the context of " + sequence.capacity() + " tokens overflows by "
                    + (ids.length - left) + ": " + sequence.position() + " used, " + ids.length + " more asked for");
        }
        for (int id : ids) {
            if (id < 0 || id >= vocabularySize) {
                throw new ModelInputException("token id must be in [0, " + vocabularySize + "), got " + id);
            }
        }
    }

    /** Tokens run so far. */
    public int position() {
        return sequence.position();
    }

    /** Tokens it can hold. */
    public int contextTokens() {
        return sequence.capacity();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            runner.close();
            pool.close();
        }
    }
}
