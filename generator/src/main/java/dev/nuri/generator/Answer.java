package dev.nuri.generator;

import dev.nuri.retriever.Hit;
import java.util.List;
import java.util.Map;

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

    /** What made it: {@code extractive} or a model's id. */
    String model();

    /** Stage to milliseconds. */
    Map<String, Double> timings();

    /**
     * Supported by citations.
     *
     * @param claims sentences of the text in order, each with at least one citation
     * @param citations by number, from 1 in order of first use
     */
    record Grounded(
            String text,
            String lang,
            String queryLang,
            String model,
            List<Claim> claims,
            List<Citation> citations,
            Map<String, Double> timings)
            implements Answer {

        public Grounded {
            claims = List.copyOf(claims);
            citations = List.copyOf(citations);
            timings = Map.copyOf(timings);
        }
    }

    /**
     * Nothing found supports an answer.
     *
     * @param reason {@code no_hits}, {@code weak_support} or {@code other_language}
     * @param nearest the closest passages, which the user may still want to read
     */
    record Abstained(
            String text,
            String lang,
            String queryLang,
            String model,
            String reason,
            List<Hit> nearest,
            Map<String, Double> timings)
            implements Answer {

        public Abstained {
            nearest = List.copyOf(nearest);
            timings = Map.copyOf(timings);
        }
    }

    /**
     * A policy forbids an answer.
     *
     * @param reason category of the policy
     */
    record Refused(String text, String lang, String queryLang, String model, String reason, Map<String, Double> timings)
            implements Answer {

        public Refused {
            timings = Map.copyOf(timings);
        }
    }
}
