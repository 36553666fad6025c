package dev.nuri.generator;

import java.util.Random;

/** Seeds of randomised tests: printed, and settable by {@code -Dtests.seed}. */
final class Seeds {

    private Seeds() {}

    static Random random(Class<?> test) {
        long seed = Long.getLong("tests.seed", System.nanoTime());
        System.out.println(test.getSimpleName() + ": repeat with -Dtests.seed=" + seed);
        return new Random(seed);
    }
}
