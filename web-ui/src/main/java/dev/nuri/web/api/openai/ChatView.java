package dev.nuri.web.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.CitationView;
import java.util.List;

/**
 * A whole answer to a chat.
 *
 * @param id of this answer
 * @param object {@code chat.completion}
 * @param created seconds since 1970
 * @param model as asked for
 * @param choices one
 * @param usage tokens
 * @param citations of the answer, as {@code POST /api/ask} gives them
 * @param nuri the whole answer, as {@code POST /api/ask} gives it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatView(
        String id,
        String object,
        long created,
        String model,
        List<Choice> choices,
        Usage usage,
        List<CitationView> citations,
        AnswerView nuri) {

    /**
     * The one answer.
     *
     * @param index 0
     * @param message what was said
     * @param logprobs null
     * @param finishReason {@code stop}, {@code length} or {@code content_filter}
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Choice(int index, Message message, Object logprobs, String finishReason) {}

    /**
     * What was said.
     *
     * @param role {@code assistant}
     * @param content null when it refused
     * @param reasoningContent what a model thought before; left out when it told nothing of that
     * @param refusal null when it did not
     * @param annotations of the marks in the content, whose offsets count UTF-16 code units
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Message(
            String role,
            String content,
            @JsonInclude(JsonInclude.Include.NON_NULL) String reasoningContent,
            String refusal,
            List<UrlCitation> annotations) {}

    /** Wraps an answer. */
    public static ChatView of(ChatHead head, ChatAnswer answer) {
        Message message =
                new Message("assistant", answer.content(), answer.reasoning(), answer.refusal(), answer.annotations());
        return new ChatView(
                head.id(),
                "chat.completion",
                head.created(),
                head.model(),
                List.of(new Choice(0, message, null, answer.finishReason())),
                answer.usage(),
                answer.citations(),
                answer.nuri());
    }
}
