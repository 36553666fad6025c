package dev.nuri.indexer.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.Seeds;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SimHashTest {

    @Test
    void punctuationCaseAndSpacingMakeNoDifference() {
        assertThat(SimHash.of("Hello, World: again!")).isEqualTo(SimHash.of("hello world — AGAIN"));
    }

    @Test
    void textWithoutLettersHasNone() {
        assertThat(SimHash.of("")).isZero();
        assertThat(SimHash.of(" …!\uD83D")).isZero();
        assertThat(SimHash.of("가")).isNotZero();
    }

    @Test
    void smallChangesFlipFewBitsAndOtherTextsMany() {
        Random random = Seeds.random("SimHashTest.smallChangesFlipFewBitsAndOtherTextsMany");
        for (int i = 0; i < 50; i++) {
            String text = words(random, 150);
            String other = words(random, 150);
            String edited = text.replaceFirst("^\\S+ \\S+", "completely different");
            assertThat(distance(text, edited)).isLessThanOrEqualTo(14);
            assertThat(distance(text, other)).isGreaterThan(14);
        }
    }

    private static int distance(String a, String b) {
        return Long.bitCount(SimHash.of(a) ^ SimHash.of(b));
    }

    private static String words(Random random, int count) {
        return random.ints(count, 0, 5_000)
                .mapToObj(n -> Integer.toString(n * 7919 + 46_656, 36))
                .collect(Collectors.joining(" "));
    }
}
