package dev.nuri.generator;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.nuri.generator.GuardedChats.Listener;
import dev.nuri.generator.GuardedChats.Written;
import dev.nuri.generator.prompt.Thoughts;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.IOException;

/** Has a model say what it will: no passages, no citations, no check. Only its thoughts are kept apart. */
final class PlainChat {

    /** Code units a token may have on average before a text that is still going on is without end. */
    private static final int CHARS_PER_TOKEN = 16;

    private final AnswerModel model;
    private final ModelChat chat;
    private final Listener listener;
    private final StringBuilder written = new StringBuilder();
    private final StringBuilder thought = new StringBuilder();
    private final Thoughts thoughts;

    private PlainChat(AnswerModel model, ModelChat chat, Listener listener) {
        this.model = model;
        this.chat = chat;
        this.listener = listener;
        this.thoughts = new Thoughts(chat.think());
    }

    /**
     * Waits for all of a text.
     *
     * @throws java.util.concurrent.CancellationException once the listener says cancelled, or the thread is interrupted
     * @throws NuriException when the model fails: {@code INVALID_INPUT} for what it cannot read or do, {@code BUSY} and
     *     {@code NOT_READY} for what may pass
     */
    static Written of(AnswerModel model, ModelChat chat, Listener listener) {
        return new PlainChat(model, chat, listener).read();
    }

    private Written read() {
        Stages stages = new Stages(new Answerer.Listener() {
            @Override
            public void used(Answer.Usage usage) {
                listener.used(usage);
            }

            @Override
            public boolean cancelled() {
                return listener.cancelled();
            }
        });
        long deadline = System.nanoTime() + model.limits().timeout().toNanos();
        long mostChars = (long) CHARS_PER_TOKEN * chat.maxTokens();
        long chars = 0;
        try (ModelText text = ModelText.start(model, chat, stages)) {
            while (chars <= mostChars) {
                switch (text.next(deadline)) {
                    case ModelText.Event.Piece(String piece) -> {
                        chars += piece.length();
                        tell(thoughts.next(piece));
                    }
                    case ModelText.Event.Thinks(String piece) -> {
                        chars += piece.length();
                        think(piece);
                    }
                    case ModelText.Event.End(Answer.Usage usage, boolean cut) -> {
                        return ended(usage, cut);
                    }
                    case ModelText.Event.Failure(Throwable cause) -> throw failed(cause);
                    case ModelText.Event.Timeout _ -> {
                        return late();
                    }
                }
            }
        }
        return ended(Answer.Usage.NONE, true);
    }

    private void tell(String text) {
        if (!text.isEmpty()) {
            written.append(text);
            listener.text(text);
        }
    }

    private void think(String text) {
        thoughts.apart();
        if (text != null && !text.isEmpty()) {
            thought.append(text);
            listener.thought(text);
        }
    }

    private Written ended(Answer.Usage usage, boolean cut) {
        tell(thoughts.end());
        return new Written(written.toString(), thought.toString(), usage, cut, null);
    }

    private Written late() {
        if (written.isEmpty() && thought.isEmpty()) {
            throw new NuriException(
                    ErrorCode.NOT_READY,
                    "The model " + model.id() + " wrote nothing within "
                            + model.limits().timeout().toMillis() + " ms.");
        }
        return ended(Answer.Usage.NONE, true);
    }

    private NuriException failed(Throwable cause) {
        Throwable known = cause;
        while (!(known instanceof NuriException) && known.getCause() != null) {
            known = known.getCause();
        }
        Throwable told = known instanceof NuriException ? known : cause;
        return new NuriException(
                code(told), "The model " + model.id() + " did not answer: " + NuriException.reason(told) + ".", cause);
    }

    private static ErrorCode code(Throwable cause) {
        return switch (cause) {
            case NuriException known -> known.code();
            case InvalidRequestException _, UnsupportedFeatureException _ -> ErrorCode.INVALID_INPUT;
            case RateLimitException _ -> ErrorCode.BUSY;
            case LangChain4jException _, IOException _ -> ErrorCode.NOT_READY;
            default -> ErrorCode.INTERNAL;
        };
    }
}
