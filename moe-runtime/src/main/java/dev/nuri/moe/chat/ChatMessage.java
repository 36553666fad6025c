package dev.nuri.moe.chat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One turn of a conversation.
 *
 * @param role system, developer, user, assistant, tool, ipython, function or context
 * @param content what was said; null where a turn is only its other fields
 * @param more further fields a template may read, such as {@code tool_calls} or {@code reasoning_content}: strings,
 *     numbers, truth values, lists and maps
 */
public record ChatMessage(String role, String content, Map<String, Object> more) {
    private static final Set<String> ROLES =
            Set.of("system", "developer", "user", "assistant", "tool", "ipython", "function", "context");

    public ChatMessage {
        if (!ROLES.contains(role)) {
            // Some templates build control tokens of the role, so it cannot be anybody's word.
            throw new TemplateException(
                    "role must be one of " + ROLES.stream().sorted().toList() + ", is " + role);
        }
        more = new LinkedHashMap<>(more);
    }

    /** A turn of text. */
    public static ChatMessage of(String role, String content) {
        return new ChatMessage(role, content, Map.of());
    }

    Map<String, Object> values() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("role", Text.of(role));
        out.put("content", Globals.marked(content));
        more.forEach((key, value) -> out.put(key, Globals.marked(value)));
        return out;
    }
}
