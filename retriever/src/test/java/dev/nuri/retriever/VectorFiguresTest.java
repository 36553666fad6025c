package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStores;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.Section;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorFiguresTest {

    private static final int PASSAGES = 300;

    @TempDir
    Path folder;

    @Test
    void aQuestionFindsTheTrulyNearestAndItsOwnAnswer() {
        Embedder embedder = new Degrees();
        try (PassageStore store = PassageStores.lucene(folder, LanguageAnalyzers.standard(), embedder, 0)) {
            for (int i = 0; i < PASSAGES; i++) {
                write(store, embedder, Integer.toString(i));
            }
            store.commit();
            try (IndexSnapshot snapshot = store.snapshot(Viewer.OPERATOR)) {
                VectorFigures figures = VectorFigures.measure(
                        snapshot,
                        List.of(
                                new VectorFigures.Question("40", Set.of(id("40"))),
                                new VectorFigures.Question("70.2", Set.of(id("71"), id("280"))),
                                new VectorFigures.Question("150", Set.of(id("20")))));
                assertThat(figures.queries()).isEqualTo(3);
                assertThat(figures.recallAt10()).isBetween(0.9, 1.0);
                assertThat(figures.recallAt100()).isBetween(0.95, 1.0);
                // First, second, and not among the first ten.
                assertThat(figures.exactMrrAt10()).isEqualTo((1 + 0.5 + 0) / 3);
                assertThat(figures.mrrAt10()).isEqualTo(figures.exactMrrAt10());
            }
        }
    }

    private static void write(PassageStore store, Embedder embedder, String text) {
        SourceDocument document = new SourceDocument(
                id(text),
                "c",
                "file:///" + text,
                text,
                "en",
                "text/plain",
                text,
                List.of(new Section(0, text.length(), List.of())),
                List.of(),
                SourceDocument.hashOf(text),
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                Readers.EVERYONE);
        Passage passage = new Passage(document.id(), 0, 0, text.length(), text, "en", List.of(), 0);
        store.replace(document, List.of(passage), embedder.embed(List.of(text), Embedder.Role.PASSAGE));
    }

    private static String id(String text) {
        return SourceDocument.idOf("c", "file:///" + text);
    }

    /** A number of degrees as a direction. */
    private static final class Degrees implements Embedder {

        @Override
        public String id() {
            return "degrees";
        }

        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public boolean supports(String lang) {
            return true;
        }

        @Override
        public float[][] embed(List<String> texts, Role role) {
            return texts.stream()
                    .mapToDouble(text -> Math.toRadians(Double.parseDouble(text)))
                    .mapToObj(angle -> new float[] {(float) Math.cos(angle), (float) Math.sin(angle)})
                    .toArray(float[][]::new);
        }

        @Override
        public void close() {}
    }
}
