package dev.nuri.moe.sampling;

import dev.nuri.moe.TokenLogProbability;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The probabilities a model itself gives, before any setting. */
public final class LogProbabilities {
    private final float[] logits; // [V]
    private final double greatest;
    private final double logSum; // of the probabilities, that of the greatest logit being 1

    /** Of these logits, none of them NaN. */
    public LogProbabilities(float[] logits) {
        this.logits = logits;
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        this.greatest = most;
        double sum = 0;
        for (float logit : logits) {
            sum += logit == most ? 1 : Math.exp(logit - most);
        }
        this.logSum = Math.log(sum);
    }

    /** Natural logarithm of a token's probability. */
    public double of(int id) {
        return (logits[id] == greatest ? 0 : logits[id] - greatest) - logSum;
    }

    /** The most probable tokens, best first, the lower id first among equals. */
    public List<TokenLogProbability> best(int count) {
        Comparator<Integer> better =
                Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparingInt(id -> id);
        PriorityQueue<Integer> kept = new PriorityQueue<>(better.reversed());
        for (int id = 0; id < logits.length && count > 0; id++) {
            if (kept.size() < count) {
                kept.add(id);
            } else if (logits[id] > logits[kept.peek()]) {
                kept.poll();
                kept.add(id);
            }
        }
        List<Integer> ids = new ArrayList<>(kept);
        ids.sort(better);
        return ids.stream().map(id -> new TokenLogProbability(id, of(id))).toList();
    }
}
