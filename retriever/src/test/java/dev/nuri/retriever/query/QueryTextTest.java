package dev.nuri.retriever.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
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
            value = {
                "a 5\" nail",
                "“open",
                "close”",
                "AND (title:x~2 [a TO b]}^4 \\ / * ? ! OR",
                "「a",
                "a」b「",
                "e-mail a - b a+b -5 + 3",
                "note: x subtitle:x title: lang:korean! type:thing http://x",
                "-only -this",
                "lang:ko type:pdf"
            })
    void everythingElseIsText(String query) {
        assertThat(QueryText.parse(query)).isEqualTo(QueryText.plain(query));
    }

    @Test
    void operatorsStandBeforeAWordOrAPhrase() {
        String query =
                "tea +green −milk -\"two sugars\" +「お茶」 title:\"how to\" Title:brew LANG:zh-hant lang:ko type:pdf"
                        + " type:text/x-log collection:news";
        QueryText text = QueryText.parse(query);
        assertThat(text.required()).containsExactly("green", "お茶");
        assertThat(text.excluded()).containsExactly("milk", "two sugars");
        assertThat(text.titles()).containsExactly("how to", "brew");
        assertThat(text.phrases()).containsExactly("お茶", "how to");
        assertThat(text.filters())
                .isEqualTo(Map.of(
                        "lang", List.of("zh-Hant", "ko"),
                        "type", List.of("application/pdf", "text/x-log"),
                        "collection", List.of("news")));
        assertThat(text.plain()).hasSameSizeAs(query);
        assertThat(text.plain().split("\\s+")).containsExactly("tea", "green", "お茶", "how", "to", "brew");
    }

    @Test
    void onlySoManyOperatorsCount() {
        assertThat(QueryText.parse("tea " + "-a ".repeat(50)).excluded()).hasSize(QuerySyntax.MAX_OPERATORS);
    }

    /** Random strings of what syntax is made of: never an exception, never a text of another length. */
    @Test
    void anythingCanBeTyped() {
        long seed = Long.getLong("nuri.seed", System.nanoTime());
        Random random = new Random(seed);
        String[] parts = {"\"", "「", "」", "“", "”", "-", "+", ":", "title:", "lang:", "type:", "a", "나", " ", "5", "😀"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder query = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                query.append(parts[random.nextInt(parts.length)]);
            }
            QueryText text = QueryText.parse(query.toString());
            assertThat(text.plain()).as("%s (seed %d)", query, seed).hasSameSizeAs(query);
        }
    }

    @Test
    void textIsComposed() {
        assertThat(QueryText.parse("cafe\u0301").plain()).isEqualTo("caf\u00E9");
    }

    @Test
    void onlyAFewPhrasesAreKept() {
        QueryText text = QueryText.parse("\"a\" ".repeat(50));
        assertThat(text.phrases()).hasSize(QuerySyntax.MAX_PHRASES);
    }

    @Test
    void anEmptyPhraseIsNone() {
        assertThat(QueryText.parse("x \"\" y \" \" z").phrases()).isEmpty();
    }
}
