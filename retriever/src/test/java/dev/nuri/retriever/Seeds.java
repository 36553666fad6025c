package dev.nuri.retriever;

import java.util.Random;

/** Seeds of randomised tests: printed, and settable by {@code -Dtests.seed}. */
public final class Seeds {

    private Seeds() {}

    /** A generator for one test. */
    public static Random random(Class<?> test) {
        long seed = Long.getLong("tests.seed", System.nanoTime());
        System.out.println(test.getSimpleName() + ": repeat with -Dtests.seed=" + seed);
        return new Random(seed);
    }
}
