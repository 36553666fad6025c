package dev.nuri.generator;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.nuri.indexer.StageListener;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What a model writes, as it comes: one thread reads while the model's own writes. Ends the model's work when closed, and
 * when nobody waits for the answer any more.
 */
final class ModelText implements AutoCloseable {

    /** How often it is asked whether anybody still waits. */
    private static final long POLL_MILLIS = 20;

    /** A model that is faster than its reader waits, so that a text without end takes no more memory than this. */
    private static final int MOST_UNREAD = 1_000;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(MOST_UNREAD);
    private StreamingHandle handle;
    private boolean closed;

    /** What a model does. */
    sealed interface Event {

        /** More text. */
        record Piece(String text) implements Event {}

        /** It thinks, in a channel of its own. */
        record Thinks(String text) implements Event {}

        /**
         * The text is over.
         *
         * @param cut whether the limit of tokens ended it
         */
        record End(Answer.Usage usage, boolean cut) implements Event {}

        /** It failed. */
        record Failure(Throwable cause) implements Event {}

        /** The time is up. */
        record Timeout() implements Event {}
    }

    private ModelText() {}

    /** Begins; the call itself may wait for a model that is loading, so it has a thread of its own. */
    static ModelText start(AnswerModel model, List<ChatMessage> messages, AnswerModel.Form form) {
        return start(handler -> model.start(messages, form, handler));
    }

    /** The same of a chat. */
    static ModelText start(AnswerModel model, ModelChat chat) {
        return start(handler -> model.chat(chat, handler));
    }

    private static ModelText start(Function<StreamingChatResponseHandler, StreamingHandle> begin) {
        ModelText text = new ModelText();
        Thread.ofVirtual().name("answer-model").start(StageListener.carried(() -> {
            try {
                text.began(begin.apply(text.new Handler()));
            } catch (RuntimeException | Error e) {
                text.tell(new Event.Failure(e));
            }
        }));
        return text;
    }

    private synchronized void began(StreamingHandle started) {
        handle = started;
        if (closed) {
            started.cancel();
        }
    }

    /**
     * Waits for what comes next.
     *
     * @param deadline of {@link System#nanoTime()}
     * @throws CancellationException once nobody waits for the answer any more
     */
    Event next(Stages stages, long deadline) {
        try {
            while (true) {
                stages.requireWanted();
                long left = deadline - System.nanoTime();
                long wait = Math.min(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS), Math.max(0, left));
                Event event = events.poll(wait, TimeUnit.NANOSECONDS);
                if (event != null) {
                    return event;
                }
                if (left <= 0) {
                    return new Event.Timeout();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a model");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (handle != null) {
            handle.cancel();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void tell(Event event) {
        try {
            while (!isClosed() && !events.offer(event, POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                // The reader is behind.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hears the model. */
    private final class Handler implements StreamingChatResponseHandler {

        @Override
        public void onPartialResponse(String text) {
            tell(new Event.Piece(text));
        }

        @Override
        public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
            onPartialResponse(partial.text());
        }

        @Override
        public void onPartialThinking(PartialThinking thinking) {
            tell(new Event.Thinks(thinking.text()));
        }

        @Override
        public void onPartialThinking(PartialThinking thinking, PartialThinkingContext context) {
            onPartialThinking(thinking);
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            TokenUsage usage = response.tokenUsage();
            tell(new Event.End(
                    usage == null
                            ? Answer.Usage.NONE
                            : new Answer.Usage(count(usage.inputTokenCount()), count(usage.outputTokenCount())),
                    response.finishReason() == FinishReason.LENGTH));
        }

        private static long count(Integer tokens) {
            return tokens == null ? 0 : tokens;
        }

        @Override
        public void onError(Throwable error) {
            tell(new Event.Failure(error));
        }
    }
}
