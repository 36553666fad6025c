package dev.nuri.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nuri.generator.Answer;
import dev.nuri.generator.Citation;
import dev.nuri.generator.Claim;
import dev.nuri.generator.Guardrail;
import dev.nuri.indexer.Passage;
import java.util.LinkedHashMap;
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
 * @param fallback why not the model that was asked; null when it answered or none was asked
 * @param incomplete why the model's text ends early; null when it does not
 * @param usage {@code promptTokens}, {@code completionTokens} and {@code totalTokens}; empty without a model
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
        FallbackView fallback,
        String incomplete,
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
     * @param reason what is missing in the citations; null when nothing is
     * @param acrossLanguages whether they are in another language than the sentence
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ClaimView(
            int start,
            int end,
            List<Integer> citations,
            String support,
            double score,
            String reason,
            boolean acrossLanguages) {

        private static ClaimView of(Claim c) {
            return new ClaimView(
                    c.start(),
                    c.end(),
                    c.citations(),
                    lower(c.support()),
                    c.score(),
                    c.reason().isEmpty() ? null : c.reason(),
                    c.acrossLanguages());
        }
    }

    /**
     * Why something else answered.
     *
     * @param model that was asked
     * @param code such as {@code timeout}
     * @param reason in a sentence
     */
    public record FallbackView(String model, String code, String reason) {

        private static FallbackView of(Answer.Fallback f) {
            return f == null ? null : new FallbackView(f.model(), lower(f.code()), f.reason());
        }
    }

    /**
     * What a policy spoke of.
     *
     * @param stage {@code question}, {@code passage} or {@code answer}
     * @param category of the policy
     * @param action {@code allow}, {@code flag}, {@code mask} or {@code block}
     */
    public record GuardView(String stage, String category, String action) {

        private static List<GuardView> of(List<Guardrail.Finding> findings) {
            return findings.stream()
                    .map(f -> new GuardView(lower(f.stage()), f.category(), lower(f.action())))
                    .distinct()
                    .toList();
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Shows an answer.
     *
     * @param passages passage id to the passage, or null when it is no longer there
     */
    public static AnswerView of(Answer answer, Function<String, Passage> passages) {
        return switch (answer) {
            case Answer.Grounded g ->
                of(
                        g,
                        GROUNDED,
                        null,
                        g.claims().stream().map(ClaimView::of).toList(),
                        g.citations().stream()
                                .map((Citation c) -> CitationView.of(c, passages.apply(c.passageId())))
                                .toList(),
                        null);
            case Answer.Abstained a ->
                of(
                        a,
                        ABSTAINED,
                        a.reason(),
                        List.of(),
                        List.of(),
                        a.nearest().stream().map(HitView::of).toList());
            case Answer.Refused r -> of(r, REFUSED, r.reason(), List.of(), List.of(), null);
        };
    }

    private static AnswerView of(
            Answer a,
            String verdict,
            String reason,
            List<ClaimView> claims,
            List<CitationView> citations,
            List<HitView> nearest) {
        Answer.Origin origin = a.origin();
        return new AnswerView(
                verdict,
                reason,
                a.text(),
                a.lang(),
                a.queryLang(),
                claims,
                citations,
                nearest,
                origin.model(),
                FallbackView.of(origin.fallback()),
                origin.incomplete(),
                origin.timings(),
                usage(origin.usage()),
                GuardView.of(origin.guard()));
    }

    private static Map<String, Long> usage(Answer.Usage usage) {
        if (usage.equals(Answer.Usage.NONE)) {
            return Map.of();
        }
        Map<String, Long> tokens = new LinkedHashMap<>();
        tokens.put("promptTokens", usage.promptTokens());
        tokens.put("completionTokens", usage.completionTokens());
        tokens.put("totalTokens", usage.promptTokens() + usage.completionTokens());
        return tokens;
    }
}
