package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Span;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.Suggestion.Kind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuggesterTest {

    private Corpus corpus;
    private Suggester suggester;

    @BeforeAll
    void index(@TempDir Path folder) {
        corpus = new Corpus(folder, null);
        add("guide", "누리 검색 엔진", "ko", "누리는 여러 언어로 문서를 찾는 검색 엔진입니다. 데이터베이스는 필요하지 않습니다.");
        add("guide", "東京の歴史", "ja", "東京は日本の首都である。図書館で歴史を調べる。");
        add("guide", "サーバーの設定", "ja", "設定ファイルを編集する。");
        add("guide", "如何備份資料", "zh-Hant", "備份資料庫之前先停止服務。");
        add("guide", "北京大学", "zh", "北京大学的图书馆有很多书。");
        add(
                "guide",
                "How to back up your data",
                "en",
                "Retrieval finds passages; retrievers rank them. A backup is kept.");
        add("guide", "Élégance à Paris", "fr", "La bibliothèque est ouverte.");
        add("news", "Московский Кремль", "ru", "Библиотека открыта. Библиотекарь работает.");
        add("news", "How to brew tea", "en", "Retrieval is fun, and tea is too.");
        corpus.commit();
        suggester = new Suggester(corpus.store(), Corpus.ANALYZERS);
    }

    private void add(String collection, String title, String lang, String text) {
        corpus.add(collection, title, lang, "text/plain", text, List.of(new Span(0, text.length())));
    }

    @AfterAll
    void close() {
        corpus.close();
    }

    private List<String> texts(String typed) {
        return suggester.suggest(new SuggestRequest(Viewer.OPERATOR, typed, null, 10)).stream()
                .map(Suggestion::text)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "ㄴ, 누리 검색 엔진", "누, 누리 검색 엔진", "눌, 누리 검색 엔진", "누ㄹ, 누리 검색 엔진", "누리 거, 누리 검색 엔진",
        "ㄴㄹ, 누리 검색 엔진", "nuri, 누리 검색 엔진", "엔지, 누리 검색 엔진", "とう, 東京の歴史", "東京, 東京の歴史",
        "toukyou, 東京の歴史", "tokyo no re, 東京の歴史", "rekishi, 東京の歴史", "saabaa, サーバーの設定", "さーば, サーバーの設定",
        "beijing, 北京大学", "bei jing da, 北京大学", "beifen, 如何備份資料", "如何备, 如何備份資料", "ELEGANCE, Élégance à Paris",
        "par, Élégance à Paris", "Москов, Московский Кремль", "moskov, Московский Кремль",
                "How to b, How to back up your data"
    })
    void titlesAreCompletedHoweverTheyAreTyped(String typed, String title) {
        assertThat(suggester.suggest(new SuggestRequest(Viewer.OPERATOR, typed, null, 10)))
                .anySatisfy(suggestion -> {
                    assertThat(suggestion.text()).isEqualTo(title);
                    assertThat(suggestion.kind()).isEqualTo(Kind.TITLE);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "fast retri, fast retrieval",
        "fast retri, fast retrievers",
        "библи, библиотекарь",
        "biblio, bibliotheque",
        "데이, 데이터",
        "데잍, 데이터",
        "図書, 図書館",
        "備份資, 備份資料",
        "图, 图书"
    })
    void theLastWordIsCompletedByWhatPassagesHave(String typed, String completed) {
        assertThat(texts(typed)).contains(completed);
    }

    @Test
    void titlesThatBeginAsTypedComeFirst() {
        assertThat(texts("How").getFirst()).startsWith("How to");
        assertThat(texts("b")).containsSubsequence("北京大学", "How to brew tea");
    }

    @Test
    void anotherCollectionShowsInNothing() {
        assertThat(suggester.suggest(new SuggestRequest(Viewer.OPERATOR, "How to b", "news", 10)))
                .extracting(Suggestion::text)
                .containsExactly("How to brew tea");
        assertThat(suggester.suggest(new SuggestRequest(Viewer.OPERATOR, "retrie", "news", 10)))
                .containsExactly(new Suggestion("retrieval", Kind.WORD, 1));
    }

    @Test
    void deletedDocumentsAreNotOffered(@TempDir Path folder) {
        try (Corpus other = new Corpus(folder, null)) {
            String gone = other.add("c", "Secret plan", "en", "text/plain", "zymurgy", List.of(new Span(0, 7)));
            other.add("c", "Second thoughts", "en", "text/plain", "zymotic", List.of(new Span(0, 7)));
            other.commit();
            other.store().delete(gone);
            other.commit();
            Suggester over = new Suggester(other.store(), Corpus.ANALYZERS);
            assertThat(over.suggest(new SuggestRequest(Viewer.OPERATOR, "sec", null, 10)))
                    .extracting(Suggestion::text)
                    .containsExactly("Second thoughts");
            assertThat(over.suggest(new SuggestRequest(Viewer.OPERATOR, "zym", null, 10)))
                    .extracting(Suggestion::text)
                    .containsExactly("zymotic");
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "' '", "'...'", "'😀'", "'\u0000'", "'\uD83D'", "'ㅏ'", "'ㅋㅋㅋ'", "'a'", "'12'", "'-'"})
    void anythingMayBeTyped(String typed) {
        assertThat(texts(typed)).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void limitsAreNamed() {
        assertThatThrownBy(() -> new SuggestRequest(Viewer.OPERATOR, "x".repeat(201), null, 10))
                .isInstanceOf(NuriException.class)
                .hasMessage("A text to complete has at most 200 characters, got 201.");
        assertThatThrownBy(() -> new SuggestRequest(Viewer.OPERATOR, "x", null, 0))
                .hasMessage("k must be 1 to 50, got 0.");
    }
}
