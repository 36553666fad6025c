package dev.nuri.openai;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.ModelChat;
import dev.nuri.remote.Replicas;
import dev.nuri.remote.ServerAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A chat model on OpenAI-compatible servers. Whether it thinks is said as vLLM and SGLang, and llama-server with
 * {@code --jinja}, want it said: by the variables of its chat template. Thread-safe.
 */
public final class ServedModel implements AnswerModel {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final ServerAddress address;
    private final Replicas replicas;
    private final Limits limits;
    private final HttpClient client = HttpClient.newBuilder()
            // Asking for HTTP/2 over plain connections makes some servers drop the body.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /**
     * A model on one server, or on several of which each call goes to the one with the fewest under way.
     *
     * @param limits the time is for a call, however many servers are tried
     */
    public ServedModel(ServerAddress address, Limits limits) {
        this.address = address;
        this.replicas = new Replicas(address.bases());
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
        return send(
                messages,
                asked -> asked.temperature(0.0).maxTokens(form.maxTokens()).customParameters(thinking(form.think())),
                handler);
    }

    @Override
    public StreamingHandle chat(ModelChat chat, StreamingChatResponseHandler handler) {
        Map<String, Object> more = new LinkedHashMap<>(thinking(chat.think()));
        if (chat.seed() != null) {
            more.put("seed", chat.seed());
        }
        if (chat.json() != null) {
            more.put("response_format", format(chat.json()));
        }
        return send(
                chat.messages(),
                asked -> asked.temperature(chat.temperature())
                        .topP(chat.topP())
                        .maxTokens(chat.maxTokens())
                        .stop(chat.stop().isEmpty() ? null : chat.stop())
                        .customParameters(more),
                handler);
    }

    /** As the servers' own documentation names them. */
    private static Map<String, Object> thinking(boolean think) {
        return Map.of("chat_template_kwargs", Map.of("enable_thinking", think, "thinking", think));
    }

    private static Map<String, Object> format(ModelChat.JsonForm json) {
        return json.schema() == null
                ? Map.of("type", "json_object")
                : Map.of("type", "json_schema", "json_schema", Map.of("name", json.name(), "schema", json.schema()));
    }

    private StreamingHandle send(
            List<ChatMessage> messages,
            UnaryOperator<OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder> asked,
            StreamingChatResponseHandler handler) {
        ServerCall call = new ServerCall(client, replicas, address.key(), limits.timeout());
        OpenAiStreamingChatModel chat = asked.apply(OpenAiStreamingChatModel.builder())
                .httpClientBuilder(new ServerCall.Builder(call))
                // The call sends it to the server whose turn it is.
                .baseUrl(ServerCall.BASE)
                // The library asks for one; the call decides what is sent.
                .apiKey("unused")
                .modelName(address.model())
                .returnThinking(true)
                .build();
        chat.chat(ChatRequest.builder().messages(messages).build(), handler);
        return call;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
