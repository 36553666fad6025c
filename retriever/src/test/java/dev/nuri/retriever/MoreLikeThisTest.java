package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Span;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.SearchRequest.Legs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MoreLikeThisTest {

    private final HashingEmbedder embedder = new HashingEmbedder();
    private Corpus corpus;
    private Retriever retriever;
    private String tea;
    private String green;
    private String book;

    @BeforeAll
    void index(@TempDir Path folder) {
        corpus = new Corpus(folder, embedder);
        String long1 = "Green tea is brewed with hot water. ";
        String long2 = "The leaves of green tea are steamed.";
        tea = corpus.add(
                "guide",
                "tea",
                "en",
                "text/plain",
                long1 + long2,
                List.of(new Span(0, long1.length()), new Span(long1.length(), long1.length() + long2.length())));
        green = add("guide", "green", "en", "Hot water brings out the taste of green tea leaves.");
        book = add("news", "book", "en", "A book about water mills of the north.");
        add("news", "car", "en", "The car stopped at the station in the morning.");
        add("news", "차", "ko", "녹차는 뜨거운 물로 우린다. 홍차와 green tea 이야기.");
        corpus.commit();
        retriever = new HybridRetriever(corpus.store(), LanguageIdentifiers.standard(), Corpus.ANALYZERS, embedder);
    }

    private String add(String collection, String title, String lang, String text) {
        return corpus.add(collection, title, lang, "text/plain", text, List.of(new Span(0, text.length())));
    }

    @AfterAll
    void close() {
        corpus.close();
    }

    private Hits like(String passage, Map<String, List<String>> filters, Legs legs) {
        return retriever.search(new SearchRequest(
                Viewer.OPERATOR, null, passage, null, null, filters, 10, SearchRequest.ANY_NUMBER, null, true, legs));
    }

    private static List<String> documents(Hits hits) {
        return hits.hits().stream().map(hit -> hit.passage().documentId()).toList();
    }

    @ParameterizedTest
    @EnumSource(Legs.class)
    void theNearestPassageOfAnotherDocumentIsFirst(Legs legs) {
        Hits hits = like(tea + "#0", Map.of(), legs);
        assertThat(documents(hits)).first().isEqualTo(green);
        assertThat(documents(hits)).doesNotContain(tea);
        assertThat(hits.suggestion()).isNull();
    }

    @Test
    void bothLegsTakePart() {
        assertThat(like(tea + "#0", Map.of(), Legs.HYBRID)
                        .hits()
                        .getFirst()
                        .explanation()
                        .keySet())
                .containsExactlyInAnyOrder("lexical", "dense");
    }

    @Test
    void filtersHold() {
        assertThat(documents(like(tea + "#1", Map.of("collection", List.of("news")), Legs.HYBRID)))
                .isNotEmpty()
                .doesNotContain(green, tea);
        assertThat(like(tea + "#0", Map.of("lang", List.of("ko")), Legs.HYBRID).hits())
                .hasSize(1)
                .allMatch(hit -> hit.passage().lang().equals("ko"));
    }

    @Test
    void pagesFollowOneAnother() {
        List<String> all = documents(like(tea + "#0", Map.of(), Legs.HYBRID));
        Hits first = retriever.search(new SearchRequest(
                Viewer.OPERATOR,
                null,
                tea + "#0",
                null,
                null,
                null,
                1,
                SearchRequest.ANY_NUMBER,
                null,
                false,
                Legs.HYBRID));
        SearchRequest next = new SearchRequest(
                Viewer.OPERATOR,
                null,
                tea + "#0",
                null,
                null,
                null,
                9,
                SearchRequest.ANY_NUMBER,
                first.cursor(),
                false,
                Legs.HYBRID);
        assertThat(documents(first)).isEqualTo(all.subList(0, 1));
        assertThat(documents(retriever.search(next))).isEqualTo(all.subList(1, all.size()));
        SearchRequest other = new SearchRequest(
                Viewer.OPERATOR,
                null,
                book + "#0",
                null,
                null,
                null,
                9,
                SearchRequest.ANY_NUMBER,
                first.cursor(),
                false,
                Legs.HYBRID);
        assertThatThrownBy(() -> retriever.search(other)).hasMessageContaining("cursor belongs to another");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#", "nothing", "nothing#0", "#0", "a#b", "a#99999999999"})
    void anUnknownPassageIsNamed(String id) {
        assertThatThrownBy(() -> like(id, Map.of(), Legs.HYBRID))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("There is no passage '" + id + "'");
        assertThatThrownBy(() -> like(tea + "#2", Map.of(), Legs.HYBRID)).hasMessageContaining("no passage");
    }

    @Test
    void aQueryBesidesIsRefused() {
        assertThatThrownBy(() -> new SearchRequest(
                        Viewer.OPERATOR,
                        "tea",
                        "x#0",
                        null,
                        null,
                        null,
                        9,
                        SearchRequest.ANY_NUMBER,
                        null,
                        false,
                        Legs.HYBRID))
                .hasMessageContaining("either by query or by like");
    }
}
