package dev.nuri.moe.chat;

import dev.nuri.moe.format.GgufMetadata;
import dev.nuri.moe.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model's own chat template: Jinja with the blocks, filters, tests and string methods that published templates use.
 * Templates come with models and are not trusted: they reach nothing but the values given, and their work and output
 * are bounded. Immutable, shared by threads.
 */
public final class ChatTemplate {
    private final List<Node> nodes;
    private final Map<String, Object> constants;

    private ChatTemplate(List<Node> nodes, Map<String, Object> constants) {
        this.nodes = nodes;
        this.constants = constants;
    }

    /**
     * Parses a template.
     *
     * @param begin text of the begin token, or empty
     * @param end text of the end token, or empty
     * @throws TemplateException if it is malformed, naming the place
     */
    public static ChatTemplate parse(String source, String begin, String end) {
        Map<String, Object> constants = new HashMap<>();
        constants.put("bos_token", Text.of(begin));
        constants.put("eos_token", Text.of(end));
        return new ChatTemplate(Parser.parse(source), constants);
    }

    /** The template of a model; empty if it has none. */
    public static Optional<ChatTemplate> of(GgufMetadata metadata, Vocabulary vocabulary) {
        return metadata.optionalText("tokenizer.chat_template")
                .map(source -> parse(source, token(vocabulary, "bos"), token(vocabulary, "eos")));
    }

    private static String token(Vocabulary vocabulary, String role) {
        return vocabulary.role(role).isPresent()
                ? vocabulary.text(vocabulary.role(role).getAsInt())
                : "";
    }

    /**
     * Renders a conversation.
     *
     * @throws TemplateException if the template refuses the messages, does what is not known, or does too much
     */
    public ChatPrompt render(List<ChatMessage> messages, ChatOptions options) {
        Map<String, Object> values = Globals.functions(options.now());
        values.putAll(constants);
        List<Object> turns = new ArrayList<>();
        messages.forEach(message -> turns.add(message.values()));
        values.put("messages", turns);
        values.put("add_generation_prompt", options.addGenerationPrompt());
        options.thinking().ifPresent(on -> {
            values.put("enable_thinking", on);
            values.put("thinking", on);
        });
        values.put("tools", options.tools().isEmpty() ? null : Globals.marked(options.tools()));
        options.variables().forEach((name, value) -> values.put(name, Globals.marked(value)));
        try {
            return new ChatPrompt(new Evaluator(values).run(nodes));
        } catch (StackOverflowError e) {
            throw new TemplateException("nests too deeply");
        }
    }
}
