package dev.nuri.retriever.rerank;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.Hit.LegScore;
import dev.nuri.retriever.Reranker.Candidate;
import dev.nuri.retriever.Reranking;
import dev.nuri.retriever.fusion.Fused;
import dev.nuri.retriever.fusion.Scored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Reorders the head of a ranking by what a model says of each passage. The head is as long as the model had time for;
 * what follows keeps its order below it. Whoever wants another page of the same ranking says how long the head was, so
 * that both pages are of one order. Scores are remembered for one generation of the index. A failing model leaves the
 * ranking as it was. Thread-safe.
 */
public final class ModelRanking {

    /** Name in explanations. */
    public static final String NAME = "reranker";

    private static final Logger LOG = Logger.getLogger(ModelRanking.class);

    /** Scores remembered: a few hundred queries'. */
    private static final int REMEMBERED = 20_000;

    /** A head that had time once gets it again, even where the machine is busier now. */
    private static final int MORE_TIME = 10;

    private final Reranking reranking;
    private final Cache<Key, Float> scores =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    private record Key(long generation, String query, String passage) {}

    /** @param reranking null for none */
    public ModelRanking(Reranking reranking) {
        this.reranking = reranking;
    }

    /**
     * What came of it.
     *
     * @param ranking in its order
     * @param head passages at its top that the model ordered
     * @param decision one sentence: why it ran or did not
     * @param whole whether another search would not get further
     */
    public record Outcome(List<Fused> ranking, int head, String decision, boolean whole) {}

    /**
     * Reorders.
     *
     * @param ranking best first
     * @param generation of the index it is of
     * @param query without syntax
     * @param wanted length of the head on an earlier page of the ranking; null for a first page
     * @param candidates reads a passage
     */
    public Outcome of(
            List<Fused> ranking, long generation, String query, Integer wanted, Function<Fused, Candidate> candidates) {
        if (reranking == null) {
            return new Outcome(ranking, 0, "Not run: no reranker is configured.", true);
        }
        int most = Math.min(wanted == null ? reranking.depth() : wanted, ranking.size());
        if (most == 0) {
            return new Outcome(ranking, 0, "Not run: there was nothing, or no time before, to rerank.", true);
        }
        try {
            Duration budget =
                    wanted == null ? reranking.budget() : reranking.budget().multipliedBy(MORE_TIME);
            List<Fused> asked = ranking.subList(0, most);
            float[] found = scores(asked, generation, query, budget, candidates);
            if (wanted != null && found.length < most) {
                throw NuriException.invalid("there was no time for " + most + " passages again");
            }
            return new Outcome(
                    ordered(ranking, found), found.length, decision(found.length, most), found.length == most);
        } catch (RuntimeException e) {
            // Whatever a model throws ends here.
            if (e instanceof NuriException) {
                LOG.warnf("The reranker failed; the search goes on without it: %s", e.getMessage());
            } else {
                LOG.warn("The reranker failed; the search goes on without it.", e);
            }
            return new Outcome(ranking, 0, "Failed: " + NuriException.reason(e) + ".", false);
        }
    }

    private String decision(int scored, int asked) {
        String run = "Run with " + reranking.model().id() + ": ";
        return scored == asked
                ? run + scored + " passages."
                : run + scored + " of " + asked + " passages in the time there was, "
                        + reranking.budget().toMillis() + " ms.";
    }

    /** Those remembered, and the others as far as the model gets: the scores of the first passages of {@code asked}. */
    private float[] scores(
            List<Fused> asked, long generation, String query, Duration budget, Function<Fused, Candidate> candidates) {
        Map<Integer, Float> known = new HashMap<>();
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Float score = scores.getIfPresent(key(generation, query, asked.get(i)));
            if (score == null) {
                missing.add(i);
            } else {
                known.put(i, score);
            }
        }
        if (!missing.isEmpty()) {
            List<Candidate> passages =
                    missing.stream().map(asked::get).map(candidates).toList();
            float[] found = checked(reranking.model().score(query, passages, budget), passages.size());
            for (int i = 0; i < found.length; i++) {
                known.put(missing.get(i), found[i]);
                scores.put(key(generation, query, asked.get(missing.get(i))), found[i]);
            }
        }
        int length = 0;
        while (known.containsKey(length)) {
            length++;
        }
        float[] all = new float[length];
        for (int i = 0; i < length; i++) {
            all[i] = known.get(i);
        }
        return all;
    }

    private static Key key(long generation, String query, Fused entry) {
        return new Key(generation, query, entry.item().id());
    }

    private static float[] checked(float[] found, int most) {
        if (found.length < 1 || found.length > most) {
            throw NuriException.invalid("the reranker must give 1 to " + most + " scores, got " + found.length);
        }
        for (float score : found) {
            if (!Float.isFinite(score)) {
                throw NuriException.invalid("the reranker must give finite scores, got " + score);
            }
        }
        return found;
    }

    /** The head with scores in (floor, floor + 1], a step apart, so that no two are equal whatever the model's scale. */
    private static List<Fused> ordered(List<Fused> ranking, float[] scores) {
        int head = scores.length;
        double floor = head < ranking.size() ? ranking.get(head).item().score() : 0;
        List<Integer> places = IntStream.range(0, head)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                .toList();
        List<Fused> ordered = new ArrayList<>(ranking.size());
        for (int rank = 0; rank < head; rank++) {
            int place = places.get(rank);
            double gives = (head - rank) / (double) head;
            ordered.add(placed(ranking.get(place), floor + gives, new LegScore(rank + 1, scores[place], gives)));
        }
        ordered.addAll(ranking.subList(head, ranking.size()));
        return ordered;
    }

    private static Fused placed(Fused entry, double score, LegScore said) {
        Map<String, LegScore> legs = new HashMap<>(entry.legs());
        legs.put(NAME, said);
        Scored item = entry.item();
        return new Fused(new Scored(item.id(), item.doc(), score), legs, entry.evidence());
    }
}
