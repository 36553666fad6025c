package dev.nuri.retriever.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.retriever.fusion.NearDuplicates.Extent;
import dev.nuri.retriever.fusion.NearDuplicates.Kept;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {

    private static final Map<String, Extent> EXTENTS = Map.of(
            "d#0", new Extent("d", 0, 100),
            "d#1", new Extent("d", 80, 200),
            "d#2", new Extent("d", 90, 150));

    private final NearDuplicates fold = new NearDuplicates(NearDuplicatesTest::extent, 2);

    /** Those not named above lie one after the other. */
    private static Extent extent(Fused entry) {
        String id = entry.item().id();
        int start = 10 * (id.charAt(id.length() - 1) - '0');
        return EXTENTS.getOrDefault(id, new Extent(id.substring(0, 1), start, start + 10));
    }

    @Test
    void passagesWithinThreeBitsAreShownOnce() {
        Kept first = fold.add(entry("a#0"), 0b1111L << 32);
        assertThat(fold.add(entry("b#0"), 0b1000L << 32)).isNull();
        assertThat(fold.add(entry("c#0"), 0b0000_1111_0000L << 32)).isNotNull();
        assertThat(first.duplicates()).containsExactly("b#0");
    }

    @Test
    void fourBitsApartAreDifferent() {
        fold.add(entry("a#0"), 0b10000L);
        assertThat(fold.add(entry("b#0"), 0b11111L)).isNotNull();
    }

    @Test
    void passagesWithoutAFingerprintAreNeverAlike() {
        fold.add(entry("a#0"), 0);
        assertThat(fold.add(entry("b#0"), 0)).isNotNull();
        assertThat(fold.add(entry("c#0"), 1)).isNotNull();
    }

    @Test
    void overlappingNeighboursStayButOneWithinAnotherDoesNot() {
        assertThat(fold.add(entry("d#0"), 1)).isNotNull();
        Kept second = fold.add(entry("d#1"), 0xFFFF0000L);
        assertThat(second).isNotNull();
        assertThat(fold.add(entry("d#2"), 0xFFFF_0000_0000L)).isNull();
        assertThat(second.duplicates()).containsExactly("d#2");
    }

    @Test
    void whatStandsBelowThePageIsListedWithItsLike() {
        Kept first = fold.add(entry("a#0"), 0b1000);
        fold.attach(entry("z#0"), 0b1001);
        fold.attach(entry("y#0"), 0xFF0000);
        assertThat(first.duplicates()).containsExactly("z#0");
    }

    @Test
    void whatADocumentHasLeftIsCountedAndStandsForNoOther() {
        fold.add(entry("e#0"), 0xF);
        Kept second = fold.add(entry("e#1"), 0xF0);
        assertThat(fold.add(entry("e#2"), 0xF000)).isNull();
        Kept elsewhere = fold.add(entry("f#0"), 0xF000);
        assertThat(elsewhere).isNotNull();
        fold.attach(entry("e#3"), 0xF0_0000);
        fold.attach(entry("f#1"), 0xF000_0000L);
        assertThat(second.further()).isEqualTo(2);
        assertThat(elsewhere.further()).isZero();
        assertThat(second.duplicates()).isEmpty();
    }

    private static Fused entry(String id) {
        return new Fused(new Scored(id, 0, 1), Map.of());
    }
}
