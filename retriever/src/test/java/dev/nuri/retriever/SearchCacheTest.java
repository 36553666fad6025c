package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.Span;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.SearchRequest.Legs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchCacheTest {

    private static final int STEPS = 400;

    @TempDir
    Path folder;

    private static HybridRetriever retriever(Corpus corpus, Embedder embedder) {
        return new HybridRetriever(corpus.store(), LanguageIdentifiers.standard(), Corpus.ANALYZERS, embedder);
    }

    private static CacheFigures figures(Retriever retriever, String cache) {
        return retriever.cacheFigures().stream()
                .filter(f -> f.cache().equals(cache))
                .findFirst()
                .orElseThrow();
    }

    /** However the index changes, a retriever with a memory finds what one without finds. */
    @Test
    void nothingOldOrOfAnotherRequestIsEverShown() {
        Random random = Seeds.random(getClass());
        HashingEmbedder embedder = new HashingEmbedder();
        try (Corpus corpus = new Corpus(folder, embedder)) {
            Retriever remembering = retriever(corpus, embedder);
            List<String> documents = new ArrayList<>();
            List<SearchRequest> requests = requests(random);
            for (int step = 0; step < STEPS; step++) {
                change(corpus, documents, random);
                for (int i = 0; i < 4; i++) {
                    SearchRequest request = requests.get(random.nextInt(requests.size()));
                    Hits now = retriever(corpus, embedder).search(request);
                    assertThat(remembering.search(request).took(Duration.ZERO)).isEqualTo(now.took(Duration.ZERO));
                }
            }
            assertThat(figures(remembering, "pages").hits())
                    .as("it did remember")
                    .isGreaterThan(STEPS / 4);
            assertThat(figures(remembering, "vectors").hits()).isPositive();
        }
    }

    private static List<SearchRequest> requests(Random random) {
        List<SearchRequest> requests = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String query = RandomTexts.query(random);
            for (String collection : new String[] {null, "a", "b"}) {
                for (Legs legs : Legs.values()) {
                    requests.add(new SearchRequest(
                            Viewer.OPERATOR, query, collection, null, Map.of(), 5, null, false, legs));
                    requests.add(new SearchRequest(
                            Viewer.OPERATOR, query, null, collection, null, Map.of(), 5, 1, null, false, legs));
                }
            }
        }
        return requests;
    }

    private static void change(Corpus corpus, List<String> documents, Random random) {
        if (random.nextInt(6) > 0) {
            return;
        }
        if (!documents.isEmpty() && random.nextInt(3) == 0) {
            corpus.store().delete(documents.remove(random.nextInt(documents.size())));
        } else {
            String text = RandomTexts.query(random) + " " + RandomTexts.query(random) + ".";
            documents.add(corpus.add(
                    random.nextBoolean() ? "a" : "b",
                    "n" + random.nextInt(20),
                    "en",
                    "text/plain",
                    text,
                    List.of(new Span(0, text.length()))));
        }
        if (random.nextBoolean()) {
            corpus.commit();
        }
    }

    @Test
    void whatFailedIsTriedAgain() {
        HashingEmbedder real = new HashingEmbedder();
        boolean[] broken = {true};
        Embedder sometimes = new Embedder() {
            @Override
            public String id() {
                return real.id();
            }

            @Override
            public int dimension() {
                return real.dimension();
            }

            @Override
            public boolean supports(String lang) {
                return true;
            }

            @Override
            public float[][] embed(List<String> texts, Role role) {
                if (broken[0]) {
                    throw new IllegalStateException("away");
                }
                return real.embed(texts, role);
            }

            @Override
            public void close() {}
        };
        try (Corpus corpus = new Corpus(folder, real)) {
            corpus.add("en", "The lighthouse keeper trims the lamp.");
            corpus.commit();
            Retriever retriever = retriever(corpus, sometimes);
            SearchRequest request = SearchRequest.of(Viewer.OPERATOR, "ighthouse eeper rims amp", 5);
            assertThat(retriever.search(request).hits()).isEmpty();
            broken[0] = false;
            assertThat(retriever.search(request).hits()).hasSize(1);
        }
    }
}
