package dev.nuri.generator;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.nuri.generator.prompt.PlainText;
import dev.nuri.generator.prompt.Thoughts;
import dev.nuri.retriever.SearchRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Has a model make a follow-up stand alone: what it says only by reference to the turns before is put in. The outcome is
 * searched for and answered like any question; what cannot be one is given up, and so is a model that takes long.
 */
final class QuestionRewriting {

    private static final int TURNS = 4;
    private static final int TURN_CHARS = 600;
    private static final int LONGEST = 600;
    private static final int MAX_TOKENS = 200;
    private static final int MAX_TOKENS_THINKING = 2_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    /** Share of the time for a question that this may take. */
    private static final int SHARE = 4;

    private static final String TASK = """
            You rewrite the last question of a conversation so that it can be understood without the conversation: \
            replace words that refer to earlier turns by what they refer to. Keep the language of the last question. \
            Do not answer it. Write the question on one line and nothing else.""";

    private final AnswerModel model;

    QuestionRewriting(AnswerModel model) {
        this.model = model;
    }

    /**
     * Rewrites a question.
     *
     * @param text as it passed the guardrail
     * @return empty when the model made no question of it
     */
    Optional<AnswerSheet.Asked> standingAlone(String text, Question question, AnswerLanguage language, Stages stages) {
        long started = System.nanoTime();
        long wait = Math.min(LONGEST_WAIT.toNanos(), model.limits().timeout().toNanos() / SHARE);
        int tokens = Math.min(
                question.think() ? MAX_TOKENS_THINKING : MAX_TOKENS,
                model.limits().maxTokens());
        AnswerModel.Form form = new AnswerModel.Form(tokens, false, 0);
        StringBuilder written = new StringBuilder();
        Thoughts thoughts = new Thoughts(false);
        try (ModelText answer = ModelText.start(model, messages(text, question.history()), form, stages)) {
            while (written.length() <= LONGEST) {
                switch (answer.next(started + wait)) {
                    case ModelText.Event.Piece(String piece) -> written.append(thoughts.next(piece));
                    case ModelText.Event.Thinks _ -> thoughts.apart();
                    case ModelText.Event.End(Answer.Usage usage, boolean cut) -> {
                        written.append(thoughts.end());
                        return cut ? Optional.empty() : accepted(written.toString(), text, question, language, usage);
                    }
                    case ModelText.Event.Failure _, ModelText.Event.Timeout _ -> {
                        return Optional.empty();
                    }
                }
            }
            return Optional.empty();
        } finally {
            stages.add("rewriting", System.nanoTime() - started);
        }
    }

    private static Optional<AnswerSheet.Asked> accepted(
            String written, String text, Question question, AnswerLanguage language, Answer.Usage usage) {
        String line = PlainText.ofModel(written.strip());
        boolean usable = !written.strip().contains("\n")
                && line.length() <= LONGEST
                && SearchRequest.canBeFound(line)
                && !language.differs(line, language.wanted(text, language.of(text)));
        return usable ? Optional.of(new AnswerSheet.Asked(line, "", question.think(), usage)) : Optional.empty();
    }

    private static List<ChatMessage> messages(String text, List<Question.Turn> history) {
        StringBuilder turns = new StringBuilder();
        history.stream().skip(Math.max(0, history.size() - TURNS)).forEach(turn -> turns.append("Q: ")
                .append(cut(turn.question()))
                .append("\nA: ")
                .append(cut(turn.answer()))
                .append("\n\n"));
        return List.of(SystemMessage.from(TASK), UserMessage.from(turns + "Last question: " + cut(text)));
    }

    private static String cut(String text) {
        if (text == null) {
            return "";
        }
        int end = Math.min(text.length(), TURN_CHARS);
        boolean parts = end < text.length() && Character.isLowSurrogate(text.charAt(end));
        return text.substring(0, parts ? end - 1 : end);
    }
}
