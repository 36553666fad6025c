package dev.nuri.web.api.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.StringJoiner;

/**
 * A message of a conversation.
 *
 * @param role {@code system}, {@code developer}, {@code user} or {@code assistant}
 * @param content a text, or a list of parts that are texts
 * @param refusal what an assistant said instead of content; null for nothing
 * @param toolCalls none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ChatMessage(String role, JsonNode content, String refusal, JsonNode toolCalls) {

    /**
     * All text of the message, parts on lines of their own.
     *
     * @param at where the message stands, for errors
     */
    String text(String at) {
        if (toolCalls != null && !toolCalls.isNull() && !toolCalls.isEmpty()) {
            throw OpenAiException.unsupported(at + ".tool_calls", "Nuri calls no tools: leave tool_calls out.");
        }
        String param = at + ".content";
        if (content == null || content.isNull()) {
            return refusal == null ? "" : refusal;
        }
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw OpenAiException.invalid(param, param + " is a text or a list of parts.");
        }
        StringJoiner text = new StringJoiner("\n");
        for (int i = 0; i < content.size(); i++) {
            text.add(part(content.get(i), param + "[" + i + "]"));
        }
        return text.toString();
    }

    private static String part(JsonNode part, String param) {
        String type = part.path("type").asText();
        JsonNode text = part.path(type.equals("refusal") ? "refusal" : "text");
        if (!type.equals("text") && !type.equals("refusal")) {
            throw OpenAiException.unsupported(param, "Nuri reads text only, got a part of type '" + type + "'.");
        }
        if (!text.isTextual()) {
            throw OpenAiException.invalid(param, param + " has no text.");
        }
        return text.textValue();
    }
}
