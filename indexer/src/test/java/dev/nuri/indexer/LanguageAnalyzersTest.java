package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageAnalyzersTest {

    private final LanguageAnalyzers analyzers = LanguageAnalyzers.standard();

    /** Two forms of a word, or two spellings, that a question and its answer may differ in. */
    @ParameterizedTest
    @CsvSource({
        "en, libraries, library",
        "de, Häuser, Haus",
        "ko, 도서관에서, 도서관",
        "ko, ＧＰＵ, gpu",
        "ja, 走った, 走る",
        "ja, サーバー, サーバ",
        "ja, ﾃﾞｰﾀ, データ",
        "zh, 圖書館, 图书馆",
        "zh-Hant, 憲法, 宪法",
        "ru, библиотеки, библиотека",
        "tr, IRAK, ırak",
        "tr, İstanbul, istanbul",
        "ar, المكتبة, مكتبة",
        "el, ΟΔΟΣ, οδος",
        "hr, knjižnica, knjiznica",
        "pl, książki, książka",
        "uk, книги, книга",
        "fi, kirjastot, kirjasto",
    })
    void conflates(String lang, String one, String other) {
        Analyzer analyzer = analyzers.forKey(analyzers.keyOf(lang));
        assertThat(analyzers.terms(analyzer, one)).isNotEmpty().isEqualTo(analyzers.terms(analyzer, other));
    }

    @ParameterizedTest
    @CsvSource({"Café, cafe", "ＡＢＣ, abc", "Straße, STRASSE", "圖書館, 图书馆", "ñandú, nandu", "Đà Nẵng, Da Nang"})
    void neutralFoldsCaseWidthAndDiacritics(String one, String other) {
        Analyzer neutral = analyzers.neutral();
        assertThat(analyzers.terms(neutral, one)).isEqualTo(analyzers.terms(neutral, other));
    }

    @Test
    void neutralMatchesInsideKoreanWords() {
        Analyzer neutral = analyzers.neutral();
        assertThat(analyzers.terms(neutral, "도서관에서")).containsAll(analyzers.terms(neutral, "도서관"));
    }

    @Test
    void vietnameseKeepsWhatTellsWordsApart() {
        Analyzer vietnamese = analyzers.forKey("vi");
        assertThat(analyzers.terms(vietnamese, "má")).isNotEqualTo(analyzers.terms(vietnamese, "mà"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A.X-K1", "2026-11-23", "kim@example.org", "10.1000/182", "v2.5.1"})
    void identifiersAreFoundInAnyLanguage(String identifier) {
        for (String key : analyzers.keys()) {
            Analyzer analyzer = analyzers.forKey(key);
            List<String> terms = analyzers.terms(analyzer, identifier);
            assertThat(terms).as(key).isNotEmpty();
            assertThat(analyzers.terms(analyzer, "xyz (" + identifier + ") xyz"))
                    .as(key)
                    .containsAll(terms);
        }
        Analyzer neutral = analyzers.neutral();
        assertThat(analyzers.terms(neutral, "이 " + identifier + " 값"))
                .containsAll(analyzers.terms(neutral, identifier));
    }

    @ParameterizedTest
    @CsvSource({
        "zh-Hans, zh",
        "zh-Hant, zh",
        "zh, zh",
        "pt-BR, pt",
        "nb, no",
        "nn, no",
        "ms, id",
        "hr, sr",
        "EN, en",
        "th, th"
    })
    void mapsTagsToKeys(String lang, String key) {
        assertThat(analyzers.keyOf(lang)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"und", "he", "sw", "", "-", "xx-Latn"})
    void leavesOtherLanguagesToTheNeutralField(String lang) {
        assertThat(analyzers.keyOf(lang)).isNull();
    }

    @Test
    void refusesAnUnknownKey() {
        assertThatThrownBy(() -> analyzers.forKey("xx"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got xx");
    }

    @Test
    void analyzesEachFieldInItsLanguage() {
        Analyzer byField = analyzers.perField();
        assertThat(byField.normalize(IndexSchema.body("tr"), "I").utf8ToString())
                .isEqualTo("ı");
        assertThat(byField.normalize(IndexSchema.title("en"), "I").utf8ToString())
                .isEqualTo("i");
    }
}
