package dev.nuri.web.api.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.nuri.indexer.Embedder;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts to embed, as OpenAI's clients send them to {@code POST /v1/embeddings}.
 *
 * @param model id of the embedder
 * @param input a text or a list of at most {@value #MAX_TEXTS}
 * @param encodingFormat {@code float} or {@code base64}; null for {@code float}
 * @param dimensions only the embedder's own; null for that
 * @param inputType what the texts are for, {@code query} or {@code passage}; null for the latter
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record EmbeddingsBody(
        String model, JsonNode input, String encodingFormat, Integer dimensions, String inputType) {

    static final int MAX_TEXTS = 2048;

    /**
     * The texts.
     *
     * @throws OpenAiException when there are none, too many, or one is empty or no text
     */
    public List<String> texts() {
        if (input == null || input.isNull()) {
            throw OpenAiException.invalid("input", "input is missing: send a text or a list of texts.");
        }
        if (!input.isArray()) {
            return List.of(text(input, "input"));
        }
        if (input.isEmpty() || input.size() > MAX_TEXTS) {
            throw OpenAiException.invalid("input", "input has 1 to " + MAX_TEXTS + " texts, got " + input.size() + ".");
        }
        List<String> texts = new ArrayList<>(input.size());
        for (int i = 0; i < input.size(); i++) {
            texts.add(text(input.get(i), "input[" + i + "]"));
        }
        return texts;
    }

    private static String text(JsonNode text, String param) {
        if (!text.isTextual()) {
            throw OpenAiException.invalid(param, param + " is a text: token ids are not understood here.");
        }
        if (text.textValue().isBlank()) {
            throw OpenAiException.invalid(param, param + " is empty.");
        }
        return text.textValue();
    }

    /** Whether vectors come as base64 of little-endian 32-bit floats. */
    public boolean base64() {
        return switch (encodingFormat == null ? "float" : encodingFormat) {
            case "float" -> false;
            case "base64" -> true;
            default ->
                throw OpenAiException.invalid(
                        "encoding_format", "encoding_format is 'float' or 'base64', got '" + encodingFormat + "'.");
        };
    }

    /** What the texts are for. */
    public Embedder.Role role() {
        return switch (inputType == null ? "passage" : inputType) {
            case "passage", "document" -> Embedder.Role.PASSAGE;
            case "query" -> Embedder.Role.QUERY;
            default ->
                throw OpenAiException.invalid(
                        "input_type", "input_type is 'query' or 'passage', got '" + inputType + "'.");
        };
    }
}
