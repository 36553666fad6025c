package dev.nuri.hw.vector;

/**
 * Where things lie in a part of packed weights: the quants of all its groups, then all scales and so on, as
 * {@link PackedLayout} says. Each region is read straight through, which processors see and fetch ahead; with a group's
 * scales behind its quants a product out of memory takes nearly twice as long.
 *
 * @param layout of the weights
 * @param columns of each row
 * @param minimums whether there are any
 * @param groups groups of 8 rows in the part
 */
record PackedRegions(PackedLayout layout, int columns, boolean minimums, int groups) {
    /** Quants of a group of 8 rows. */
    long quantsAt(int group) {
        return group * quantBytes();
    }

    /** Scales of a group. */
    long scalesAt(int group) {
        return groups * quantBytes() + group * scaleBytes();
    }

    /** Minimums of a group; meaningless without. */
    long minimumsAt(int group) {
        return groups * (quantBytes() + scaleBytes()) + group * scaleBytes();
    }

    /** Factors of a group; meaningless without. */
    long factorsAt(int group) {
        return groups * (quantBytes() + (minimums ? 2 : 1) * scaleBytes()) + group * factorBytes();
    }

    /** Factors of the minimums of a group; meaningless without. */
    long minimumFactorsAt(int group) {
        return factorsAt(groups) + group * factorBytes();
    }

    /** Bytes of the part. */
    long bytes() {
        return minimums ? minimumFactorsAt(groups) : factorsAt(groups);
    }

    /** Bytes of a group's quants. */
    private long quantBytes() {
        return (long) columns / 32 * layout.quantBytes();
    }

    /** Bytes of a group's scales, or of its minimums. */
    private long scaleBytes() {
        return (long) columns / layout.run() * PackedLayout.ROWS * layout.scaleBytes();
    }

    private long factorBytes() {
        return layout.isSuper() ? (long) columns / PackedLayout.SUPER * PackedLayout.ROWS * Short.BYTES : 0;
    }
}
