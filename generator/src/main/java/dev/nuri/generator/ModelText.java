package dev.nuri.generator;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
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
import java.util.stream.Collectors;

/**
 * What a model writes, as it comes: one thread reads while the model's own writes. Ends the model's work when closed, and
 * when nobody waits for the answer any more.
 */
final class ModelText implements AutoCloseable {

    /** How often it is asked whether anybody still waits. */
    private static final long POLL_MILLIS = 20;

    /** A model that is faster than its reader waits, so that a text without end takes no more memory than this. */
    private static final int MOST_UNREAD = 1_000;

    private final AnswerModel model;
    private final List<ChatMessage> messages;
    private final Stages stages;
    /** What was read of it. */
    private final StringBuilder heard = new StringBuilder();
    /** How it ended; null while it has not. */
    private Event last;

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

    private ModelText(AnswerModel model, List<ChatMessage> messages, Stages stages) {
        this.model = model;
        this.messages = messages;
        this.stages = stages;
    }

    /**
     * Begins; the call itself may wait for a model that is loading, so it has a thread of its own.
     *
     * @param stages of the answer it is for, which are told what it used
     */
    static ModelText start(AnswerModel model, List<ChatMessage> messages, AnswerModel.Form form, Stages stages) {
        return new ModelText(model, messages, stages).begin(handler -> model.start(messages, form, handler));
    }

    /** The same of a chat. */
    static ModelText start(AnswerModel model, ModelChat chat, Stages stages) {
        return new ModelText(model, chat.messages(), stages).begin(handler -> model.chat(chat, handler));
    }

    /** What a message says. */
    static String text(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> system.text();
            case UserMessage user -> user.singleText();
            case AiMessage ai -> ai.text();
            default -> throw new IllegalArgumentException("a chat has no message of type " + message.type());
        };
    }

    private ModelText begin(Function<StreamingChatResponseHandler, StreamingHandle> begin) {
        Thread.ofVirtual().name("answer-model").start(StageListener.carried(() -> {
            try {
                began(begin.apply(new Handler()));
            } catch (RuntimeException | Error e) {
                tell(new Event.Failure(e));
            }
        }));
        return this;
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
    Event next(long deadline) {
        try {
            while (true) {
                stages.requireWanted();
                long left = deadline - System.nanoTime();
                long wait = Math.min(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS), Math.max(0, left));
                Event event = events.poll(wait, TimeUnit.NANOSECONDS);
                if (event != null) {
                    note(event);
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

    private void note(Event event) {
        switch (event) {
            case Event.Piece(String text) -> heard.append(text);
            case Event.Thinks(String text) -> heard.append(text);
            default -> last = event;
        }
    }

    @Override
    public void close() {
        end();
        stages.used(used());
    }

    private synchronized void end() {
        closed = true;
        if (handle != null) {
            handle.cancel();
        }
    }

    /** As it counted; a model that was given up, or does not count, read what it was sent and wrote what was heard. */
    private Answer.Usage used() {
        if (last instanceof Event.End end && end.usage().tokens() > 0) {
            return end.usage();
        }
        if (last instanceof Event.Failure && heard.isEmpty()) {
            return Answer.Usage.NONE;
        }
        String sent = messages.stream().map(ModelText::text).collect(Collectors.joining("\n"));
        return new Answer.Usage(model.tokens(sent), heard.isEmpty() ? 0 : model.tokens(heard.toString()));
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
