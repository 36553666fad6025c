package dev.nuri.web.api.openai;

import dev.nuri.generator.GuardedChats;
import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.CitationView;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model said, before it is wrapped for a client.
 *
 * @param content what it said; null when it refused
 * @param reasoning what it thought before; null when it told nothing of that
 * @param refusal why it refused; null when it did not
 * @param finishReason {@code stop}, {@code length} or {@code content_filter}
 * @param annotations of marks in the content
 * @param usage tokens
 * @param nuri the whole answer; null of a model that answers without documents
 */
public record ChatAnswer(
        String content,
        String reasoning,
        String refusal,
        String finishReason,
        List<UrlCitation> annotations,
        Usage usage,
        AnswerView nuri) {

    private static final Pattern MARK = Pattern.compile("\\[(\\d{1,4})]");

    /**
     * A grounded answer, an abstention or a refusal.
     *
     * @param server where this server is reached, such as {@code http://127.0.0.1:8080}
     */
    public static ChatAnswer of(AnswerView answer, URI server) {
        Usage usage = Usage.of(answer.usage());
        if (answer.verdict().equals(AnswerView.REFUSED)) {
            return new ChatAnswer(null, null, answer.answer(), "content_filter", List.of(), usage, answer);
        }
        String finish = answer.incomplete() == null ? "stop" : "length";
        return new ChatAnswer(answer.answer(), null, null, finish, annotations(answer, server), usage, answer);
    }

    /** What a model wrote by itself. */
    public static ChatAnswer of(GuardedChats.Written written) {
        long read = written.usage().promptTokens();
        long tokens = written.usage().completionTokens();
        Usage usage = new Usage(read, tokens, read + tokens);
        if (written.refusal() != null) {
            return new ChatAnswer(null, null, written.refusal(), "content_filter", List.of(), usage, null);
        }
        return new ChatAnswer(
                written.text(),
                written.thoughts().isEmpty() ? null : written.thoughts(),
                null,
                written.cut() ? "length" : "stop",
                List.of(),
                usage,
                null);
    }

    /** Citations of the answer; null of a model that answers without documents. */
    List<CitationView> citations() {
        return nuri == null ? null : nuri.citations();
    }

    private static List<UrlCitation> annotations(AnswerView answer, URI server) {
        List<UrlCitation> annotations = new ArrayList<>();
        Matcher mark = MARK.matcher(answer.answer());
        while (mark.find()) {
            int n = Integer.parseInt(mark.group(1));
            answer.citations().stream()
                    .filter(c -> c.n() == n)
                    .findFirst()
                    .ifPresent(c ->
                            annotations.add(UrlCitation.of(mark.start(), mark.end(), address(c, server), c.title())));
        }
        return annotations;
    }

    private static String address(CitationView c, URI server) {
        if (c.uri().startsWith("http://") || c.uri().startsWith("https://")) {
            return c.uri();
        }
        String id = URLEncoder.encode(c.documentId(), StandardCharsets.UTF_8);
        return server + "/?doc=" + id + "&start=" + c.start() + "&end=" + c.end();
    }
}
