package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Span;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.SearchRequest.Legs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HybridRetrieverTest {

    @TempDir
    Path folder;

    @Test
    void findsInflectedWordsAndMarksThem() {
        try (Corpus corpus = new Corpus(folder, null)) {
            String rain = corpus.add("en", "Heavy rains flooded the houses along the river.");
            corpus.add("en", "The museum opens at nine and closes at five.");
            String korean = corpus.add("ko", "서울에서 가장 긴 강은 한강이다.");
            corpus.commit();
            Hit hit = only(corpus, "rains and a house");
            assertThat(hit.passage().documentId()).isEqualTo(rain);
            assertThat(marked(hit)).containsExactly("rains", "houses");
            Hit found = only(corpus, "한강의 길이");
            assertThat(found.passage().documentId()).isEqualTo(korean);
            assertThat(marked(found)).isNotEmpty().allMatch("한강이다"::contains);
        }
    }

    @Test
    void marksWordsAndNotTheSyllablesOfACompoundsParts() {
        try (Corpus corpus = new Corpus(folder, null)) {
            corpus.add("ko", "한국어는 어느 나라에서 쓰이는 언어인가? 영어 단어도 있다.");
            corpus.commit();
            assertThat(marked(only(corpus, "한국어"))).isNotEmpty().allMatch(mark -> mark.length() > 1);
        }
    }

    @Test
    void marksWordsOfAPassageFoundThroughTheNeutralFieldAlone() {
        try (Corpus corpus = new Corpus(folder, null)) {
            corpus.add("zxx", "Neuschwanstein 35 K-98");
            corpus.commit();
            assertThat(marked(only(corpus, "neuschwanstein"))).containsExactly("Neuschwanstein");
        }
    }

    @Test
    void aQuotedPhraseRanksHigherButIsNotRequired() {
        try (Corpus corpus = new Corpus(folder, null)) {
            String apart = corpus.add("en", "The white cat saw a house. The house had a fence, and the house was old.");
            String phrase = corpus.add("en", "A guided tour of the white house is offered to every visitor in spring.");
            corpus.commit();
            assertThat(documents(corpus, "white house")).containsExactlyInAnyOrder(apart, phrase);
            assertThat(documents(corpus, "\"white house\"")).containsExactly(phrase, apart);
            assertThat(documents(corpus, "“white house”")).containsExactly(phrase, apart);
        }
    }

    @Test
    void stopWordsAloneAreSearchedAsTheyStand() {
        try (Corpus corpus = new Corpus(folder, null)) {
            String theWho = corpus.add("en", "The Who");
            corpus.add("en", "Rock music");
            corpus.commit();
            assertThat(documents(corpus, "the who")).containsExactly(theWho);
        }
    }

    @Test
    void stopWordsBesideOthersFindNothingByThemselves() {
        try (Corpus corpus = new Corpus(folder, null)) {
            String rain = corpus.add("en", "Rain fell for three days.");
            corpus.add("en", "This is what the weather was like in the south of the country.");
            corpus.commit();
            assertThat(documents(corpus, "the rain and the snow")).containsExactly(rain);
        }
    }

    @Test
    void aPassageInAnotherLanguageThanGuessedIsFoundByItsWords() {
        try (Corpus corpus = new Corpus(folder, null)) {
            String finnish = corpus.add("fi", "Neuschwanstein on linna Saksassa.");
            corpus.commit();
            assertThat(documents(corpus, "wo liegt das Schloss Neuschwanstein")).containsExactly(finnish);
        }
    }

    @Test
    void copiesAreShownOnceAndListed() {
        String text = "Glaciers carve wide valleys as they move slowly downhill over thousands of years.";
        try (Corpus corpus = new Corpus(folder, null)) {
            String first = corpus.add("en", text);
            String second = corpus.add("en", text);
            corpus.commit();
            Hit hit = only(corpus, "glaciers and valleys");
            List<String> ids =
                    List.of(first + "#0", second + "#0").stream().sorted().toList();
            assertThat(hit.passage().id()).isEqualTo(ids.getFirst());
            assertThat(hit.duplicates()).containsExactly(ids.getLast());
        }
    }

    @Test
    void aPassageWithinAnotherIsNotShownBesideIt() {
        String text = "Glaciers carve valleys. Rivers carve canyons. Wind carves the dunes of the desert at night.";
        List<Span> nested = List.of(new Span(0, text.length()), new Span(0, 23), new Span(24, 45));
        try (Corpus corpus = new Corpus(folder, null)) {
            corpus.add("default", "a", "en", "text/plain", text, nested);
            corpus.commit();
            assertThat(search(corpus, null, "carve valleys canyons").hits()).hasSize(1);
        }
    }

    @Test
    void theDenseLegFindsWhatSharesNoWord() {
        HashingEmbedder embedder = new HashingEmbedder();
        try (Corpus corpus = new Corpus(folder, embedder)) {
            String near = corpus.add("en", "photosynthesizing");
            corpus.commit();
            Hits found = search(corpus, embedder, "photosynthesise");
            assertThat(found.hits().getFirst().passage().documentId()).isEqualTo(near);
            assertThat(found.hits().getFirst().explanation()).containsKey("dense");
            assertThat(found.explanation().denseDecision()).contains("hashing-64");
        }
    }

    @Test
    void theDenseLegStaysOutOfLanguagesItDoesNotKnow() {
        HashingEmbedder embedder = new HashingEmbedder("ko");
        try (Corpus corpus = new Corpus(folder, embedder)) {
            corpus.add("ko", "서울에서 가장 긴 강은 한강이다.");
            corpus.commit();
            Hits found = search(corpus, embedder, "한강의 길이는 얼마인가요");
            assertThat(found.explanation().denseDecision()).contains("does not know", "'ko'");
            assertThat(found.hits().getFirst().explanation()).containsOnlyKeys("lexical");
        }
    }

    @Test
    void aFailingEmbedderCostsOnlyItsLeg() {
        HashingEmbedder embedder = new HashingEmbedder();
        try (Corpus corpus = new Corpus(folder, embedder)) {
            corpus.add("en", "Rain fell for three days.");
            corpus.commit();
            Hits found = search(corpus, new Failing(embedder), "rain in the mountains");
            assertThat(found.hits()).hasSize(1);
            assertThat(found.explanation().denseDecision()).isEqualTo("Failed: the model is gone");
        }
    }

    @Test
    void alsoWhenItsVectorsDoNotFitTheIndex() {
        try (Corpus corpus = new Corpus(folder, new HashingEmbedder())) {
            corpus.add("en", "Rain fell for three days.");
            corpus.commit();
            Hits found = search(corpus, new WrongDimension(new HashingEmbedder()), "rain in the mountains");
            assertThat(found.hits()).hasSize(1);
            assertThat(found.explanation().denseDecision()).startsWith("Failed: ");
        }
    }

    private static String harvest(int i) {
        return "harvest word" + i + " filler" + i * 7 + " more" + i * 13 + " text" + i * 31 + " ";
    }

    @Test
    void aCursorOutlivesAChangeOfTheIndex() {
        try (Corpus corpus = new Corpus(folder, null)) {
            for (int i = 0; i < 30; i++) {
                corpus.add("en", harvest(i));
            }
            corpus.commit();
            Retriever retriever = retriever(corpus, null);
            Hits first = retriever.search(SearchRequest.of(Viewer.OPERATOR, "harvest", 10));
            for (int i = 30; i < 40; i++) {
                corpus.add("en", harvest(i));
            }
            corpus.commit();
            Hits second = retriever.search(new SearchRequest(
                    Viewer.OPERATOR, "harvest", null, null, null, 10, first.cursor(), false, Legs.HYBRID));
            assertThat(second.generation()).isGreaterThan(first.generation());
            assertThat(second.hits()).isNotEmpty();
            assertThat(second.hits().getFirst().rank()).isEqualTo(11);
            assertThat(second.hits()).extracting(hit -> hit.passage().id()).isSorted();
        }
    }

    @Test
    void aForeignCursorIsRefused() {
        try (Corpus corpus = new Corpus(folder, null)) {
            corpus.add("en", "rain one");
            corpus.add("en", "rain and quite a few other words");
            corpus.commit();
            Retriever retriever = retriever(corpus, null);
            String cursor = retriever
                    .search(SearchRequest.of(Viewer.OPERATOR, "rain", 1))
                    .cursor();
            SearchRequest other =
                    new SearchRequest(Viewer.OPERATOR, "snow", null, null, null, 1, cursor, false, Legs.HYBRID);
            assertThatThrownBy(() -> retriever.search(other))
                    .isInstanceOf(NuriException.class)
                    .hasMessageContaining("another query");
        }
    }

    @Test
    void anEmptyIndexFindsNothing() {
        try (Corpus corpus = new Corpus(folder, null)) {
            Hits found = search(corpus.commit(), null, "anything");
            assertThat(found.hits()).isEmpty();
            assertThat(found.total()).isZero();
            assertThat(found.cursor()).isNull();
            assertThat(found.facets()).containsKeys("lang", "type", "collection");
        }
    }

    private static Retriever retriever(Corpus corpus, Embedder embedder) {
        return new HybridRetriever(corpus.store(), LanguageIdentifiers.standard(), Corpus.ANALYZERS, embedder);
    }

    private static Hits search(Corpus corpus, Embedder embedder, String query) {
        return retriever(corpus, embedder)
                .search(new SearchRequest(Viewer.OPERATOR, query, null, null, Map.of(), 10, null, true, Legs.HYBRID));
    }

    private static Hit only(Corpus corpus, String query) {
        List<Hit> hits = search(corpus, null, query).hits();
        assertThat(hits).hasSize(1);
        return hits.getFirst();
    }

    private static List<String> documents(Corpus corpus, String query) {
        return search(corpus, null, query).hits().stream()
                .map(hit -> hit.passage().documentId())
                .toList();
    }

    private static List<String> marked(Hit hit) {
        return hit.highlights().stream()
                .map(span -> span.of(hit.passage().text()))
                .toList();
    }

    /** Another embedder but for its vectors. */
    private abstract static class Wrapper implements Embedder {

        private final Embedder inner;

        Wrapper(Embedder inner) {
            this.inner = inner;
        }

        @Override
        public String id() {
            return inner.id();
        }

        @Override
        public int dimension() {
            return inner.dimension();
        }

        @Override
        public boolean supports(String lang) {
            return inner.supports(lang);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    private static final class Failing extends Wrapper {

        Failing(Embedder inner) {
            super(inner);
        }

        @Override
        public float[][] embed(List<String> texts, Role role) {
            throw new IllegalStateException("the model is gone");
        }
    }

    private static final class WrongDimension extends Wrapper {

        WrongDimension(Embedder inner) {
            super(inner);
        }

        @Override
        public float[][] embed(List<String> texts, Role role) {
            return new float[][] {{1, 0, 0}};
        }
    }
}
