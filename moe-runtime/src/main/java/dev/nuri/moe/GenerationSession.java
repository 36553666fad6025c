package dev.nuri.moe;

import dev.nuri.moe.model.Runner;

/**
 * One conversation with a {@link LanguageModel}: it owns the keys and values of the tokens seen so far. For one thread;
 * closing it frees its memory.
 */
public final class GenerationSession implements AutoCloseable {
    private final Runner runner;
    private final int vocabularySize;
    private boolean closed;

    GenerationSession(Runner runner, int vocabularySize) {
        this.runner = runner;
        this.vocabularySize = vocabularySize;
    }

    /**
     * Runs a prompt, or a further part of one.
     *
     * @param ids at least one token
     * @return logits of the token that follows, one for each id of the vocabulary
     * @throws ModelInputException if an id is unknown, or the context would overflow
     */
    public float[] prefill(int... ids) {
        if (closed) {
            throw new ModelInputException("the session is closed");
        }
        if (ids.length == 0) {
            throw new ModelInputException("prefill needs at least one token");
        }
        int left = runner.capacity() - runner.position();
        if (ids.length > left) {
            throw new ModelInputException("the context of " + runner.capacity() + " tokens overflows by "
                    + (ids.length - left) + ": " + runner.position() + " used, " + ids.length + " more asked for");
        }
        for (int id : ids) {
            if (id < 0 || id >= vocabularySize) {
                throw new ModelInputException("token id must be in [0, " + vocabularySize + "), got " + id);
            }
        }
        return LanguageModel.translated(() -> runner.run(ids));
    }

    /** Runs one more token; like {@link #prefill} of it alone. */
    public float[] decode(int id) {
        return prefill(id);
    }

    /** Tokens run so far. */
    public int position() {
        return runner.position();
    }

    /** Tokens it can hold. */
    public int contextTokens() {
        return runner.capacity();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            runner.close();
        }
    }
}
