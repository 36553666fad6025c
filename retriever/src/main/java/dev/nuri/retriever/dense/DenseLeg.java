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
import java.util.function.Supplier;
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
    public record Outcome(RankedList found, float[] vector, String decision, boolean failed) {

        /** The leg was not to run. */
        public static Outcome notRun(String decision) {
            return new Outcome(null, null, decision, false);
        }
    }

    /**
     * Searches. A passage's score is the cosine of its vector and the query's.
     *
     * @param passages those of {@code snapshot}
     * @param filter passages allowed; applied while searching, so that {@code depth} of them are found
     */
    public Outcome search(
            IndexSnapshot snapshot, EntrySearcher passages, String text, String lang, Query filter, int depth) {
        Embedder embedder = embedders.apply(snapshot);
        if (embedder == null) {
            return Outcome.notRun(withoutEmbedder(snapshot.embedderId()));
        }
        if (!embedder.supports(lang)) {
            return Outcome.notRun("Not run: " + embedder.id() + " does not know the language '" + lang + "'.");
        }
        return search(
                passages,
                () -> vectors.vector(embedder, text),
                "Run with " + embedder.id() + " in '" + lang + "'.",
                filter,
                depth);
    }

    /**
     * Searches for passages near one whose vector is stored. A passage's score is the cosine of both vectors.
     *
     * @param vector null when it has none
     * @param filter as for {@link #search}
     */
    public Outcome near(EntrySearcher passages, float[] vector, Query filter, int depth) {
        return vector == null
                ? Outcome.notRun("Not run: the passage has no vector.")
                : search(passages, () -> vector, "Run with the vector of the passage.", filter, depth);
    }

    private static Outcome search(
            EntrySearcher passages, Supplier<float[]> vector, String decision, Query filter, int depth) {
        try {
            float[] near = vector.get();
            return new Outcome(rank(passages, near, filter, depth), near, decision, false);
        } catch (IOException | RuntimeException e) {
            // A disk that cannot be read fails the lexical leg too; whatever an embedder throws ends here.
            if (e instanceof NuriException) {
                LOG.warnf("The dense leg failed; the search goes on without it: %s", e.getMessage());
            } else {
                LOG.warn("The dense leg failed; the search goes on without it.", e);
            }
            return new Outcome(null, null, "Failed: " + reason(e), true);
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

    private static RankedList rank(EntrySearcher passages, float[] vector, Query filter, int depth) throws IOException {
        List<Scored> ranked = new ArrayList<>();
        for (FoundPassage passage :
                passages.nearest(vector, Filters.allowsEveryPassage(filter) ? null : filter, depth)) {
            if (passage.score() >= FLOOR) {
                ranked.add(Scored.of(passage));
            }
        }
        ranked.sort(Scored.ORDER);
        return new RankedList(NAME, ranked);
    }
}
