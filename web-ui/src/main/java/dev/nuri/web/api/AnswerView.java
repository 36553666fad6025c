package dev.nuri.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nuri.generator.Answer;
import dev.nuri.generator.Citation;
import dev.nuri.generator.Claim;
import dev.nuri.generator.Guardrail;
import dev.nuri.generator.SupportReason;
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
 * @param incomplete why the model's text ends early, in a sentence; null when it does not
 * @param incompleteCode the same for programs, as a fallback's; null likewise
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
        String incompleteCode,
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
     * @param reason what is missing in the citations, in English; null when nothing is
     * @param reasons the same for programs and other languages; null likewise
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
            List<ReasonView> reasons,
            boolean acrossLanguages) {

        private static ClaimView of(Claim c) {
            return new ClaimView(
                    c.start(),
                    c.end(),
                    c.citations(),
                    lower(c.support()),
                    c.score(),
                    c.reasons().isEmpty() ? null : c.reason(),
                    c.reasons().isEmpty()
                            ? null
                            : c.reasons().stream().map(ReasonView::of).toList(),
                    c.acrossLanguages());
        }
    }

    /**
     * What is missing in a claim's citations.
     *
     * @param code such as {@code missing}, {@code different} or {@code words_missing}
     * @param kind {@code number}, {@code unit}, {@code date}, {@code name} or {@code quotation}; null where the code says
     *     enough
     * @param shown as the claim writes it; null for nothing
     * @param instead what the citations have in its place; null for nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ReasonView(String code, String kind, String shown, String instead) {

        private static ReasonView of(SupportReason r) {
            return new ReasonView(
                    lower(r.code()), r.kind() == null ? null : lower(r.kind()), orNull(r.shown()), orNull(r.instead()));
        }

        private static String orNull(String text) {
            return text.isEmpty() ? null : text;
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
                origin.incomplete() == null ? null : origin.incomplete().reason(),
                origin.incomplete() == null ? null : lower(origin.incomplete().code()),
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
