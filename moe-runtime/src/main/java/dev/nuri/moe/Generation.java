package dev.nuri.moe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * A running generation: its tokens wait here until they are taken, so a slow reader holds nobody up. One thread reads;
 * any may cancel. Closing cancels.
 */
public final class Generation implements AutoCloseable {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<GeneratedToken> tokens = new ArrayList<>(); // taken so far
    private final StringBuilder text = new StringBuilder();
    private volatile boolean cancelled;
    private End end; // once it was taken

    private sealed interface Event {}

    private record Token(GeneratedToken token) implements Event {}

    /** The last event: a reason and counters, or a failure. */
    private record End(StopReason reason, String rest, GenerationCounters counters, RuntimeException failure)
            implements Event {}

    Generation() {}

    /**
     * Waits for the next token.
     *
     * @return empty if there is none any more
     * @throws ModelException if the generation failed
     * @throws CancellationException if the thread was interrupted while it waited; the generation is cancelled
     */
    public Optional<GeneratedToken> next() {
        if (end == null) {
            switch (take()) {
                case Token(GeneratedToken token) -> {
                    tokens.add(token);
                    text.append(token.text());
                    return Optional.of(token);
                }
                case End last -> {
                    end = last;
                    if (last.rest != null) {
                        text.append(last.rest);
                    }
                }
            }
        }
        if (end.failure != null) {
            throw end.failure;
        }
        return Optional.empty();
    }

    private Event take() {
        try {
            return events.take();
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a token");
        }
    }

    /**
     * Waits for the end; tokens that were not taken are in the result too.
     *
     * @throws ModelException if the generation failed
     */
    public GenerationResult result() {
        return result(token -> {});
    }

    /**
     * Waits for the end, giving each token not yet taken to a listener on this thread; a listener that throws cancels.
     *
     * @throws ModelException if the generation failed
     */
    public GenerationResult result(Consumer<GeneratedToken> listener) {
        try {
            for (Optional<GeneratedToken> token = next(); token.isPresent(); token = next()) {
                listener.accept(token.get());
            }
        } catch (RuntimeException | Error e) {
            cancel();
            throw e;
        }
        return new GenerationResult(text.toString(), tokens, end.reason, end.counters);
    }

    /** Ends it within one token; what was generated stays available. Harmless when it has ended. */
    public void cancel() {
        cancelled = true;
    }

    @Override
    public void close() {
        cancel();
    }

    boolean isCancelled() {
        return cancelled;
    }

    void offer(GeneratedToken token) {
        events.add(new Token(token));
    }

    /**
     * Ends it well.
     *
     * @param rest text that was held back and that no token brought
     */
    void end(StopReason reason, String rest, GenerationCounters counters) {
        events.add(new End(reason, rest, counters, null));
    }

    void fail(RuntimeException failure) {
        events.add(new End(null, null, null, failure));
    }
}
