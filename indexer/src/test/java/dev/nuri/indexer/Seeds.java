package dev.nuri.indexer;

import java.util.Random;

/** Randomness of tests: another seed each run, printed, and the same again with {@code -Dtests.seed}. */
public final class Seeds {

    private Seeds() {}

    /** A source of randomness for the test named {@code test}. */
    public static Random random(String test) {
        long seed = Long.getLong("tests.seed", System.nanoTime());
        System.out.println(test + ": -Dtests.seed=" + seed);
        return new Random(seed);
    }
}
