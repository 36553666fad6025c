package dev.nuri.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * The outcome of a question. Offsets count UTF-16 code units, as {@link String#substring} does.
 *
 * @param verdict whether there is an answer
 * @param reason why there is none; null when grounded
 * @param text what the user reads, with {@code [n]} marks when grounded
 * @param lang its language
 * @param queryLang language the question was taken to be in
 * @param claims sentences of the text, each with its citations
 * @param citations by number
 * @param nearest the closest passages when abstained; else empty
 * @param model what wrote it
 * @param timings stage to milliseconds
 * @param usage tokens read and written; empty without a model
 * @param guard what the content policy did
 */
public record Answer(
        Verdict verdict,
        String reason,
        @JsonProperty("answer") String text,
        String lang,
        String queryLang,
        List<Claim> claims,
        List<Citation> citations,
        List<Hit> nearest,
        String model,
        Map<String, Double> timings,
        Map<String, Long> usage,
        List<GuardStep> guard) {

    public Answer {
        claims = claims == null ? List.of() : List.copyOf(claims);
        citations = citations == null ? List.of() : List.copyOf(citations);
        nearest = nearest == null ? List.of() : List.copyOf(nearest);
        timings = timings == null ? Map.of() : Map.copyOf(timings);
        usage = usage == null ? Map.of() : Map.copyOf(usage);
        guard = guard == null ? List.of() : List.copyOf(guard);
    }

    /** Whether there is an answer. */
    public enum Verdict {
        /** Every claim is supported by the passages it cites. */
        @JsonProperty("grounded")
        GROUNDED,
        /** Nothing supports an answer. */
        @JsonProperty("abstained")
        ABSTAINED,
        /** The policy forbids one. */
        @JsonProperty("refused")
        REFUSED
    }

    /** How far the cited passages bear a claim out. */
    public enum Support {
        @JsonProperty("supported")
        SUPPORTED,
        @JsonProperty("partial")
        PARTIAL,
        @JsonProperty("unsupported")
        UNSUPPORTED
    }

    /**
     * A sentence of the answer.
     *
     * @param start first code unit in the text
     * @param end one past the last, marks excluded
     * @param citations numbers of the citations that support it
     * @param support whether they do
     * @param score in [0, 1], how well
     */
    public record Claim(int start, int end, List<Integer> citations, Support support, double score) {

        public Claim {
            citations = citations == null ? List.of() : List.copyOf(citations);
        }
    }

    /**
     * Where a claim comes from.
     *
     * @param n number of its marks in the text, from 1
     * @param documentId the document cited
     * @param passageId the passage cited
     * @param title of the document
     * @param uri of the document
     * @param lang of the passage
     * @param start first code unit of the quote in the document's text
     * @param end one past its last
     * @param quote exactly the document's text there
     */
    public record Citation(
            int n,
            String documentId,
            String passageId,
            String title,
            String uri,
            String lang,
            int start,
            int end,
            String quote) {}

    /**
     * One step of the content policy.
     *
     * @param stage where it acted
     * @param category what it found
     * @param action what it did
     */
    public record GuardStep(String stage, String category, String action) {}

    /** The claim's words. */
    public String textOf(Claim claim) {
        return text.substring(claim.start(), claim.end());
    }
}
