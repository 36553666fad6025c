package dev.nuri.web.api.openai;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.ModelChat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A chat with a language model itself, as OpenAI's clients send it. */
public final class ModelRequest {

    private static final int MOST_STOPS = 4;
    private static final double MOST_HEAT = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelRequest() {}

    /**
     * What the model is asked.
     *
     * @param limits where the body says nothing, and for what it may ask at most
     * @throws OpenAiException when a rule is broken or something is asked for that Nuri does not do
     */
    public static ModelChat of(ChatBody body, AnswerModel.Limits limits) {
        body.requirePlain();
        if (body.nuri() != null) {
            throw OpenAiException.unsupported(
                    "nuri", "nuri is for answers from documents, and this model sees none: leave it out.");
        }
        within("temperature", body.temperature(), 0, MOST_HEAT);
        within("top_p", body.topP(), Double.MIN_VALUE, 1);
        return new ModelChat(
                messages(body.messages()),
                body.temperature(),
                body.topP(),
                maxTokens(body, limits),
                body.seed(),
                stops(body.stop()),
                json(body),
                body.thinks());
    }

    private static void within(String param, Double value, double least, double most) {
        if (value != null && !(value >= least && value <= most)) {
            String from = least > 0 ? "more than 0" : "at least 0";
            throw OpenAiException.invalid(
                    param, param + " is " + from + " and at most " + (int) most + ", got " + value + ".");
        }
    }

    private static int maxTokens(ChatBody body, AnswerModel.Limits limits) {
        Integer asked = body.maxCompletionTokens() == null ? body.maxTokens() : body.maxCompletionTokens();
        String param = body.maxCompletionTokens() == null ? "max_tokens" : "max_completion_tokens";
        if (asked != null && asked < 1) {
            throw OpenAiException.invalid(param, param + " is at least 1, got " + asked + ".");
        }
        return asked == null ? limits.maxTokens() : Math.min(asked, limits.contextTokens());
    }

    private static List<String> stops(JsonNode stop) {
        if (stop == null || stop.isNull()) {
            return List.of();
        }
        List<String> stops = new ArrayList<>();
        for (JsonNode each : stop.isArray() ? stop : List.of(stop)) {
            if (!each.isTextual() || each.textValue().isEmpty()) {
                throw OpenAiException.invalid(
                        "stop", "stop is a text that is not empty or a list of such, got " + stop + ".");
            }
            stops.add(each.textValue());
        }
        if (stops.size() > MOST_STOPS) {
            throw OpenAiException.invalid(
                    "stop", "stop has at most " + MOST_STOPS + " texts, got " + stops.size() + ".");
        }
        return stops;
    }

    private static ModelChat.JsonForm json(ChatBody body) {
        return switch (body.format()) {
            case "text" -> null;
            case "json_object" -> new ModelChat.JsonForm("json", null);
            case "json_schema" -> {
                JsonNode form = body.responseFormat().path("json_schema");
                if (!form.path("schema").isObject()) {
                    throw OpenAiException.invalid(
                            "response_format.json_schema.schema", "response_format.json_schema.schema is an object.");
                }
                Map<String, Object> schema = JSON.convertValue(form.path("schema"), new TypeReference<>() {});
                yield new ModelChat.JsonForm(form.path("name").asText("json"), schema);
            }
            default ->
                throw OpenAiException.unsupported(
                        "response_format",
                        "The type of response_format is 'text', 'json_object' or 'json_schema', got "
                                + body.responseFormat() + ".");
        };
    }

    private static List<dev.langchain4j.data.message.ChatMessage> messages(List<ChatMessage> messages) {
        // The rules of a conversation hold for a model too.
        Conversation.of(messages);
        List<dev.langchain4j.data.message.ChatMessage> out = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            String at = "messages[" + i + "]";
            String text = messages.get(i).text(at);
            switch (messages.get(i).role()) {
                case "user" -> out.add(UserMessage.from(text));
                case "assistant" -> out.add(AiMessage.from(text));
                default -> {
                    if (!text.isBlank()) {
                        out.add(SystemMessage.from(text));
                    }
                }
            }
        }
        if (messages.getLast().text("").isBlank()) {
            String param = "messages[" + (messages.size() - 1) + "].content";
            throw OpenAiException.invalid(param, param + " is empty.");
        }
        return out;
    }
}
