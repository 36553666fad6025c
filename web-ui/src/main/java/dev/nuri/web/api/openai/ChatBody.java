package dev.nuri.web.api.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/**
 * A conversation as OpenAI's clients send it to {@code POST /v1/chat/completions}. What is not named here is passed
 * over, because clients send ever more that says nothing to Nuri ({@code store}, {@code metadata}, {@code user} ...).
 *
 * @param model {@code nuri}, {@code nuri:COLLECTION} or the id of another model
 * @param messages oldest first, the last one the user's
 * @param stream whether the answer comes piece by piece; null for no
 * @param streamOptions of a stream; null for none
 * @param n choices wanted; only 1
 * @param temperature of a model's sampling; without effect on {@code nuri}
 * @param topP likewise
 * @param seed likewise
 * @param maxTokens likewise
 * @param maxCompletionTokens likewise
 * @param stop texts at which a model ends, likewise; a text or a list of at most 4
 * @param reasoningEffort {@code low} and above let a model think first
 * @param responseFormat only text of {@code nuri}; of another model also {@code json_object} or {@code json_schema}
 * @param logprobs only false
 * @param tools none
 * @param toolChoice only {@code none} or {@code auto}
 * @param functions none
 * @param functionCall only {@code none} or {@code auto}
 * @param modalities only {@code text}
 * @param audio none
 * @param nuri Nuri's own, of {@code nuri} only; null for none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ChatBody(
        String model,
        List<ChatMessage> messages,
        Boolean stream,
        StreamOptions streamOptions,
        Integer n,
        Double temperature,
        Double topP,
        Long seed,
        Integer maxTokens,
        Integer maxCompletionTokens,
        JsonNode stop,
        String reasoningEffort,
        JsonNode responseFormat,
        Boolean logprobs,
        JsonNode tools,
        JsonNode toolChoice,
        JsonNode functions,
        JsonNode functionCall,
        List<String> modalities,
        JsonNode audio,
        Extension nuri) {

    /**
     * How a stream ends.
     *
     * @param includeUsage whether its last chunk counts tokens; null for no
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record StreamOptions(Boolean includeUsage) {}

    /**
     * What OpenAI has no word for.
     *
     * @param lang only passages in this language; null for all
     * @param filters as for a search; null for none
     */
    public record Extension(String lang, Map<String, List<String>> filters) {}

    /** Whether the answer comes piece by piece. */
    public boolean streams() {
        return Boolean.TRUE.equals(stream);
    }

    /** Whether a stream ends with a chunk that counts tokens. */
    public boolean countsTokens() {
        return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
    }

    /**
     * The conversation.
     *
     * @throws OpenAiException when a rule is broken or something is asked for that Nuri does not do
     */
    public Conversation conversation() {
        requirePlain();
        requireText();
        return Conversation.of(messages);
    }

    /** Refuses what no model does here. */
    void requirePlain() {
        if (n != null && n != 1) {
            throw OpenAiException.unsupported("n", "n is 1, got " + n + ": Nuri gives one answer to a question.");
        }
        if (Boolean.TRUE.equals(logprobs)) {
            throw OpenAiException.unsupported("logprobs", "logprobs is not supported: leave it out.");
        }
        none("tools", tools);
        none("functions", functions);
        none("audio", audio);
        free("tool_choice", toolChoice);
        free("function_call", functionCall);
        if (modalities != null && !modalities.equals(List.of("text"))) {
            throw OpenAiException.unsupported("modalities", "modalities is [\"text\"], got " + modalities + ".");
        }
    }

    /** Whether a model that can should think first. */
    public boolean thinks() {
        return reasoningEffort != null && !reasoningEffort.equals("none") && !reasoningEffort.equals("minimal");
    }

    private static void none(String param, JsonNode value) {
        if (value != null && !value.isNull() && !value.isEmpty()) {
            throw OpenAiException.unsupported(param, param + " is not supported: leave it out.");
        }
    }

    private static void free(String param, JsonNode value) {
        boolean none = value == null || value.isNull();
        if (!none && !value.asText().equals("none") && !value.asText().equals("auto")) {
            throw OpenAiException.unsupported(param, param + " is 'none' or 'auto', got " + value + ".");
        }
    }

    /** Type of the response format, {@code text} unless said. */
    String format() {
        return responseFormat == null || responseFormat.isNull()
                ? "text"
                : responseFormat.path("type").asText();
    }

    private void requireText() {
        if (!format().equals("text")) {
            throw OpenAiException.unsupported(
                    "response_format", "response_format is {\"type\": \"text\"}, got " + responseFormat + ".");
        }
    }
}
