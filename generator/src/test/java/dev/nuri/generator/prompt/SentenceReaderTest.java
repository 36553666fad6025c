package dev.nuri.generator.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceReaderTest {

    private static List<WrittenSentence> read(String text, int pieces) {
        SentenceReader reader = new SentenceReader("en");
        List<WrittenSentence> sentences = new ArrayList<>();
        for (int at = 0; at < text.length(); at += pieces) {
            sentences.addAll(reader.next(text.substring(at, Math.min(text.length(), at + pieces))));
        }
        sentences.addAll(reader.end());
        return sentences;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void sentencesAreTheSameHoweverTheyCome(int pieces) {
        assertThat(read("One is red [1]. Two is blue. [2][3] Three is\nFour 【4†x】.\n- Five. [5-7] Six (2).", pieces))
                .containsExactly(
                        new WrittenSentence("One is red.", List.of(1)),
                        new WrittenSentence("Two is blue.", List.of(2, 3)),
                        new WrittenSentence("Three is", List.of()),
                        new WrittenSentence("Four.", List.of(4)),
                        new WrittenSentence("- Five.", List.of(5, 6, 7)),
                        new WrittenSentence("Six.", List.of(2)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        It is so. [1]              | 1
        It is so [1].              | 1
        It is so.[1][3]            | 1 3
        It is so [1, 3].           | 1 3
        It is so [1; 3].           | 1 3
        It is so [1 - 3].          | 1 2 3
        It is so [1]-[3].          | 1 3
        It is so 【1】.             | 1
        It is so 【2†source】.       | 2
        It is so ［１，３］.          | 1 3
        It is so [^2].             | 2
        It is so [passage 2].      | 2
        It is so [문서 2, 문서 4].    | 2 4
        It is so [ 2 ].            | 2
        It is so [٢].              | 2
        It is so [1](http://a/b?c) | 1
        [2] It is so.              | 2
        It is so (2).              | 2
        It is so [2                | 2
        It is so [1-99999999].     | 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
        """)
    void marksMayBeSloppy(String text, String numbers) {
        List<WrittenSentence> sentences = read(text, 2);
        assertThat(sentences).hasSize(1);
        assertThat(sentences.getFirst().text()).startsWith("It is so").doesNotContain("[", "1", "2", "【", "(");
        assertThat(String.join(
                        " ",
                        sentences.getFirst().marks().stream()
                                .limit(20)
                                .map(String::valueOf)
                                .toList()))
                .isEqualTo(numbers);
    }

    @Test
    void aSentenceIsWholeAsSoonAsTheNextBegins() {
        SentenceReader reader = new SentenceReader("en");
        assertThat(reader.next("It is so.")).isEmpty();
        assertThat(reader.next(" [1]")).isEmpty();
        assertThat(reader.next("[2")).isEmpty();
        assertThat(reader.next("] ")).isEmpty();
        assertThat(reader.next("And")).containsExactly(new WrittenSentence("It is so.", List.of(1, 2)));
        assertThat(reader.next(" more\n")).containsExactly(new WrittenSentence("And more", List.of()));
        assertThat(reader.end()).isEmpty();
    }

    @Test
    void whatNeverEndsIsCut() {
        assertThat(read("x".repeat(10_000), 100)).hasSizeBetween(4, 6);
        assertThat(read("[1]".repeat(10_000), 100).size()).isLessThan(10);
        assertThat(read("[".repeat(10_000), 100).size()).isLessThan(10);
    }
}
