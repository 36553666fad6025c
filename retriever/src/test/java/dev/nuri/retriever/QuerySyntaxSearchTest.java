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

/** What the syntax of a query does to both legs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuerySyntaxSearchTest {

    private final HashingEmbedder embedder = new HashingEmbedder();
    private Corpus corpus;
    private Retriever retriever;

    @BeforeAll
    void index(@TempDir Path folder) {
        corpus = new Corpus(folder, embedder);
        add("guide", "tea-en", "en", "text/plain", "Green tea is brewed with hot water and no milk.");
        add("guide", "milk-en", "en", "application/pdf", "Black tea with milk; water is boiled before.");
        add("news", "water-en", "en", "text/plain", "Hot water from the tap is for tea and for washing.");
        add("news", "차-ko", "ko", "text/plain", "녹차는 뜨거운 물로 우린다. 우유는 넣지 않는다.");
        corpus.commit();
        retriever = new HybridRetriever(corpus.store(), LanguageIdentifiers.standard(), Corpus.ANALYZERS, embedder);
    }

    private void add(String collection, String title, String lang, String type, String text) {
        corpus.add(collection, title, lang, type, text, List.of(new Span(0, text.length())));
    }

    @AfterAll
    void close() {
        corpus.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tea -milk | water-en",
                "tea +MILK | tea-en milk-en",
                "tea -\"hot water\" | milk-en",
                "tea +\"hot water\" | tea-en water-en",
                "tea \"water hot\" | tea-en milk-en water-en",
                "tea title:water | water-en",
                "tea type:pdf | milk-en",
                "tea type:application/pdf type:txt | tea-en milk-en water-en",
                "tea collection:news | water-en",
                "녹차 lang:ko | 차-ko",
                "물 -우유 | ",
                "tea lang:ko -milk | "
            })
    void theLexicalLegFindsOnlyWhatTheSyntaxAllows(String query, String titles) {
        Retriever lexical = new HybridRetriever(corpus.store(), LanguageIdentifiers.standard(), Corpus.ANALYZERS, null);
        String[] expected = titles == null ? new String[0] : titles.split(" ");
        assertThat(titles(lexical, query)).containsExactlyInAnyOrder(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tea -milk | water-en 차-ko",
                "tea +\"hot water\" | tea-en water-en",
                "tea title:water | water-en",
                "tea type:pdf | milk-en"
            })
    void theDenseLegKeepsToTheSyntaxToo(String query, String titles) {
        assertThat(titles(retriever, query)).containsExactlyInAnyOrder(titles.split(" "));
    }

    private static List<String> titles(Retriever retriever, String query) {
        return retriever.search(SearchRequest.of(Viewer.OPERATOR, query, 10)).hits().stream()
                .map(Hit::title)
                .toList();
    }
}
