package dev.nuri.openai;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.nuri.generator.AnswerModel;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A chat model on an OpenAI-compatible server. Whether it thinks is said as vLLM and SGLang, and llama-server with
 * {@code --jinja}, want it said: by the variables of its chat template. Thread-safe.
 */
public final class ServedModel implements AnswerModel {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Address address;
    private final Limits limits;
    private final HttpClient client = HttpClient.newBuilder()
            // Asking for HTTP/2 over plain connections makes some servers drop the body.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /**
     * Where a model is.
     *
     * @param base http or https, without a slash at its end, such as {@code http://localhost:8000/v1}
     * @param model name by which the server knows it
     * @param key sent as a bearer token; null for none
     */
    public record Address(URI base, String model, String key) {

        /** Leaves the key out. */
        @Override
        public String toString() {
            return base + " (" + model + ")";
        }
    }

    public ServedModel(Address address, Limits limits) {
        this.address = address;
        this.limits = limits;
    }

    @Override
    public String id() {
        return address.model();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public StreamingHandle start(List<ChatMessage> messages, Form form, StreamingChatResponseHandler handler) {
        ServerCall call = new ServerCall(client, address, limits.timeout());
        OpenAiStreamingChatModel chat = OpenAiStreamingChatModel.builder()
                .httpClientBuilder(new ServerCall.Builder(call))
                .baseUrl(address.base().toString())
                // The library asks for one; the call decides what is sent.
                .apiKey("unused")
                .modelName(address.model())
                .temperature(0.0)
                .maxTokens(form.maxTokens())
                .returnThinking(true)
                .customParameters(Map.of(
                        "chat_template_kwargs", Map.of("enable_thinking", form.think(), "thinking", form.think())))
                .build();
        chat.chat(ChatRequest.builder().messages(messages).build(), handler);
        return call;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
