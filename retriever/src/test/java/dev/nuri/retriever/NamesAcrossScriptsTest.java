package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.Span;
import dev.nuri.indexer.Viewer;
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
class NamesAcrossScriptsTest {

    private Corpus corpus;
    private Retriever retriever;

    @BeforeAll
    void index(@TempDir Path folder) {
        corpus = new Corpus(folder, null);
        corpus.add("ko", "서울은 대한민국의 수도이며 한강이 그 가운데를 흐른다.");
        corpus.add("ja", "ロンドンはイギリスの首都であり、テムズ川が流れている。");
        corpus.add("el", "Ο Νεύτων γεννήθηκε σε ένα χωριό και σπούδασε μαθηματικά.");
        corpus.add("ru", "Эйнштейн опубликовал теорию относительности в начале века.");
        corpus.add("en", "Berlin has many museums, and its parliament stands beside the river.");
        corpus.commit();
        retriever = new HybridRetriever(corpus.store(), LanguageIdentifiers.standard(), Corpus.ANALYZERS, null);
    }

    @AfterAll
    void close() {
        corpus.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Seoul, 서울",
        "ソウル, 서울",
        "who was Newton, Νεύτων",
        "뉴턴, Νεύτων",
        "런던 여행, ロンドン",
        "Einstein theory, Эйнштейн",
        "アインシュタイン, Эйнштейн",
        "Βερολίνο, Berlin",
        "베를린 박물관, Berlin"
    })
    void aNameIsFoundAndMarkedInAnotherScript(String query, String written) {
        Hits found = retriever.search(SearchRequest.of(Viewer.OPERATOR, query, 10));
        assertThat(found.hits()).isNotEmpty();
        Hit first = found.hits().getFirst();
        assertThat(first.highlights())
                .extracting((Span span) -> span.of(first.passage().text()))
                .containsExactly(written);
        assertThat(found.suggestion()).isNull();
    }

    @Test
    void anUnknownNameFindsNothing() {
        assertThat(retriever
                        .search(SearchRequest.of(Viewer.OPERATOR, "Zanzibar", 10))
                        .hits())
                .isEmpty();
    }

    @Test
    void filtersHoldForNamesToo() {
        SearchRequest german = new SearchRequest(
                Viewer.OPERATOR, "Seoul", null, null, java.util.Map.of("lang", List.of("de")), 10, null, false, null);
        assertThat(retriever.search(german).hits()).isEmpty();
    }
}
