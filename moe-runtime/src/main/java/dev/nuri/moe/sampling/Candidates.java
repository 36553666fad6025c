package dev.nuri.moe.sampling;

import java.util.Arrays;
import java.util.PriorityQueue;

/** The tokens that may still be drawn. Sorting a large vocabulary costs more than the draw, so only what counts is. */
final class Candidates {
    private final float[] logits; // [V]
    private final float greatest;
    private int[] ids;

    /**
     * All ids whose logit is not minus infinity.
     *
     * @param greatest the greatest logit
     */
    Candidates(float[] logits, float greatest) {
        this.logits = logits;
        this.greatest = greatest;
        this.ids = new int[logits.length];
        int count = 0;
        for (int id = 0; id < logits.length; id++) {
            if (logits[id] > Float.NEGATIVE_INFINITY) {
                ids[count++] = id;
            }
        }
        ids = Arrays.copyOf(ids, count);
    }

    /** Keeps the most probable; the lower id first among equals. */
    void keepBest(int count) {
        if (count >= ids.length) {
            return;
        }
        PriorityQueue<Float> best = new PriorityQueue<>();
        for (int id : ids) {
            if (best.size() < count) {
                best.add(logits[id]);
            } else if (logits[id] > best.peek()) {
                best.poll();
                best.add(logits[id]);
            }
        }
        float least = best.peek();
        ids = Arrays.stream(ids).filter(id -> logits[id] >= least).toArray();
        sort();
        ids = Arrays.copyOf(ids, count);
    }

    /**
     * Keeps the most probable until their sum reaches {@code topP}, of those at least {@code minP} as probable as the
     * best; at least one.
     */
    void keepProbable(float topP, float minP) {
        double sum = 0;
        for (int id : ids) {
            sum += weight(id, 1);
        }
        if (topP < 1) {
            // All those below this bound together are less than what may be left out.
            keepAtLeast((1 - topP) * sum / ids.length);
            sort();
            double reached = 0;
            int kept = 0;
            while (kept < ids.length && (kept == 0 || reached < topP * sum)) {
                reached += weight(ids[kept++], 1);
            }
            ids = Arrays.copyOf(ids, kept);
        }
        keepAtLeast(minP);
    }

    private void keepAtLeast(double least) {
        int count = 0;
        for (int id : ids) {
            if (weight(id, 1) >= least) {
                ids[count++] = id;
            }
        }
        ids = Arrays.copyOf(ids, count);
    }

    /** The id at a point in [0, 1) of the probabilities under a temperature. */
    int draw(double point, float temperature) {
        double[] weights = new double[ids.length];
        double sum = 0;
        for (int i = 0; i < ids.length; i++) {
            weights[i] = weight(ids[i], temperature);
            sum += weights[i];
        }
        double left = point * sum;
        int last = 0;
        for (int i = 0; i < ids.length; i++) {
            if (weights[i] > 0) {
                last = i;
                left -= weights[i];
            }
            if (left < 0) {
                break;
            }
        }
        return ids[last]; // where rounding left the point just past the end, the last that has a weight
    }

    /** The probabilities under a temperature. */
    Distribution distribution(float temperature) {
        int[] ascending = ids.clone();
        Arrays.sort(ascending);
        double[] weights = Arrays.stream(ascending)
                .mapToDouble(id -> weight(id, temperature))
                .toArray();
        return new Distribution(ascending, weights);
    }

    /** Unnormalised probability; that of the best is 1, also where its logit is infinite. */
    private double weight(int id, float temperature) {
        return logits[id] == greatest ? 1 : Math.exp(((double) logits[id] - greatest) / temperature);
    }

    /** Greatest logit first, the lower id first among equals. */
    private void sort() {
        long[] keys = new long[ids.length];
        for (int i = 0; i < keys.length; i++) {
            int bits = Float.floatToIntBits(logits[ids[i]] + 0f);
            int ascending = bits < 0 ? ~bits ^ Integer.MIN_VALUE : bits;
            keys[i] = (long) ~ascending << 32 | ids[i];
        }
        Arrays.sort(keys);
        for (int i = 0; i < keys.length; i++) {
            ids[i] = (int) keys[i];
        }
    }
}
