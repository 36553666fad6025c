package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.NuriException;
import org.junit.jupiter.api.Test;

class SplitTest {

    /** CRC-32 of "123456789" is the check value of the polynomial, 0xCBF43926: even. */
    @Test
    void followsTheChecksum() {
        assertThat(Split.DEV.includes("123456789")).isTrue();
        assertThat(Split.TEST.includes("123456789")).isFalse();
        assertThat(Split.ALL.includes("123456789")).isTrue();
    }

    @Test
    void everyQueryIsInExactlyOneHalf() {
        for (int i = 0; i < 1_000; i++) {
            String id = "질문-" + i;
            assertThat(Split.DEV.includes(id)).isNotEqualTo(Split.TEST.includes(id));
        }
    }

    @Test
    void namesGoBothWays() {
        for (Split split : Split.values()) {
            assertThat(Split.of(split.label())).isEqualTo(split);
        }
        assertThatThrownBy(() -> Split.of("train"))
                .isInstanceOf(NuriException.class)
                .hasMessageContaining("'train'");
    }
}
