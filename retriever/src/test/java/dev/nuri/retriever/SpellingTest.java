package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.Span;
import dev.nuri.indexer.Viewer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpellingTest {

    private Corpus corpus;
    private Retriever retriever;

    @BeforeAll
    void index(@TempDir Path folder) {
        corpus = new Corpus(folder, null);
        add("en", "The retrieval of documents needs an index, and the library keeps many of them for its readers.");
        add("en", "The program checks every citation before it shows them.");
        add("ko", "데이터베이스와 서버 설정을 확인하고 컴퓨터를 다시 시작한다. 도서관에는 책이 많다.");
        add("ja", "コンピュータの設定を確認してください。サーバーを再起動します。");
        add("ru", "Библиотека открыта каждый день, и читатели приходят сюда за книгами.");
        add("el", "Η βιβλιοθήκη είναι ανοιχτή κάθε μέρα για όλους τους αναγνώστες.");
        add("fr", "La bibliothèque municipale prête des livres à tous.");
        add("tr", "İSTANBULDA KAR YAĞIYOR ve yollar kapanıyor.");
        add("zh", "图书馆每天开放，读者可以借书。");
        corpus.commit();
        retriever = new HybridRetriever(corpus.store(), LanguageIdentifiers.standard(), Corpus.ANALYZERS, null);
    }

    private void add(String lang, String text) {
        corpus.add("c", lang, lang, "text/plain", text, List.of(new Span(0, text.length())));
    }

    @AfterAll
    void close() {
        corpus.close();
    }

    private String suggestion(String query) {
        return retriever.search(SearchRequest.of(Viewer.OPERATOR, query, 10)).suggestion();
    }

    @ParameterizedTest
    @CsvSource({
        "retreival of documents, retrieval of documents",
        "Retrievel of the documnets, Retrieval of the documents",
        "the libary keeps, the library keeps",
        "the cheks of the citation, the checks of the citation",
        "컴퓨타 설정, 컴퓨터 설정",
        "컴퓨탸를 시작, 컴퓨터를 시작",
        "コンピュタの設定, コンピュータの設定",
        "Библеотека открыта, Библиотека открыта",
        "βιβλιοθίκη είναι ανοιχτή, βιβλιοθήκη είναι ανοιχτή",
        "la bibliotheqe municipale, la bibliothèque municipale",
        "istanbulda kar yağyor, istanbulda kar yağıyor"
    })
    void aWordThatNoPassageHasIsCorrected(String query, String meant) {
        assertThat(suggestion(query)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "retrieval of documents",
                "what is checked before the citation",
                "the programs of the library",
                "Bibliothek der Dokumente und die Leserinnen",
                "도서관 책",
                "图书倌每天",
                "index 20261123",
                "tea",
                "zzzzzzzz documents"
            })
    void nothingElseIs(String query) {
        assertThat(suggestion(query)).isNull();
    }
}
