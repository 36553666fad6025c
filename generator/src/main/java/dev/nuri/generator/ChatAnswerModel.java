package dev.nuri.generator;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.List;

/** Any chat model of LangChain4j as a writer of answers. */
record ChatAnswerModel(String id, StreamingChatModel chat, Limits limits) implements AnswerModel {

    @Override
    public StreamingHandle start(List<ChatMessage> messages, Form form, StreamingChatResponseHandler handler) {
        Stoppable stoppable = new Stoppable(handler);
        chat.chat(
                ChatRequest.builder()
                        .messages(messages)
                        .temperature(0.0)
                        .maxOutputTokens(form.maxTokens())
                        .build(),
                stoppable);
        return stoppable;
    }

    /** Without a seed, which LangChain4j has no word for. */
    @Override
    public StreamingHandle chat(ModelChat asked, StreamingChatResponseHandler handler) {
        Stoppable stoppable = new Stoppable(handler);
        ChatRequest.Builder request = ChatRequest.builder()
                .messages(asked.messages())
                .temperature(asked.temperature())
                .topP(asked.topP())
                .maxOutputTokens(asked.maxTokens())
                .stopSequences(asked.stop());
        if (asked.json() != null) {
            request.responseFormat(format(asked.json()));
        }
        chat.chat(request.build(), stoppable);
        return stoppable;
    }

    private ResponseFormat format(ModelChat.JsonForm json) {
        if (!chat.supportedCapabilities().contains(Capability.RESPONSE_FORMAT_JSON_SCHEMA)) {
            throw new UnsupportedFeatureException("it writes no JSON of a stated form");
        }
        ResponseFormat.Builder format = ResponseFormat.builder().type(ResponseFormatType.JSON);
        if (json.schema() != null) {
            format.jsonSchema(JsonSchema.builder()
                    .name(json.name())
                    .rootElement(JsonRawSchema.from(json.schemaText()))
                    .build());
        }
        return format.build();
    }

    @Override
    public void close() {
        // The model belongs to whoever made it.
    }

    /** Passes on what it hears until it is cancelled, and then cancels the model too. */
    private static final class Stoppable implements StreamingChatResponseHandler, StreamingHandle {

        private final StreamingChatResponseHandler handler;
        private volatile boolean cancelled;

        Stoppable(StreamingChatResponseHandler handler) {
            this.handler = handler;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void onPartialResponse(String text) {
            if (!cancelled) {
                handler.onPartialResponse(text);
            }
        }

        @Override
        public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
            if (cancelled) {
                context.streamingHandle().cancel();
            } else {
                handler.onPartialResponse(partial.text());
            }
        }

        @Override
        public void onPartialThinking(PartialThinking thinking) {
            if (!cancelled) {
                handler.onPartialThinking(thinking);
            }
        }

        @Override
        public void onPartialThinking(PartialThinking thinking, PartialThinkingContext context) {
            if (cancelled) {
                context.streamingHandle().cancel();
            } else {
                handler.onPartialThinking(thinking);
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            if (!cancelled) {
                handler.onCompleteResponse(response);
            }
        }

        @Override
        public void onError(Throwable error) {
            if (!cancelled) {
                handler.onError(error);
            }
        }
    }
}
