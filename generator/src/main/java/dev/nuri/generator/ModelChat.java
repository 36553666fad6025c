package dev.nuri.generator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.ChatMessage;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.util.List;
import java.util.Map;

/**
 * What a program asks a model itself, without documents. What is null is left to the model's own habit.
 *
 * @param messages at least one, oldest first
 * @param temperature at least 0, which takes the most probable tokens; or null
 * @param topP draws among the most probable tokens that together reach this probability, in (0, 1]; or null
 * @param maxTokens to write at most, thoughts included
 * @param seed of the random draw; or null
 * @param stop texts at which it ends; they are not part of it
 * @param json what JSON it writes; null for any text
 * @param think whether to think first, where the model can do both
 */
public record ModelChat(
        List<ChatMessage> messages,
        Double temperature,
        Double topP,
        int maxTokens,
        Long seed,
        List<String> stop,
        JsonForm json,
        boolean think) {

    /**
     * A form of JSON.
     *
     * @param name of the schema
     * @param schema a JSON Schema; null for any JSON object
     */
    public record JsonForm(String name, Map<String, Object> schema) {

        private static final ObjectMapper JSON = new ObjectMapper();

        /** The schema as JSON. */
        public String schemaText() {
            try {
                return JSON.writeValueAsString(schema);
            } catch (JsonProcessingException e) {
                throw new NuriException(
                        ErrorCode.INVALID_INPUT, "The schema cannot be written: " + NuriException.reason(e) + ".", e);
            }
        }
    }

    ModelChat withMessages(List<ChatMessage> others) {
        return new ModelChat(others, temperature, topP, maxTokens, seed, stop, json, think);
    }

    public ModelChat {
        messages = List.copyOf(messages);
        stop = List.copyOf(stop);
    }
}
