package dev.nuri.moe.chat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a template is told beside the messages.
 *
 * @param addGenerationPrompt whether the text ends where the model's answer begins
 * @param thinking whether the model thinks before it answers; empty for the model's own habit
 * @param tools definitions of functions the model may call, as JSON schema maps
 * @param variables further variables, such as {@code reasoning_effort}
 * @param now the time templates may print, in UTC
 */
public record ChatOptions(
        boolean addGenerationPrompt,
        Optional<Boolean> thinking,
        List<Map<String, Object>> tools,
        Map<String, Object> variables,
        Instant now) {

    public ChatOptions {
        tools = List.copyOf(tools);
        variables = Map.copyOf(variables);
    }

    /** An answer is to follow; all else as the model has it. */
    public static ChatOptions answer(Instant now) {
        return new ChatOptions(true, Optional.empty(), List.of(), Map.of(), now);
    }

    /** The same with thinking on or off. */
    public ChatOptions withThinking(boolean on) {
        return new ChatOptions(addGenerationPrompt, Optional.of(on), tools, variables, now);
    }
}
