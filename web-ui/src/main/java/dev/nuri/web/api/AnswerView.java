package dev.nuri.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nuri.generator.Answer;
import dev.nuri.generator.Citation;
import dev.nuri.generator.Claim;
import dev.nuri.indexer.Passage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * An answer as it is shown.
 *
 * @param verdict {@link #GROUNDED}, {@link #ABSTAINED} or {@link #REFUSED}
 * @param reason why not grounded; null when it is
 * @param answer what the user reads, with {@code [n]} marks when grounded
 * @param lang of the answer
 * @param queryLang language the question was taken to be in
 * @param claims sentences of the answer, each with its citations
 * @param citations by number
 * @param nearest the closest passages when abstained; null otherwise
 * @param model what made it
 * @param timings stage to milliseconds
 * @param usage tokens read and written; empty without a model
 * @param guard what the policy did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AnswerView(
        String verdict,
        String reason,
        String answer,
        String lang,
        String queryLang,
        List<ClaimView> claims,
        List<CitationView> citations,
        List<HitView> nearest,
        String model,
        Map<String, Double> timings,
        Map<String, Long> usage,
        List<GuardView> guard) {

    public static final String GROUNDED = "grounded";
    public static final String ABSTAINED = "abstained";
    public static final String REFUSED = "refused";

    /**
     * A sentence of an answer.
     *
     * @param start first UTF-16 code unit in the answer
     * @param end one past its last
     * @param citations numbers of the citations that support it
     * @param support "supported", "partial" or "unsupported"
     * @param score in [0, 1]
     */
    public record ClaimView(int start, int end, List<Integer> citations, String support, double score) {

        private static ClaimView of(Claim c) {
            String support = c.support().name().toLowerCase(Locale.ROOT);
            return new ClaimView(c.start(), c.end(), c.citations(), support, c.score());
        }
    }

    /**
     * One step of a policy.
     *
     * @param stage where it acted
     * @param category of the policy
     * @param action what it did
     */
    public record GuardView(String stage, String category, String action) {}

    /**
     * Shows an answer.
     *
     * @param passages passage id to the passage, or null when it is no longer there
     */
    public static AnswerView of(Answer answer, Function<String, Passage> passages) {
        return switch (answer) {
            case Answer.Grounded g -> grounded(g, passages);
            case Answer.Abstained a ->
                ungrounded(
                        a,
                        ABSTAINED,
                        a.reason(),
                        a.nearest().stream().map(HitView::of).toList(),
                        List.of());
            case Answer.Refused r ->
                ungrounded(r, REFUSED, r.reason(), null, List.of(new GuardView("input", r.reason(), "refuse")));
        };
    }

    private static AnswerView grounded(Answer.Grounded g, Function<String, Passage> passages) {
        List<CitationView> citations = g.citations().stream()
                .map((Citation c) -> CitationView.of(c, passages.apply(c.passageId())))
                .toList();
        return new AnswerView(
                GROUNDED,
                null,
                g.text(),
                g.lang(),
                g.queryLang(),
                g.claims().stream().map(ClaimView::of).toList(),
                citations,
                null,
                g.model(),
                g.timings(),
                Map.of(),
                List.of());
    }

    private static AnswerView ungrounded(
            Answer a, String verdict, String reason, List<HitView> nearest, List<GuardView> guard) {
        return new AnswerView(
                verdict,
                reason,
                a.text(),
                a.lang(),
                a.queryLang(),
                List.of(),
                List.of(),
                nearest,
                a.model(),
                a.timings(),
                Map.of(),
                guard);
    }
}
