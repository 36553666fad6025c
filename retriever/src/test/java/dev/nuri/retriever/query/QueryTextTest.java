package dev.nuri.retriever.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "who said \"to be\" first | to be",
                "wer sagte „Sein oder“ zuerst | Sein oder",
                "who said “to be” first | to be",
                "「重力」とは何 | 重力",
                "『重力』とは何 | 重力",
                "qui a dit « être ou » | être ou"
            })
    void marksAroundWordsMakeAPhrase(String query, String phrase) {
        QueryText text = QueryText.parse(query);
        assertThat(text.phrases()).containsExactly(phrase);
        assertThat(text.plain()).contains(phrase).hasSameSizeAs(query).doesNotContain("\"", "“", "„", "「", "『", "«");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"a 5\" nail", "“open", "close”", "+must -not (title:x~2 AND [a TO b]}^4 \\ / * ? !", "「a", "a」b「"})
    void everythingElseIsText(String query) {
        assertThat(QueryText.parse(query)).isEqualTo(new QueryText(query, List.of()));
    }

    @Test
    void textIsComposed() {
        assertThat(QueryText.parse("cafe\u0301").plain()).isEqualTo("caf\u00E9");
    }

    @Test
    void onlyAFewPhrasesAreKept() {
        QueryText text = QueryText.parse("\"a\" ".repeat(50));
        assertThat(text.phrases()).hasSize(QueryText.MAX_PHRASES);
    }

    @Test
    void anEmptyPhraseIsNone() {
        assertThat(QueryText.parse("x \"\" y \" \" z").phrases()).isEmpty();
    }
}
