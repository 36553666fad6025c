package dev.nuri.web.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.CitationView;
import java.util.List;

/**
 * A piece of a streamed answer. The first one names the role, those after it add text, the last one says why it ended
 * and brings citations and the whole answer.
 *
 * @param id of the answer
 * @param object {@code chat.completion.chunk}
 * @param created seconds since 1970
 * @param model as asked for
 * @param choices one; none in the chunk that counts tokens
 * @param usage tokens, in a chunk of its own; null in others
 * @param citations of the answer, in the last piece; null before
 * @param nuri the whole answer, likewise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatChunkView(
        String id,
        String object,
        long created,
        String model,
        List<Choice> choices,
        Usage usage,
        List<CitationView> citations,
        AnswerView nuri) {

    /**
     * What is new.
     *
     * @param index 0
     * @param delta added to what came before
     * @param logprobs null
     * @param finishReason null until the end
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Choice(int index, Delta delta, Object logprobs, String finishReason) {}

    /**
     * Added to the message so far.
     *
     * @param role in the first piece
     * @param content more text
     * @param reasoningContent more of what a model thinks
     * @param refusal why it was refused
     * @param annotations of all marks, in the last piece
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Delta(
            String role, String content, String reasoningContent, String refusal, List<UrlCitation> annotations) {}

    /** The first piece. */
    public static ChatChunkView first(ChatHead head) {
        return of(head, new Choice(0, new Delta("assistant", "", null, null, null), null, null), null);
    }

    /** More text. */
    public static ChatChunkView text(ChatHead head, String text) {
        return of(head, new Choice(0, new Delta(null, text, null, null, null), null, null), null);
    }

    /** More thoughts. */
    public static ChatChunkView thought(ChatHead head, String text) {
        return of(head, new Choice(0, new Delta(null, null, text, null, null), null, null), null);
    }

    /** The last piece. */
    public static ChatChunkView last(ChatHead head, ChatAnswer answer) {
        List<UrlCitation> annotations = answer.annotations().isEmpty() ? null : answer.annotations();
        Delta delta = new Delta(null, null, null, answer.refusal(), annotations);
        return of(head, new Choice(0, delta, null, answer.finishReason()), answer);
    }

    /** The chunk that counts tokens. */
    public static ChatChunkView usage(ChatHead head, ChatAnswer answer) {
        return new ChatChunkView(
                head.id(),
                "chat.completion.chunk",
                head.created(),
                head.model(),
                List.of(),
                answer.usage(),
                null,
                null);
    }

    private static ChatChunkView of(ChatHead head, Choice choice, ChatAnswer whole) {
        return new ChatChunkView(
                head.id(),
                "chat.completion.chunk",
                head.created(),
                head.model(),
                List.of(choice),
                null,
                whole == null ? null : whole.citations(),
                whole == null ? null : whole.nuri());
    }
}
