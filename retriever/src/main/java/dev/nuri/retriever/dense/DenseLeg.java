package dev.nuri.retriever.dense;

import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.FoundPassage;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.fusion.RankedList;
import dev.nuri.retriever.fusion.Scored;
import dev.nuri.retriever.lexical.Filters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.lucene.search.Query;
import org.jboss.logging.Logger;

/**
 * Ranks passages by how near their vectors are to the query's. Runs only where the embedder knows the query's
 * language, and a failing embedder costs the leg, never the search. Thread-safe.
 */
public final class DenseLeg {

    /** Name in explanations. */
    public static final String NAME = "dense";

    /** Passages on the far side of the query are not found. A higher floor would cost answers: docs/retrieval.md. */
    private static final double FLOOR = 0;

    private static final Logger LOG = Logger.getLogger(DenseLeg.class);

    private static final String NO_EMBEDDER = "none";

    private final Function<IndexSnapshot, Embedder> embedders;
    private final CachedQueries vectors = new CachedQueries();

    /** @param embedders what embeds queries for the vectors of a snapshot; gives null for none */
    public DenseLeg(Function<IndexSnapshot, Embedder> embedders) {
        this.embedders = embedders;
    }

    /** How often a query's vector was remembered. */
    public CacheStats statistics() {
        return vectors.statistics();
    }

    /**
     * What came of the leg.
     *
     * @param found the ranking, or null when the leg did not run
     * @param vector the query's, or null when the leg did not run
     * @param decision one sentence: why it ran or did not
     * @param failed whether it should have run and could not
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Outcome(RankedList found, float[] vector, String decision, boolean failed) {}

    /**
     * What is searched by.
     *
     * @param vector of unit length; null when the leg is not to run or cannot
     * @param decision one sentence: why it runs or does not
     * @param failed whether it should run and cannot
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Aim(float[] vector, String decision, boolean failed) {

        private static Aim failed(Exception e) {
            // A disk that cannot be read fails the lexical leg too; whatever an embedder throws ends here.
            if (e instanceof NuriException) {
                LOG.warnf("The dense leg failed; the search goes on without it: %s", e.getMessage());
            } else {
                LOG.warn("The dense leg failed; the search goes on without it.", e);
            }
            return new Aim(null, "Failed: " + reason(e), true);
        }

        /** The leg is not to run. */
        public static Aim none(String decision) {
            return new Aim(null, decision, false);
        }

        /** Passages near one whose vector is stored; null when it has none. */
        public static Aim near(float[] vector) {
            return vector == null
                    ? none("Not run: the passage has no vector.")
                    : new Aim(vector, "Run with the vector of the passage.", false);
        }

        private Outcome withoutRanking() {
            return new Outcome(null, null, decision, failed);
        }
    }

    /** What a text in a language is searched by. */
    public Aim at(IndexSnapshot snapshot, String text, String lang) {
        Embedder embedder = embedders.apply(snapshot);
        if (embedder == null) {
            return Aim.none(withoutEmbedder(snapshot.embedderId()));
        }
        if (!embedder.supports(lang)) {
            return Aim.none("Not run: " + embedder.id() + " does not know the language '" + lang + "'.");
        }
        try {
            return new Aim(vectors.vector(embedder, text), "Run with " + embedder.id() + " in '" + lang + "'.", false);
        } catch (RuntimeException e) {
            return Aim.failed(e);
        }
    }

    /**
     * Searches. A passage's score is the cosine of its vector and that of the aim.
     *
     * @param filter passages allowed; applied while searching, so that {@code depth} of them are found
     */
    public Outcome search(EntrySearcher passages, Aim aim, Query filter, int depth) {
        if (aim.vector() == null) {
            return aim.withoutRanking();
        }
        try {
            return new Outcome(rank(passages, aim.vector(), filter, depth), aim.vector(), aim.decision(), false);
        } catch (IOException | RuntimeException e) {
            return Aim.failed(e).withoutRanking();
        }
    }

    private static String withoutEmbedder(String indexed) {
        return indexed.equals(NO_EMBEDDER)
                ? "Not run: no embedder is configured."
                : "Not run: the index has vectors of " + indexed
                        + ", which is not in use; `nuri reindex` makes new ones.";
    }

    private static String reason(Exception e) {
        return e instanceof NuriException || e.getMessage() != null
                ? e.getMessage()
                : e.getClass().getSimpleName() + ".";
    }

    /** A filter as searches are given it; null when it allows all. */
    public static Query allowed(Query filter) {
        return Filters.allowsEveryPassage(filter) ? null : filter;
    }

    private static RankedList rank(EntrySearcher passages, float[] vector, Query filter, int depth) throws IOException {
        List<Scored> ranked = new ArrayList<>();
        for (FoundPassage passage : passages.nearest(vector, allowed(filter), depth)) {
            if (passage.score() >= FLOOR) {
                ranked.add(Scored.of(passage));
            }
        }
        ranked.sort(Scored.ORDER);
        return new RankedList(NAME, ranked);
    }
}
