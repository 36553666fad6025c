package dev.nuri.moe.sampling;

import java.util.Arrays;

/** The tokens that may be drawn, and how probable each is. Immutable. */
public final class Distribution {
    private final int[] ids; // ascending
    private final double[] probabilities; // theirs; their sum is 1

    /**
     * From weights.
     *
     * @param ids ascending, at least one
     * @param weights of each, at least 0, their sum positive and finite
     */
    Distribution(int[] ids, double[] weights) {
        double sum = Arrays.stream(weights).sum();
        this.ids = ids.clone();
        this.probabilities = Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }

    /** The probability of an id. */
    public double of(int id) {
        int at = Arrays.binarySearch(ids, id);
        return at < 0 ? 0 : probabilities[at];
    }

    /** The id at a point in [0, 1). */
    int at(double point) {
        double left = point;
        int last = 0;
        for (int i = 0; i < ids.length; i++) {
            if (probabilities[i] > 0) {
                last = i;
                left -= probabilities[i];
            }
            if (left < 0) {
                break;
            }
        }
        return ids[last]; // where rounding left the point just past the end, the last that has a probability
    }

    /** What is more probable here than in {@code other}, in proportion to the difference; this if nothing is. */
    Distribution without(Distribution other) {
        double[] rest = new double[ids.length];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = Math.max(0, probabilities[i] - other.of(ids[i]));
        }
        return Arrays.stream(rest).sum() > 0 ? new Distribution(ids, rest) : this;
    }
}
