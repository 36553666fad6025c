package dev.nuri.web.api.openai;

import dev.nuri.generator.Question;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.StringJoiner;

/**
 * A chat as a question and what went before it.
 *
 * @param instructions what system and developer said, not part of the question; empty when they said nothing
 * @param history earlier turns, oldest first, the last {@value #KEPT_TURNS} at most
 * @param question what the user said last
 */
public record Conversation(String instructions, List<Question.Turn> history, String question) {

    /** A client sends all that was ever said; older turns say nothing of what is meant now. */
    static final int KEPT_TURNS = 50;

    static Conversation of(List<ChatMessage> messages) {
        if (messages == null || messages.isEmpty()) {
            throw OpenAiException.invalid("messages", "messages is empty: send at least one of role 'user'.");
        }
        StringJoiner instructions = new StringJoiner("\n");
        Turns turns = new Turns();
        for (int i = 0; i < messages.size(); i++) {
            String at = "messages[" + i + "]";
            ChatMessage message = messages.get(i);
            if (message == null || message.role() == null) {
                throw OpenAiException.invalid(at + ".role", at + " has no role.");
            }
            String text = message.text(at);
            switch (message.role()) {
                case "system", "developer" -> instructions.add(text);
                case "user" -> turns.asked(text);
                case "assistant" -> turns.answered(text);
                default ->
                    throw OpenAiException.unsupported(
                            at + ".role",
                            "A role is 'system', 'developer', 'user' or 'assistant', got '" + message.role() + "'.");
            }
        }
        return new Conversation(instructions.toString(), turns.before(), turns.question(messages.size()));
    }

    /** Joins what one side said in a row. An assistant's greeting, before any question, is no turn. */
    private static final class Turns {

        private final Deque<Question.Turn> before = new ArrayDeque<>();
        private final List<String> asked = new ArrayList<>();
        private final List<String> answered = new ArrayList<>();

        private void asked(String text) {
            if (!answered.isEmpty()) {
                end();
            }
            asked.add(text);
        }

        private void answered(String text) {
            if (!asked.isEmpty()) {
                answered.add(text);
            }
        }

        private void end() {
            before.add(new Question.Turn(String.join("\n", asked), String.join("\n", answered)));
            if (before.size() > KEPT_TURNS) {
                before.removeFirst();
            }
            asked.clear();
            answered.clear();
        }

        private List<Question.Turn> before() {
            return List.copyOf(before);
        }

        private String question(int messages) {
            if (asked.isEmpty() || !answered.isEmpty()) {
                throw OpenAiException.invalid(
                        "messages[" + (messages - 1) + "].role", "The last message is one of role 'user'.");
            }
            return String.join("\n", asked);
        }
    }
}
