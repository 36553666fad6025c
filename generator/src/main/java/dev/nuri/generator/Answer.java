package dev.nuri.generator;

import dev.nuri.retriever.Hit;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The outcome of a question. Whatever made it, every citation was retrieved for this question and its quote equals the
 * document's text at its span.
 */
public sealed interface Answer {

    /** What the user reads, with {@code [n]} marks when grounded; one sentence in their language otherwise. */
    String text();

    /** Language of {@link #text()}. */
    String lang();

    /** Language the question was taken to be in. */
    String queryLang();

    /** What made it, and at what cost. */
    Origin origin();

    /** What made it: {@code extractive} or a model's id. */
    default String model() {
        return origin().model();
    }

    /** Stage to milliseconds. */
    default Map<String, Double> timings() {
        return origin().timings();
    }

    /**
     * What made an answer, and at what cost.
     *
     * @param model {@code extractive} or a model's id
     * @param timings stage to milliseconds
     * @param usage what a model read and wrote for it
     * @param guard what the policy found, in the order in which it was looked at
     * @param fallback why not the model that was asked; null when it is what {@code model} names, or none was asked
     * @param incomplete why the model's text ends early; null when the model ended it
     */
    record Origin(
            String model,
            Map<String, Double> timings,
            Usage usage,
            List<Guardrail.Finding> guard,
            Fallback fallback,
            Incomplete incomplete) {

        public Origin {
            timings = Map.copyOf(timings);
            Objects.requireNonNull(usage);
            guard = List.copyOf(guard);
        }

        /** Of something that needs no model, about which no policy spoke. */
        public static Origin of(String model, Map<String, Double> timings) {
            return new Origin(model, timings, Usage.NONE, List.of(), null, null);
        }
    }

    /**
     * Tokens of a model, as it counted them itself; what it did not tell counts 0.
     *
     * @param promptTokens read
     * @param completionTokens written, thoughts included
     */
    record Usage(long promptTokens, long completionTokens) {

        /** Of an answer without a model. */
        public static final Usage NONE = new Usage(0, 0);

        /** All of them. */
        public long tokens() {
            return promptTokens + completionTokens;
        }

        Usage plus(Usage other) {
            return new Usage(promptTokens + other.promptTokens, completionTokens + other.completionTokens);
        }
    }

    /**
     * Why a model's text ends early.
     *
     * @param code what happened, for programs
     * @param reason what happened, in a sentence
     */
    record Incomplete(Fallback.Code code, String reason) {}

    /**
     * Why something else answered than the model that was asked.
     *
     * @param model its id
     * @param code what happened, for programs
     * @param reason what happened, in a sentence
     */
    record Fallback(String model, Code code, String reason) {

        /** What kept a model from answering. */
        public enum Code {
            /** It is not there, or its server refuses or breaks off. */
            FAILED,
            /** It took too long. */
            TIMEOUT,
            /** Its text reached the limit of tokens. */
            TOKEN_LIMIT,
            /** No passage fits into what it can read. */
            TOO_LONG,
            /** It wrote in another language than that of the question. */
            OTHER_LANGUAGE,
            /** It said that the passages hold no answer. */
            NO_ANSWER,
            /** No sentence of it is borne out by a passage. */
            UNSUPPORTED
        }
    }

    /**
     * Supported by citations.
     *
     * @param claims sentences of the text in order, each with at least one citation
     * @param citations by number, from 1 in order of first use
     */
    record Grounded(
            String text, String lang, String queryLang, List<Claim> claims, List<Citation> citations, Origin origin)
            implements Answer {

        public Grounded {
            claims = List.copyOf(claims);
            citations = List.copyOf(citations);
        }
    }

    /**
     * Nothing found supports an answer.
     *
     * @param reason {@code no_hits}, {@code weak_support} or {@code other_language}
     * @param nearest the closest passages, which the user may still want to read
     */
    record Abstained(String text, String lang, String queryLang, String reason, List<Hit> nearest, Origin origin)
            implements Answer {

        public Abstained {
            nearest = List.copyOf(nearest);
        }
    }

    /**
     * A policy forbids an answer.
     *
     * @param reason category of the policy
     */
    record Refused(String text, String lang, String queryLang, String reason, Origin origin) implements Answer {}
}
