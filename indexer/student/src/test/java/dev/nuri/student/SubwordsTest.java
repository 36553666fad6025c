package dev.nuri.student;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubwordsTest {

    private final Subwords subwords = new Subwords(TinyStudent.PIECES, TinyStudent.HASHED);

    @Test
    void takesTheLongestPieces() {
        assertThat(pieces("Fluss")).containsExactly("flu", "#ss");
        assertThat(pieces("rivers")).containsExactly("river", "#s");
        assertThat(pieces("강물")).containsExactly("강", "#물");
    }

    @Test
    void foldsFormsThatMeanTheSame() {
        assertThat(pieces("ＲＩＶＥＲ")).containsExactly("river");
        assertThat(pieces("١٩")).containsExactly("1", "#9");
        assertThat(Subwords.fold("İSTANBUL")).isEqualTo("istanbul");
        assertThat(Subwords.fold("ΟΔΟΣ")).isEqualTo("οδοσ");
    }

    @Test
    void takesIdeographsAloneAndInPairs() {
        assertThat(pieces("東京")).containsExactly("東", "京", "東京");
        assertThat(subwords.encode("京都", 9)).hasSize(2);
    }

    @Test
    void cutsScriptsWithoutSpacesByDictionary() {
        List<String> words = new ArrayList<>();
        subwords.encode("ภาษาไทยง่ายมาก", 99, words::add);
        assertThat(words).containsExactly("ภาษา", "ไทย", "ง่าย", "มาก");
        assertThat(pieces("ภาษาภาษา")).containsExactly("ภาษา", "ภาษา");
    }

    @Test
    void spellsUnknownWordsByTrigrams() {
        int[] rows = subwords.encode("xyz", 9);
        assertThat(rows).hasSize(3);
        assertThat(Arrays.stream(rows)).allMatch(row -> row >= TinyStudent.PIECES.size() && row < subwords.rows());
        assertThat(subwords.encode("riverxyz", 9)).hasSize(8).doesNotContain(0);
    }

    @Test
    void stopsAtTheLimitAndAtWhatIsNoWord() {
        assertThat(subwords.encode("river water river", 2)).containsExactly(0, 4);
        assertThat(subwords.encode("… !? — +", 9)).isEmpty();
        assertThat(subwords.encode("a".repeat(65), 99)).isEmpty();
    }

    private List<String> pieces(String text) {
        return Arrays.stream(subwords.encode(text, 99))
                .mapToObj(TinyStudent.PIECES::get)
                .toList();
    }
}
