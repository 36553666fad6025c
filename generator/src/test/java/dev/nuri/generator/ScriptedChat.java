package dev.nuri.generator;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A chat model that plays what a test wrote down, in pieces of a few characters, on a thread of its own. */
final class ScriptedChat implements StreamingChatModel {

    /** What a model is asked, as text; the system message is empty when there is none. */
    record Asked(String system, String user, List<ChatMessage> messages) {}

    /** One step of a script. */
    sealed interface Step {

        record Say(String text) implements Step {}

        record Think(String text) implements Step {}

        record Wait(long millis) implements Step {}

        record Fail(RuntimeException failure) implements Step {}

        /** Says the same until it is cancelled. */
        record Forever(String text) implements Step {}

        /** Ends because the limit of tokens was reached. */
        record Cut() implements Step {}
    }

    private final Function<Asked, List<Step>> script;
    final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger running = new AtomicInteger();

    ScriptedChat(Function<Asked, List<Step>> script) {
        this.script = script;
    }

    /** A model that says this whatever it is asked. */
    static ScriptedChat saying(String text) {
        return new ScriptedChat(asked -> List.of(new Step.Say(text)));
    }

    static ScriptedChat playing(Step... steps) {
        return new ScriptedChat(asked -> List.of(steps));
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        Asked question = new Asked(
                request.messages().getFirst() instanceof SystemMessage system ? system.text() : "",
                ((UserMessage) request.messages().getLast()).singleText(),
                request.messages());
        asked.add(question);
        running.incrementAndGet();
        Thread.ofVirtual().start(() -> {
            try {
                play(script.apply(question), handler);
            } finally {
                running.decrementAndGet();
            }
        });
    }

    private static void play(List<Step> steps, StreamingChatResponseHandler handler) {
        Handle handle = new Handle();
        FinishReason reason = FinishReason.STOP;
        for (Step step : steps) {
            switch (step) {
                case Step.Say(String text) -> say(text, handler, handle);
                case Step.Think(String text) -> handler.onPartialThinking(new PartialThinking(text));
                case Step.Wait(long millis) -> pause(millis);
                case Step.Fail(RuntimeException failure) -> {
                    handler.onError(failure);
                    return;
                }
                case Step.Forever(String text) -> {
                    while (!handle.cancelled) {
                        say(text, handler, handle);
                    }
                }
                case Step.Cut() -> reason = FinishReason.LENGTH;
            }
            if (handle.cancelled) {
                return;
            }
        }
        handler.onCompleteResponse(ChatResponse.builder()
                .aiMessage(AiMessage.from("."))
                .tokenUsage(new TokenUsage(100, 20))
                .finishReason(reason)
                .build());
    }

    private static void say(String text, StreamingChatResponseHandler handler, Handle handle) {
        for (int at = 0; at < text.length() && !handle.cancelled; at += 3) {
            handler.onPartialResponse(
                    new PartialResponse(text.substring(at, Math.min(text.length(), at + 3))),
                    new PartialResponseContext(handle));
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Handle implements StreamingHandle {

        private volatile boolean cancelled;

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }
}
