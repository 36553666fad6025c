package dev.nuri.retriever;

import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Span;
import java.util.List;
import java.util.Map;

/**
 * A passage with its place in a ranking.
 *
 * @param rank 1-based
 * @param score higher is better, comparable within one search only; ties are broken by passage id
 * @param passage the passage
 * @param title of its document
 * @param uri of its document
 * @param collection of its document
 * @param mediaType of its document
 * @param highlights spans of the passage's text that match the query, ascending, without overlap
 * @param duplicates ids of passages left out because they say the same
 * @param further passages of its document that rank below and are left out because enough of it is shown: at least so
 *     many, told with the last hit of the document
 * @param explanation leg ({@code lexical}, {@code dense}, and {@code reranker} where a model read the passage) to how it
 *     ranked the passage; null unless asked for
 * @param evidence what the score is from, at the head of a ranking of both legs; null elsewhere
 */
public record Hit(
        int rank,
        double score,
        Passage passage,
        String title,
        String uri,
        String collection,
        String mediaType,
        List<Span> highlights,
        List<String> duplicates,
        int further,
        Map<String, LegScore> explanation,
        Evidence evidence) {

    public Hit {
        highlights = List.copyOf(highlights);
        duplicates = List.copyOf(duplicates);
    }

    /** The same at another rank. */
    public Hit withRank(int other) {
        return with(other, passage);
    }

    /** The same with another form of its passage. */
    public Hit withPassage(Passage other) {
        return with(rank, other);
    }

    private Hit with(int otherRank, Passage otherPassage) {
        return new Hit(
                otherRank,
                score,
                otherPassage,
                title,
                uri,
                collection,
                mediaType,
                highlights,
                duplicates,
                further,
                explanation,
                evidence);
    }

    /**
     * What one leg said.
     *
     * @param rank 1-based rank in the leg
     * @param score the leg's own score
     * @param contribution what it added to the fused score
     */
    public record LegScore(int rank, double score, double contribution) {}
}
