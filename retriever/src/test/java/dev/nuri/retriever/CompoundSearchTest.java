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
class CompoundSearchTest {

    private Corpus corpus;
    private Retriever retriever;

    @BeforeAll
    void index(@TempDir Path folder) {
        corpus = new Corpus(folder, null);
        corpus.add("de", "Die Krankenversicherungen übernehmen die Kosten der Behandlung beim Arzt.");
        corpus.add("de", "Der Zug hält an jedem Bahnhof, und die Reisenden steigen dort aus.");
        corpus.add("sv", "En sjukförsäkring betalar för vården när man inte kan arbeta.");
        corpus.add("nl", "De ziektekostenverzekering vergoedt een deel van de rekening.");
        corpus.add("en", "An insurance company pays what was agreed on in the contract.");
        corpus.commit();
        retriever = new HybridRetriever(corpus.store(), LanguageIdentifiers.standard(), Corpus.ANALYZERS, null);
    }

    @AfterAll
    void close() {
        corpus.close();
    }

    @ParameterizedTest
    @CsvSource({
        "de, Welche Versicherung zahlt?, Krankenversicherungen",
        "de, Hauptbahnhof, Bahnhof",
        "sv, vilken försäkring gäller, sjukförsäkring",
        "nl, welke verzekering, ziektekostenverzekering"
    })
    void aWordAndACompoundThatIsItsKindMeet(String lang, String query, String marked) {
        Hit first = retriever
                .search(new SearchRequest(Viewer.OPERATOR, query, null, lang, null, 10, null, false, null))
                .hits()
                .getFirst();
        assertThat(first.highlights())
                .extracting((Span span) -> span.of(first.passage().text()))
                .contains(marked);
    }

    @Test
    void theWordItselfComesBeforeItsCompounds(@TempDir Path folder) {
        try (Corpus two = new Corpus(folder, null)) {
            String compound = two.add("de", "Auf der Autobahnbrücke stand am Morgen ein Wagen.");
            String word = two.add("de", "Auf der neuen Brücke stand am Morgen ein Wagen.");
            two.commit();
            Retriever both = new HybridRetriever(two.store(), LanguageIdentifiers.standard(), Corpus.ANALYZERS, null);
            assertThat(both.search(SearchRequest.of(Viewer.OPERATOR, "Brücke", 10))
                            .hits())
                    .extracting(hit -> hit.passage().documentId())
                    .isEqualTo(List.of(word, compound));
        }
    }

    @Test
    void anEndThatNoPassageHasFindsNothing() {
        assertThat(retriever
                        .search(SearchRequest.of(Viewer.OPERATOR, "Zahnradgetriebe", 10))
                        .hits())
                .isEmpty();
    }
}
