package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Span;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.Hits.FacetCount;
import dev.nuri.retriever.SearchRequest.Legs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every retriever keeps to, tried on random multilingual documents; a subclass says which embedder runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RetrieverContract {

    private static final int DOCUMENTS = 200;
    private static final int SEARCHES = 60;

    private final Random random = Seeds.random(getClass());
    private Corpus corpus;
    private Retriever retriever;

    abstract Embedder embedder();

    @BeforeAll
    void index(@TempDir Path folder) {
        corpus = new Corpus(folder, embedder());
        RandomTexts.fill(corpus, random, DOCUMENTS);
        assertThat(corpus.entries()).as("all fit one page").hasSizeLessThan(SearchRequest.MAX_K);
        retriever = new HybridRetriever(corpus.store(), LanguageIdentifiers.standard(), Corpus.ANALYZERS, embedder());
    }

    @AfterAll
    void close() {
        corpus.close();
    }

    @Test
    void hitsAreInATotalOrderThatStaysTheSame() {
        for (int i = 0; i < SEARCHES; i++) {
            SearchRequest request =
                    SearchRequest.of(Viewer.OPERATOR, RandomTexts.query(random), 1 + random.nextInt(200));
            List<Hit> hits = retriever.search(request).hits();
            assertThat(hits)
                    .as(request.query())
                    .hasSizeLessThanOrEqualTo(request.k())
                    .isSortedAccordingTo(
                            Comparator.comparingDouble(Hit::score).reversed().thenComparing(hit -> hit.passage()
                                    .id()));
            for (int rank = 1; rank <= hits.size(); rank++) {
                assertThat(hits.get(rank - 1).rank()).isEqualTo(rank);
            }
            assertThat(retriever.search(request).hits()).isEqualTo(hits);
        }
    }

    @Test
    void aPassageIsShownOrListedAsDuplicateOnce() {
        for (int i = 0; i < SEARCHES; i++) {
            List<String> ids = new ArrayList<>();
            for (Hit hit : retriever
                    .search(SearchRequest.of(Viewer.OPERATOR, RandomTexts.query(random), 300))
                    .hits()) {
                ids.add(hit.passage().id());
                ids.addAll(hit.duplicates());
            }
            assertThat(ids).doesNotHaveDuplicates();
            assertThat(corpus.entries().keySet()).containsAll(ids);
        }
    }

    @Test
    void pagesNeitherOverlapNorSkip() {
        for (int i = 0; i < SEARCHES; i++) {
            String query = RandomTexts.query(random);
            List<String> whole = ids(retriever
                    .search(SearchRequest.of(Viewer.OPERATOR, query, 1_000))
                    .hits());
            List<String> paged = new ArrayList<>();
            String cursor = null;
            do {
                int k = 1 + random.nextInt(120);
                Hits page = retriever.search(
                        new SearchRequest(Viewer.OPERATOR, query, null, null, null, k, cursor, false, Legs.HYBRID));
                assertThat(page.hits()).as("a cursor leads to hits").isNotEmpty();
                assertThat(page.hits().getFirst().rank()).isEqualTo(paged.size() + 1);
                paged.addAll(ids(page.hits()));
                cursor = page.cursor();
            } while (cursor != null && paged.size() < 2_000);
            assertThat(paged).as(query).isEqualTo(whole);
        }
    }

    @Test
    void aDocumentIsShownAsOftenAsAskedForAndNothingElseIsLost() {
        int left = 0;
        for (int i = 0; i < SEARCHES; i++) {
            String query = RandomTexts.query(random);
            int most = 1 + random.nextInt(2);
            List<Hit> all = retriever
                    .search(SearchRequest.of(Viewer.OPERATOR, query, 1_000))
                    .hits();
            List<Hit> few = retriever.search(atMost(most, query, 1_000, null)).hits();
            Map<String, Integer> times = new HashMap<>();
            Set<String> told = new HashSet<>();
            for (Hit hit : few) {
                int nth = times.merge(hit.passage().documentId(), 1, Integer::sum);
                assertThat(nth).as(query).isLessThanOrEqualTo(most);
                assertThat(hit.further() == 0 || nth == most).as(query).isTrue();
                told.add(hit.passage().id());
                told.addAll(hit.duplicates());
                left += hit.further();
            }
            for (Hit hit : all) {
                boolean full = times.getOrDefault(hit.passage().documentId(), 0) == most;
                assertThat(full || told.contains(hit.passage().id())).as(query).isTrue();
            }
            assertThat(ranked(few)).as(query).isEqualTo(ranked(all));
            assertThat(pagesOfAtMost(most, query)).as(query).isEqualTo(ids(few));
        }
        assertThat(left).as("documents with more passages than were asked for").isPositive();
    }

    private static SearchRequest atMost(int most, String query, int k, String cursor) {
        return new SearchRequest(Viewer.OPERATOR, query, null, null, null, null, k, most, cursor, false, Legs.HYBRID);
    }

    private static int ranked(List<Hit> hits) {
        return hits.stream()
                .mapToInt(hit -> 1 + hit.duplicates().size() + hit.further())
                .sum();
    }

    private List<String> pagesOfAtMost(int most, String query) {
        List<String> paged = new ArrayList<>();
        String cursor = null;
        do {
            Hits page = retriever.search(atMost(most, query, 1 + random.nextInt(40), cursor));
            paged.addAll(ids(page.hits()));
            cursor = page.cursor();
        } while (cursor != null && paged.size() < 2_000);
        return paged;
    }

    @Test
    void everyFilterIsRespected() {
        for (int i = 0; i < SEARCHES; i++) {
            Map<String, List<String>> filters = new HashMap<>();
            if (random.nextBoolean()) {
                filters.put("lang", List.of(anyLang(), anyLang()));
            }
            if (random.nextBoolean()) {
                filters.put("type", List.of(random.nextBoolean() ? "text/plain" : "application/pdf"));
            }
            if (random.nextInt(4) == 0) {
                filters.put(
                        "document",
                        List.of(
                                anyEntry().document().id(),
                                anyEntry().document().id()));
            }
            if (random.nextInt(4) == 0) {
                filters.put("collection", List.of("c0", "c1"));
            }
            String collection = random.nextBoolean() ? "c" + random.nextInt(3) : null;
            String lang = random.nextInt(4) == 0 ? anyLang() : null;
            SearchRequest request = new SearchRequest(
                    Viewer.OPERATOR,
                    RandomTexts.query(random),
                    collection,
                    lang,
                    filters,
                    100,
                    null,
                    false,
                    Legs.HYBRID);
            Hits found = retriever.search(request);
            for (Hit hit : found.hits()) {
                assertThat(allowed(hit.passage().id(), request))
                        .as(request.toString())
                        .isTrue();
                assertThat(hit.duplicates()).allMatch(id -> allowed(id, request));
            }
        }
    }

    private boolean allowed(String passageId, SearchRequest request) {
        Corpus.Entry entry = corpus.entries().get(passageId);
        String lang = entry.passage().lang();
        Map<String, String> values = Map.of(
                "lang", lang,
                "type", entry.document().mediaType(),
                "collection", entry.document().collection(),
                "document", entry.document().id());
        boolean named = request.filters().entrySet().stream()
                .allMatch(filter -> filter.getValue().contains(values.get(filter.getKey())));
        return named
                && (request.collection() == null
                        || request.collection().equals(entry.document().collection()))
                && (request.lang() == null || request.lang().equals(lang));
    }

    @Test
    void aLanguageIncludesItsNarrowerTags() {
        Hits found = retriever.search(
                new SearchRequest(Viewer.OPERATOR, "歷史 學校", null, "zh", null, 50, null, false, Legs.HYBRID));
        assertThat(found.hits())
                .isNotEmpty()
                .allMatch(hit -> hit.passage().lang().equals("zh-Hant"));
    }

    @Test
    void highlightsAreWholeCodePointsInOrder() {
        int highlighted = 0;
        for (int i = 0; i < SEARCHES; i++) {
            for (Hit hit : retriever
                    .search(SearchRequest.of(Viewer.OPERATOR, RandomTexts.query(random), 20))
                    .hits()) {
                String text = hit.passage().text();
                int last = -1;
                for (Span span : hit.highlights()) {
                    assertThat(span.start()).isGreaterThan(last);
                    assertThat(span.end()).isGreaterThan(span.start()).isLessThanOrEqualTo(text.length());
                    assertThat(splits(text, span.start()) || splits(text, span.end()))
                            .isFalse();
                    last = span.end();
                    highlighted++;
                }
            }
        }
        assertThat(highlighted).isGreaterThan(SEARCHES);
    }

    private static boolean splits(String text, int at) {
        return at > 0 && at < text.length() && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
    }

    @Test
    void facetsCountWhatTheWordsMatch() {
        for (int i = 0; i < SEARCHES; i++) {
            String query = RandomTexts.query(random);
            Hits found = retriever.search(
                    new SearchRequest(Viewer.OPERATOR, query, null, null, null, 1_000, null, false, Legs.LEXICAL));
            Set<String> matching = new HashSet<>();
            found.hits().forEach(hit -> {
                matching.add(hit.passage().id());
                matching.addAll(hit.duplicates());
            });
            assertThat(found.total()).isEqualTo(matching.size());
            Map<String, Long> byLang = new HashMap<>();
            matching.forEach(
                    id -> byLang.merge(corpus.entries().get(id).passage().lang(), 1L, Long::sum));
            assertThat(counts(found.facets().get("lang"))).isEqualTo(byLang);
            for (List<FacetCount> facet : found.facets().values()) {
                assertThat(facet)
                        .isSortedAccordingTo(
                                Comparator.comparingLong(FacetCount::count).reversed());
                assertThat(facet.stream().mapToLong(FacetCount::count).sum()).isEqualTo(found.total());
            }
        }
    }

    private static Map<String, Long> counts(List<FacetCount> facet) {
        Map<String, Long> counts = new HashMap<>();
        facet.forEach(value -> counts.put(value.value(), value.count()));
        return counts;
    }

    @Test
    void explanationsComeWhenAskedFor() {
        SearchRequest asked =
                new SearchRequest(Viewer.OPERATOR, "river history", null, null, null, 5, null, true, Legs.HYBRID);
        Hits found = retriever.search(asked);
        assertThat(found.explanation().terms()).containsKeys("body", "body_en");
        assertThat(found.explanation().terms().get("body_en")).contains("river");
        assertThat(found.explanation().languages()).isNotEmpty();
        assertThat(found.explanation().denseDecision()).isNotEmpty();
        assertThat(found.explanation().timings()).containsKeys("understand", "lexical", "fuse", "highlight");
        assertThat(found.hits()).allSatisfy(hit -> assertThat(hit.explanation()).isNotEmpty());
        Hits plain = retriever.search(SearchRequest.of(Viewer.OPERATOR, "river history", 5));
        assertThat(plain.explanation()).isNull();
        assertThat(plain.hits()).allSatisfy(hit -> assertThat(hit.explanation()).isNull());
    }

    static List<String> nastyQueries() {
        return List.of(
                "",
                " ",
                "x".repeat(100_000),
                "the of and",
                "der die das und",
                "은 는 이 가",
                "?!...",
                "\uD800",
                "a\uDC00b",
                "+must -not (title:x~2 AND [a TO b]}^4 \\ / * ? ! && || NOT",
                "title:\"unclosed AND (",
                "*:*",
                "\"",
                "\"\"",
                "“”",
                "“ the river",
                "「」",
                "\"the of\"",
                "\"" + "river history ".repeat(300) + "\"",
                "river ".repeat(1_600),
                "a b c d e f g ".repeat(600),
                "\u0000\u0001\u0002 x",
                "\u202Eriver\u202C \u200Fالنهر",
                "\u0301\u0301\u0301a",
                "🍜",
                "👩‍👩‍👧‍👦 river",
                "東".repeat(9_999),
                "한".repeat(9_999),
                "x".repeat(9_999),
                "\uFFFF\uFFFE river");
    }

    @ParameterizedTest
    @MethodSource("nastyQueries")
    void badQueriesGetHitsOrOneClearSentence(String query) {
        tolerates(query);
    }

    @Test
    void distinctWordsWithoutEndAreBounded() {
        StringBuilder query = new StringBuilder();
        for (int i = 0; query.length() < 9_000; i++) {
            query.append(RandomTexts.words(random, i % RandomTexts.LANGS.size(), 2))
                    .append(' ')
                    .append(i)
                    .append(' ');
        }
        tolerates(query.toString());
        tolerates(("\"" + query.substring(0, 90) + "\" ").repeat(20));
    }

    @Test
    void randomUnicodeNeverThrowsAnythingElse() {
        for (int i = 0; i < 2_500; i++) {
            tolerates(RandomTexts.anything(random, 1 + random.nextInt(60)));
        }
    }

    private void tolerates(String query) {
        try {
            Hits found = retriever.search(SearchRequest.of(Viewer.OPERATOR, query, 5));
            assertThat(found.hits()).hasSizeLessThanOrEqualTo(5);
        } catch (NuriException e) {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.INVALID_INPUT);
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static List<String> ids(List<Hit> hits) {
        return hits.stream().map(hit -> hit.passage().id()).toList();
    }

    private String anyLang() {
        return RandomTexts.LANGS.get(random.nextInt(RandomTexts.LANGS.size() - 1));
    }

    private Corpus.Entry anyEntry() {
        List<Corpus.Entry> all = List.copyOf(corpus.entries().values());
        return all.get(random.nextInt(all.size()));
    }
}
