package dev.nuri.generator.prompt;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.nuri.generator.extractive.ShownText;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.Span;
import dev.nuri.retriever.Hit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A question with numbered passages, within a budget of tokens, and what stands behind each number.
 *
 * <p>Passages were written by anybody. They stand between two lines that carry a marker made for this request alone,
 * which no document can know; the model is told that what lies between them is data. What chat templates take for control
 * tokens is taken apart. All this makes following their instructions less likely; that it does no harm is up to the
 * checks of what the model writes.
 */
public final class GroundedPrompt {

    /** What a model writes, and nothing else, when the passages hold no answer. */
    public static final String NO_ANSWER = "NO_ANSWER";

    /** Share of the room for passages that one of them may take. */
    private static final double MOST_OF_ONE = 0.5;

    private static final Pattern CONTROL = Pattern.compile("<(?=[|/\\p{L}_])|\\[(?=/?(?:INST|THINK|SYSTEM)\\b)");

    private final List<Numbered> passages = new ArrayList<>();
    private final List<ChatMessage> messages;
    private final String marker;

    /**
     * A passage of the prompt.
     *
     * @param n its number, from 1
     * @param hit where it is from
     * @param sentences those the model sees, as spans of the document, in order
     */
    public record Numbered(int n, Hit hit, List<Span> sentences) {

        public Numbered {
            sentences = List.copyOf(sentences);
        }
    }

    /**
     * What a prompt is made of.
     *
     * @param question as it is to be answered
     * @param lang BCP 47 tag of the answer, {@code und} for the question's
     * @param hits best first
     * @param budget tokens the prompt may have
     * @param counter tokens of a text
     * @param marker made for this request alone
     */
    public record Request(
            String question, String lang, List<Hit> hits, int budget, ToIntFunction<String> counter, String marker) {}

    /** Puts a prompt together; a passage that does not fit is cut between sentences, or left out. */
    public GroundedPrompt(Request request) {
        marker = request.marker();
        PromptTexts texts = PromptTexts.in(request.lang());
        String system = texts.task(marker);
        String before = "<<<" + marker + "\n";
        String after = marker + ">>>\n\n" + texts.question() + "\n" + harmless(request.question());
        // A few tokens more for what the chat template adds.
        int left = request.budget() - request.counter().applyAsInt(system + before + after) - 32;
        StringBuilder user = new StringBuilder(before);
        int most = (int) (left * MOST_OF_ONE);
        for (Hit hit : request.hits()) {
            String block = block(hit, Math.min(most, left), request.counter());
            if (!block.isEmpty()) {
                left -= request.counter().applyAsInt(block);
                user.append(block);
            }
        }
        messages = List.of(SystemMessage.from(system), UserMessage.from(user + after));
    }

    /** A passage with its number; empty when no sentence of it fits. */
    private String block(Hit hit, int budget, ToIntFunction<String> counter) {
        Passage passage = hit.passage();
        int n = passages.size() + 1;
        StringBuilder block = new StringBuilder("[" + n + "] " + heading(hit) + "\n");
        int left = budget - counter.applyAsInt(block.toString()) - 2;
        List<Span> sentences = new ArrayList<>();
        for (Span span : PassageSplitter.sentences(passage.text(), passage.lang())) {
            String shown = harmless(ShownText.of(span.of(passage.text())));
            left -= counter.applyAsInt(shown + " ");
            if (left < 0) {
                break;
            }
            if (!shown.isBlank()) {
                block.append(shown).append(' ');
                sentences.add(new Span(passage.start() + span.start(), passage.start() + span.end()));
            }
        }
        if (sentences.isEmpty()) {
            return "";
        }
        passages.add(new Numbered(n, hit, sentences));
        return block.append("\n\n").toString();
    }

    private static String heading(Hit hit) {
        // A document's title is often its first heading.
        List<String> path = Stream.concat(Stream.of(hit.title()), hit.passage().headings().stream())
                .distinct()
                .toList();
        return harmless(ShownText.of(String.join(" › ", path)));
    }

    /** Without what could pass for a chat template's own words. */
    private static String harmless(String text) {
        return CONTROL.matcher(text).replaceAll("$0 ");
    }

    /** The conversation to give to a model. */
    public List<ChatMessage> messages() {
        return messages;
    }

    /** The passages in it; empty when none fits. */
    public List<Numbered> passages() {
        return List.copyOf(passages);
    }

    /** Made for this request alone; a sentence with it repeats what it was told not to. */
    public String marker() {
        return marker;
    }
}
