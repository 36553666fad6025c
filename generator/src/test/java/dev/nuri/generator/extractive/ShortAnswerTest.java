package dev.nuri.generator.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.LanguageAnalyzers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortAnswerTest {

    private static final TermStatistics EQUAL = (field, term) -> 1;

    private static String answer(String lang, String question, String sentence) {
        Query query = new SentenceSelector(LanguageAnalyzers.standard()).query(question, "", lang, List.of(), EQUAL);
        ShortAnswer answer = ShortAnswer.of(query, sentence, lang, Weights.learned());
        return answer == null ? null : answer.span().of(sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        en | When was the mill of Ost built?              | The mill of Ost was built in 1807 by the river.          | 1807
        en | How many steps lead to the chapel?           | From the village 412 steps lead up to the chapel.        | 412
        es | ¿En qué año se abrió el puente de Orlen?     | El puente de Orlen se abrió en 1923 tras las obras.      | 1923
        ja | 青葉橋は何年に完成しましたか？                 | 青葉橋は1964年に完成した。                                | 1964
        zh | 青石博物馆是哪一年建成的？                     | 青石博物馆于1978年建成。                                  | 1978
        """)
    void findsNumbersAndYears(String lang, String question, String sentence, String wanted) {
        assertThat(answer(lang, question, sentence)).contains(wanted).hasSizeLessThanOrEqualTo(wanted.length() + 6);
    }

    @Test
    void koreanParticlesAreLeftOutOfSomeCandidates() {
        String sentence = "터널은 윤가람이 설계했다.";
        List<Token> tokens = Token.of(sentence, "ko");
        assertThat(SpanCandidate.of(sentence, tokens))
                .extracting(span -> sentence.substring(span.start(), span.end()))
                .contains("윤가람", "윤가람이", "터널은 윤가람이");
    }

    @Test
    void spansReachOverNoSentenceAndAreOfWords() {
        String sentence = "Red; blue (or green) is 40 % of it.";
        List<Token> tokens = Token.of(sentence, "en");
        List<String> spans = SpanCandidate.of(sentence, tokens).stream()
                .map(span -> sentence.substring(span.start(), span.end()))
                .toList();
        assertThat(spans).contains("Red", "40 %", "blue (or green").noneMatch(span -> span.contains("; "));
        assertThat(spans).noneMatch(span -> span.startsWith("(") || span.endsWith("."));
    }

    @Test
    void aSentenceWithoutWordsHasNoAnswer() {
        assertThat(answer("en", "Who?", "— * —")).isNull();
    }

    @Test
    void shapesAreTold() {
        assertThat(Token.of("タワー", "ja")).extracting(Token::shape).containsExactly(Token.Shape.KATAKANA);
        assertThat(Token.of("In 1984 NASA sent 12 B2 кораблей 東京タワーへ서울", "en"))
                .extracting(Token::shape)
                .startsWith(
                        Token.Shape.CAPITAL,
                        Token.Shape.YEAR,
                        Token.Shape.CAPITAL,
                        Token.Shape.SMALL,
                        Token.Shape.NUMBER,
                        Token.Shape.MIXED,
                        Token.Shape.SMALL)
                .contains(Token.Shape.HAN, Token.Shape.HIRAGANA)
                .endsWith(Token.Shape.HANGUL);
    }
}
