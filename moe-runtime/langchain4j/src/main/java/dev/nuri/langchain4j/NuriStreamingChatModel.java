package dev.nuri.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.nuri.moe.Generation;
import dev.nuri.moe.GenerationEngine;
import dev.nuri.moe.GenerationResult;
import java.util.Set;

/**
 * A language model in this process as a LangChain4j {@link StreamingChatModel}: text comes as soon as it is certain. Each
 * request is heard on a virtual thread of its own, so that a slow handler holds up nobody else. A handler that cancels,
 * or throws, ends its generation within one token. For any thread; the model and its engine belong to the caller.
 */
public final class NuriStreamingChatModel implements StreamingChatModel {
    private final Requests requests;
    private final GenerationEngine engine;

    /**
     * @param engine answers; its model stays open
     * @param format how messages become a prompt
     * @param defaults what requests do not say themselves; most probable tokens, at most 512 of them, where neither says
     */
    public NuriStreamingChatModel(GenerationEngine engine, PromptFormat format, ChatRequestParameters defaults) {
        this.requests = new Requests(format, defaults);
        this.engine = engine;
    }

    /** The same without defaults. */
    public NuriStreamingChatModel(GenerationEngine engine, PromptFormat format) {
        this(engine, format, Requests.NO_DEFAULTS);
    }

    /** Begins to answer; whatever goes wrong reaches the handler. */
    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        start(request, handler);
    }

    /**
     * Begins to answer as {@link #chat(ChatRequest, StreamingChatResponseHandler)} does, and gives what cancels it, which
     * a handler gets only with the first text: prompts take time too.
     *
     * @param request with the defaults already merged in
     * @return cancels within one token, or one step of the prompt; cancelled already when the request was refused
     */
    public StreamingHandle start(ChatRequest request, StreamingChatResponseHandler handler) {
        Generation generation;
        try {
            generation = Requests.translated(() -> engine.start(requests.of(request)));
        } catch (RuntimeException e) {
            handler.onError(e);
            return new Handle(null);
        }
        Handle handle = new Handle(generation);
        Thread.ofVirtual().name("nuri-chat").start(() -> listen(generation, handle, handler));
        return handle;
    }

    private void listen(Generation generation, Handle handle, StreamingChatResponseHandler handler) {
        StringBuilder told = new StringBuilder();
        GenerationResult result;
        try {
            result = Requests.translated(() -> generation.result(token -> {
                told.append(token.text());
                tell(token.text(), handler, handle);
            }));
            // What was held back in case it began a stop sequence comes with the end, not with a token.
            tell(result.text().substring(told.length()), handler, handle);
        } catch (RuntimeException e) {
            generation.cancel();
            handler.onError(e);
            return;
        }
        // A generation that its handler cancelled ends in silence, as the interface has it.
        if (!handle.isCancelled()) {
            handler.onCompleteResponse(requests.response(result));
        }
    }

    private static void tell(String text, StreamingChatResponseHandler handler, Handle handle) {
        if (!text.isEmpty() && !handle.isCancelled()) {
            handler.onPartialResponse(new PartialResponse(text), new PartialResponseContext(handle));
        }
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return requests.defaults();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }

    /** What a handler cancels by. */
    private static final class Handle implements StreamingHandle {
        private final Generation generation;
        private volatile boolean cancelled;

        /** @param generation null when there is none to cancel */
        Handle(Generation generation) {
            this.generation = generation;
            cancelled = generation == null;
        }

        @Override
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                generation.cancel();
            }
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }
}
