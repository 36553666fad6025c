package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.SearchRequest.Legs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches whose head a model orders: here one that likes what comes late in a document's name. */
class RerankingTest extends RerankerContract {

    private static final int DOCUMENTS = 40;

    @TempDir
    Path folder;

    private final Liking model = new Liking();
    private Corpus corpus;

    /** Scores a passage by the number in it. */
    private static final class Liking implements Reranker {
        int most = Integer.MAX_VALUE;
        RuntimeException failure;
        float added;
        int asked;

        @Override
        public String id() {
            return "liking";
        }

        @Override
        public float[] score(String query, List<Candidate> passages, Duration budget) {
            asked += passages.size();
            if (failure != null) {
                throw failure;
            }
            float[] scores = new float[Math.min(most, passages.size())];
            for (int i = 0; i < scores.length; i++) {
                String digits = passages.get(i).text().replaceAll("[^0-9]", "");
                scores[i] = added + (digits.isEmpty() ? -1 : Integer.parseInt(digits));
            }
            return scores;
        }

        @Override
        public void close() {}
    }

    @Override
    protected Reranker reranker() {
        return model;
    }

    @BeforeEach
    void index() {
        corpus = new Corpus(folder, null);
        for (int i = 0; i < DOCUMENTS; i++) {
            corpus.add("en", "The river number " + (100 + i) + words(i, 10 + i % 7) + ".");
        }
        corpus.commit();
    }

    /** Words that no other document has, lest it is taken for a near duplicate. */
    private static String words(int document, int count) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append(" q").append((char) ('a' + document % 26)).append((char) ('a' + document / 26));
            words.append((char) ('a' + i)).append("zu");
        }
        return words.toString();
    }

    @AfterEach
    void close() {
        corpus.close();
    }

    private Retriever retriever(int depth) {
        return HybridRetriever.of(
                corpus.store(),
                LanguageIdentifiers.standard(),
                Corpus.ANALYZERS,
                Synonyms.NONE,
                depth == 0 ? null : new Reranking(model, depth, Duration.ofSeconds(1)));
    }

    private static Hits search(Retriever retriever, int k, String cursor) {
        return retriever.search(
                new SearchRequest(Viewer.OPERATOR, "river", null, null, Map.of(), k, cursor, true, Legs.HYBRID));
    }

    private static List<String> ids(Hits hits) {
        return hits.hits().stream().map(hit -> hit.passage().id()).toList();
    }

    private static List<Integer> numbers(List<Hit> hits) {
        return hits.stream()
                .map(hit -> Integer.valueOf(hit.passage().text().replaceAll("[^0-9]", "")))
                .toList();
    }

    private static List<String> allPages(Retriever retriever, int k) {
        List<String> ids = new ArrayList<>();
        String cursor = null;
        do {
            Hits page = search(retriever, k, cursor);
            ids.addAll(ids(page));
            cursor = page.cursor();
        } while (cursor != null);
        return ids;
    }

    @Test
    void theModelOrdersTheHeadAndTheRestFollowsAsItWas() {
        List<String> before = ids(search(retriever(0), DOCUMENTS, null));
        Hits after = search(retriever(10), DOCUMENTS, null);
        assertThat(ids(after)).containsExactlyInAnyOrderElementsOf(before).isNotEqualTo(before);
        assertThat(ids(after).subList(10, DOCUMENTS)).isEqualTo(before.subList(10, DOCUMENTS));
        assertThat(numbers(after.hits().subList(0, 10))).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(after.hits())
                .isSortedAccordingTo(Comparator.comparingDouble(Hit::score).reversed());
        assertThat(after.explanation().rerankDecision()).isEqualTo("Run with liking: 10 passages.");
        Hit first = after.hits().getFirst();
        assertThat(first.explanation().get("reranker").score())
                .isEqualTo(numbers(after.hits()).getFirst().doubleValue());
        assertThat(after.hits().get(10).explanation()).doesNotContainKey("reranker");
    }

    @Test
    void aModelThatRanOutOfTimeOrdersAShorterHeadOnEveryPage() {
        model.most = 7;
        Retriever cut = retriever(20);
        Hits first = search(cut, 3, null);
        assertThat(first.explanation().rerankDecision())
                .isEqualTo("Run with liking: 7 of 20 passages in the time there was, 1000 ms.");
        model.most = Integer.MAX_VALUE;
        List<String> rest = new ArrayList<>(ids(first));
        for (String cursor = first.cursor(); cursor != null; ) {
            Hits page = search(cut, 3, cursor);
            rest.addAll(ids(page));
            cursor = page.cursor();
        }
        List<String> before = ids(search(retriever(0), DOCUMENTS, null));
        assertThat(rest).containsExactlyInAnyOrderElementsOf(before);
        assertThat(rest.subList(7, DOCUMENTS)).isEqualTo(before.subList(7, DOCUMENTS));
        assertThat(search(cut, 3, null).explanation().rerankDecision())
                .as("gets further than the first time")
                .isEqualTo("Run with liking: 20 passages.");
    }

    @Test
    void pagesAreThoseOfOneRanking() {
        Retriever retriever = retriever(20);
        List<String> whole = ids(search(retriever, DOCUMENTS, null));
        model.asked = 0;
        assertThat(allPages(retriever, 3)).isEqualTo(whole);
        assertThat(model.asked).as("scores are remembered").isZero();
        assertThat(allPages(retriever(20), 7)).isEqualTo(whole);
    }

    @Test
    void aFailingModelLeavesTheOrder() {
        List<String> before = ids(search(retriever(0), DOCUMENTS, null));
        Retriever retriever = retriever(20);
        model.failure = NuriException.invalid("It is gone.");
        Hits failed = search(retriever, DOCUMENTS, null);
        assertThat(ids(failed)).isEqualTo(before);
        assertThat(failed.explanation().rerankDecision()).isEqualTo("Failed: It is gone.");
        assertThat(allPages(retriever, 6)).isEqualTo(before);
        model.failure = new IllegalStateException();
        assertThat(search(retriever, DOCUMENTS, null).explanation().rerankDecision())
                .isEqualTo("Failed: IllegalStateException.");
        model.failure = null;
        assertThat(ids(search(retriever, DOCUMENTS, null)))
                .as("what failed is not remembered")
                .isNotEqualTo(before);
    }

    @Test
    void scoresThatAreNoneAreAFailure() {
        model.added = Float.NaN;
        assertThat(search(retriever(5), 5, null).explanation().rerankDecision())
                .isEqualTo("Failed: the reranker must give finite scores, got NaN.");
    }

    @Test
    void aCommitForgetsScores() {
        Retriever retriever = retriever(5);
        search(retriever, 5, null);
        model.asked = 0;
        corpus.add("en", "A river number 7.");
        corpus.commit();
        search(retriever, 5, null);
        assertThat(model.asked).isEqualTo(5);
    }

    @Test
    void aSingleLegAndWhatIsLikeAPassageAreLeftAlone() {
        Retriever retriever = retriever(5);
        SearchRequest lexical =
                new SearchRequest(Viewer.OPERATOR, "river", null, null, Map.of(), 5, null, true, Legs.LEXICAL);
        Hits hits = retriever.search(lexical);
        String id = hits.hits().getFirst().passage().id();
        retriever.search(new SearchRequest(
                Viewer.OPERATOR,
                null,
                id,
                null,
                null,
                Map.of(),
                5,
                SearchRequest.ANY_NUMBER,
                null,
                false,
                Legs.HYBRID));
        assertThat(hits.explanation().rerankDecision()).startsWith("Not run");
        assertThat(model.asked).isZero();
    }

    @Test
    void itsDepthHasLimits() {
        for (int depth : Arrays.asList(0, Reranking.MAX_DEPTH + 1)) {
            assertThatThrownBy(() -> new Reranking(model, depth, Duration.ofSeconds(1)))
                    .isInstanceOf(NuriException.class)
                    .hasMessageEndingWith("from 1 to 200, got " + depth + ".");
        }
    }
}
