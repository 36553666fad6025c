package dev.nuri.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStores;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.Section;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.Hit;
import dev.nuri.retriever.Hits;
import dev.nuri.retriever.HybridRetriever;
import dev.nuri.retriever.SearchRequest;
import dev.nuri.retriever.SearchRequest.Legs;
import dev.nuri.retriever.SuggestRequest;
import dev.nuri.retriever.Suggester;
import dev.nuri.student.StudentProvider;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.FuzzyQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same documents on both engines, and the same questions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameAnswersTest {

    private static final LanguageAnalyzers ANALYZERS = LanguageAnalyzers.standard();
    private static final SortedSet<String> STAFF = Readers.of(List.of("group:staff"));
    private static final Viewer STRANGER = new Viewer(Set.of("user:stranger"), null);

    private Embedder embedder;
    private PassageStore lucene;
    private PassageStore openSearch;
    private HybridRetriever expected;
    private HybridRetriever actual;

    @BeforeAll
    void index(@TempDir Path folder) {
        embedder = new StudentProvider().open(folder.resolve("cache"));
        lucene = PassageStores.lucene(folder.resolve("lucene"), ANALYZERS, embedder, 0);
        openSearch = OpenSearchStore.open(TestNode.config(folder), IndexEntries.of(ANALYZERS, embedder));
        for (PassageStore store : List.of(lucene, openSearch)) {
            fill(store);
            store.commit();
        }
        expected = new HybridRetriever(lucene, LanguageIdentifiers.standard(), ANALYZERS, embedder);
        actual = new HybridRetriever(openSearch, LanguageIdentifiers.standard(), ANALYZERS, embedder);
    }

    @AfterAll
    void close() {
        lucene.close();
        openSearch.close();
        embedder.close();
    }

    private void fill(PassageStore store) {
        add(
                store,
                "en",
                "Harbours",
                "The harbour of Hamburg was opened in 1189. Ships carry coffee, copper and grain."
                        + " Angela Merkel visited the new cranes, model LX-2000, in May.",
                Readers.EVERYONE);
        add(
                store,
                "en",
                "Rivers",
                "The river Elbe flows through Dresden and Hamburg to the North Sea. Its banks are green.",
                Readers.EVERYONE);
        add(
                store,
                "en",
                "Secret plan",
                "The zeppelin of the harbour is built in secret by the staff of Hamburg.",
                STAFF);
        add(
                store,
                "de",
                "Donau",
                "Die Donaudampfschifffahrtsgesellschaft betreibt den Hafen. Das Schifffahrtsmuseum zeigt"
                        + " alte Dampfschiffe aus Hamburg.",
                Readers.EVERYONE);
        add(store, "ko", "서울", "서울은 대한민국의 수도이다. 한국어 문법과 한글은 세종대왕이 만들었다. 함부르크 항구는 크다.", Readers.EVERYONE);
        add(store, "ja", "東京", "東京は日本の首都です。関西国際空港は大阪にあります。ハンブルクの港は古い。", Readers.EVERYONE);
        add(store, "zh", "北京", "北京是中国的首都。汉堡港口很大，船运送咖啡。", Readers.EVERYONE);
        add(
                store,
                "uk",
                "Київ",
                "Київ є столицею України. Кораблі пливуть річками, а порти приймають кораблів. "
                        + "Гамбург має великий порт.",
                Readers.EVERYONE);
        add(store, "ru", "Гамбург", "Гамбург — портовый город. Ангела Меркель посетила порт.", Readers.EVERYONE);
        add(store, "ar", "هامبورغ", "ميناء هامبورغ كبير وقديم. تنقل السفن القهوة والنحاس.", Readers.EVERYONE);
        add(store, "th", "ฮัมบูร์ก", "ท่าเรือฮัมบูร์กเป็นท่าเรือขนาดใหญ่ เรือขนส่งกาแฟ", Readers.EVERYONE);
        add(
                store,
                "fr",
                "Port",
                "Le port de Hambourg est grand. Les navires transportent du café et du cuivre.",
                Readers.EVERYONE);
        for (int i = 0; i < 30; i++) {
            add(
                    store,
                    "en",
                    "Note " + i,
                    "Note number " + i + " tells of copper, coffee and ships in harbour " + i % 7 + ".",
                    i % 3 == 0 ? STAFF : Readers.EVERYONE);
        }
    }

    private void add(PassageStore store, String lang, String title, String text, SortedSet<String> readers) {
        String collection = title.startsWith("Note") ? "notes" : "default";
        String uri = "upload:" + title;
        SourceDocument document = new SourceDocument(
                SourceDocument.idOf(collection, uri),
                collection,
                uri,
                title,
                lang,
                "text/plain",
                text,
                List.of(new Section(0, text.length(), List.of())),
                List.of(),
                SourceDocument.hashOf(text),
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                readers);
        List<Passage> passages = new PassageSplitter().split(document);
        float[][] vectors = embedder.embed(passages.stream().map(Passage::text).toList(), Embedder.Role.PASSAGE);
        store.replace(document, passages, vectors);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "harbour of Hamburg",
                "coffee ships copper",
                "\"river Elbe\" banks",
                "harbour -copper",
                "+copper lang:en",
                "title:rivers green",
                "collection:notes ships",
                "LX-2000",
                "Angela Merkel",
                "Schiff",
                "Hafenschifffahrtsmuseum",
                "한국의 수도",
                "함부르크",
                "日本の空港",
                "中国首都",
                "корабель порт",
                "порт Гамбург",
                "القهوة والسفن",
                "ท่าเรือกาแฟ",
                "navires de café",
                "harbuor of Hambrug",
                "xyzzy"
            })
    void aQuestionHasTheSameHits(String query) {
        Hits wanted = expected.search(SearchRequest.of(Viewer.OPERATOR, query, 20));
        Hits got = actual.search(SearchRequest.of(Viewer.OPERATOR, query, 20));
        assertThat(ids(got)).as(query).isEqualTo(ids(wanted));
        for (int i = 0; i < wanted.hits().size(); i++) {
            Hit a = wanted.hits().get(i);
            Hit b = got.hits().get(i);
            assertThat(b.score()).as(query + " " + i).isCloseTo(a.score(), within(0.01));
            assertThat(b.highlights()).as(query + " " + i).isEqualTo(a.highlights());
            assertThat(b.passage()).isEqualTo(a.passage());
            assertThat(b.duplicates()).isEqualTo(a.duplicates());
            if (a.evidence() != null) {
                assertThat(b.evidence().lexical()).isCloseTo(a.evidence().lexical(), within(1e-3));
                assertThat(b.evidence().proximity()).isCloseTo(a.evidence().proximity(), within(1e-6));
            }
        }
        assertThat(got.total()).as(query).isEqualTo(wanted.total());
        assertThat(got.facets()).as(query).isEqualTo(wanted.facets());
        assertThat(got.suggestion()).as(query).isEqualTo(wanted.suggestion());
        assertThat(got.queryLang()).isEqualTo(wanted.queryLang());
    }

    private static List<String> ids(Hits hits) {
        return hits.hits().stream().map(hit -> hit.passage().id()).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"harbour of Hamburg", "copper coffee", "zeppelin", "zepelin", "secret staff", "note number"})
    void whoMayNotReadADocumentFindsNoTraceOfIt(String query) {
        Hits wanted = expected.search(SearchRequest.of(STRANGER, query, 50));
        Hits got = actual.search(SearchRequest.of(STRANGER, query, 50));
        assertThat(ids(got)).as(query).containsExactlyInAnyOrderElementsOf(ids(wanted));
        assertThat(got.total()).isEqualTo(wanted.total());
        assertThat(got.facets()).isEqualTo(wanted.facets());
        assertThat(got.suggestion()).isEqualTo(wanted.suggestion());
    }

    @Test
    void pagesGoOnWhereTheLastEnded() {
        for (HybridRetriever retriever : List.of(expected, actual)) {
            List<String> whole = ids(retriever.search(SearchRequest.of(Viewer.OPERATOR, "copper ships", 100)));
            Hits first = retriever.search(SearchRequest.of(Viewer.OPERATOR, "copper ships", 7));
            Hits second = retriever.search(new SearchRequest(
                    Viewer.OPERATOR, "copper ships", null, null, null, 100, first.cursor(), false, Legs.HYBRID));
            assertThat(ids(first)).isEqualTo(whole.subList(0, 7));
            assertThat(ids(second)).isEqualTo(whole.subList(7, whole.size()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"har", "ham", "not", "co", "서", "서우", "한구", "함부르ㅋ", "東", "関西", "北", "ゲ", "riv", "zep", "se"})
    void whatIsTypedIsCompletedAlike(String typed) {
        Suggester wanted = new Suggester(lucene, ANALYZERS);
        Suggester got = new Suggester(openSearch, ANALYZERS);
        for (Viewer viewer : List.of(Viewer.OPERATOR, STRANGER)) {
            for (String collection : new String[] {null, "notes"}) {
                SuggestRequest request = new SuggestRequest(viewer, typed, collection, 10);
                assertThat(got.suggest(request)).as(typed).isEqualTo(wanted.suggest(request));
            }
        }
    }

    @Test
    void aPassageFindsItsLike() {
        String id = ids(expected.search(SearchRequest.of(Viewer.OPERATOR, "harbour of Hamburg", 1)))
                .getFirst();
        SearchRequest like = new SearchRequest(
                Viewer.OPERATOR, null, id, null, null, null, 10, SearchRequest.ANY_NUMBER, null, false, Legs.HYBRID);
        assertThat(ids(actual.search(like))).isEqualTo(ids(expected.search(like)));
    }

    @Test
    void anUnknownKindOfQueryFailsLoudly() {
        assertThatThrownBy(() -> QueryJson.of(new FuzzyQuery(new Term("body", "fish"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("FuzzyQuery");
    }
}
