package dev.nuri.generator.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerOverlapTest {

    @Test
    void caseArticlesAndPunctuationDoNotCount() {
        AnswerOverlap english = new AnswerOverlap("en");
        assertThat(english.exact("the Red Door.", List.of("red door"))).isEqualTo(1);
        assertThat(english.exact("the Red Door.", List.of("red", "blue door"))).isZero();
        assertThat(new AnswerOverlap("de").exact("the Door", List.of("door"))).isZero();
    }

    @Test
    void wordsAreCountedAsOftenAsTheyAreShared() {
        AnswerOverlap english = new AnswerOverlap("en");
        assertThat(english.f1("red red door", List.of("red wall"))).isCloseTo(2.0 / 5, within(1e-9));
        assertThat(english.f1("blue", List.of("red"))).isZero();
        assertThat(english.f1("", List.of("red"))).isZero();
        assertThat(english.f1("red wall", List.of("door", "red wall"))).isEqualTo(1);
    }

    @Test
    void charactersCountWhereWordsAreNotSetApart() {
        assertThat(new AnswerOverlap("ko").f1("윤가람이", List.of("윤가람"))).isCloseTo(6.0 / 7, within(1e-9));
        assertThat(new AnswerOverlap("zh-Hant").f1("1902年", List.of("1902"))).isCloseTo(8.0 / 9, within(1e-9));
        assertThat(new AnswerOverlap("ja").exact("青葉・橋", List.of("青葉橋"))).isEqualTo(1);
    }

    @Test
    void anAnswerIsFoundWhateverTheWhiteSpace() {
        assertThat(AnswerOverlap.holds("It is  the\nred [4] door.", List.of("red door")))
                .isTrue();
        assertThat(AnswerOverlap.holds("It is red.", List.of("blue", ""))).isFalse();
    }
}
