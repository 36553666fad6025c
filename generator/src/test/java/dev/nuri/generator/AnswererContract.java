package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.Hit;
import dev.nuri.retriever.Retriever;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Answerer} keeps to, whatever makes its answers. An implementation extends this class. */
abstract class AnswererContract {

    private static final Answerer.Listener SILENT = new Answerer.Listener() {};

    @TempDir
    Path folder;

    /** The answerer under test. */
    abstract Answerer answerer(Retriever retriever, PassageStore store);

    /** A corpus that answers {@link #answerable()}. */
    private Corpus corpus() {
        return new Corpus(folder)
                .add(
                        "harbour",
                        "en",
                        "Port of Larnville",
                        "Larnville has a mild climate. Its market is held on Fridays.",
                        "The harbour is sheltered by two moles. The lighthouse of Larnville was built in 1874 by the"
                                + " engineer Ada Brandt. It was electrified later.")
                .add("other", "en", "Cooking", "Beans are soaked overnight. Salt is added at the end.");
    }

    private static Question answerable() {
        return Question.of(Viewer.OPERATOR, "When was the lighthouse of Larnville built?");
    }

    @Test
    void citesWhatTheDocumentsSay() {
        try (Corpus corpus = corpus()) {
            Answer answer = answerer(corpus.findsAll("en"), corpus.store()).answer(answerable(), SILENT);
            assertThat(answer).isInstanceOf(Answer.Grounded.class);
            assertHolds(answer, corpus);
            assertThat(((Answer.Grounded) answer).citations())
                    .anySatisfy(citation -> assertThat(citation.quote()).contains("1874"));
        }
    }

    @Test
    void tellsItsListenerInOrder() {
        try (Corpus corpus = corpus()) {
            Recorder heard = new Recorder();
            Answer answer = answerer(corpus.findsAll("en"), corpus.store()).answer(answerable(), heard);
            assertThat(heard.events.getFirst()).isEqualTo("phase searching");
            assertThat(heard.events.get(1)).isEqualTo("sources");
            assertThat(heard.events.indexOf("chunk")).isGreaterThan(heard.events.indexOf("phase reading"));
            assertThat(heard.events.getLast()).isEqualTo("phase checking");
            assertThat(heard.text).hasToString(answer.text());
        }
    }

    @Test
    void abstainsWhenNothingIsFound() {
        try (Corpus corpus = corpus()) {
            Recorder heard = new Recorder();
            Answer answer = answerer(Corpus.findsNothing("de"), corpus.store())
                    .answer(Question.of(Viewer.OPERATOR, "Wo liegt Larnville?"), heard);
            assertThat(answer).isInstanceOfSatisfying(Answer.Abstained.class, abstained -> {
                assertThat(abstained.reason()).isEqualTo("no_hits");
                assertThat(abstained.nearest()).isEmpty();
                assertThat(abstained.lang()).isEqualTo("de");
            });
            assertThat(heard.text).hasToString(answer.text());
        }
    }

    @Test
    void stopsAtEveryStepOnceNobodyWaits() {
        try (Corpus corpus = corpus()) {
            Answerer answerer = answerer(corpus.findsAll("en"), corpus.store());
            Recorder whole = new Recorder();
            answerer.answer(answerable(), whole);
            for (int step = 0; step < whole.events.size(); step++) {
                Recorder cancelling = new Recorder(step);
                assertThatThrownBy(() -> answerer.answer(answerable(), cancelling))
                        .as("cancelled after %d events", step)
                        .isInstanceOf(CancellationException.class);
                assertThat(cancelling.events).isEqualTo(whole.events.subList(0, step));
            }
        }
    }

    @Test
    void refusesAQuestionThatBreaksARule() {
        try (Corpus corpus = corpus()) {
            Answerer answerer = answerer(corpus.findsAll("en"), corpus.store());
            for (String bad : new String[] {null, "", "  \n ", "?!…", "x".repeat(10_001)}) {
                assertThatThrownBy(() -> answerer.answer(Question.of(Viewer.OPERATOR, bad), SILENT))
                        .isInstanceOfSatisfying(
                                NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
            }
        }
    }

    @Test
    void answersOddQuestionsWithoutFailing() {
        try (Corpus corpus = corpus()) {
            Answerer answerer = answerer(corpus.findsAll("und"), corpus.store());
            for (String odd : List.of(
                    "the of and",
                    "\uD83C lighthouse",
                    "+body:* AND (\"",
                    "[1] [2]",
                    "1874",
                    "lighthouse ".repeat(900))) {
                assertHolds(answerer.answer(Question.of(Viewer.OPERATOR, odd), SILENT), corpus);
            }
        }
    }

    @Test
    void holdsOnRandomDocuments() {
        Random random = Seeds.random(getClass());
        RandomText texts = new RandomText(random);
        try (Corpus corpus = new Corpus(folder)) {
            for (int i = 0; i < 12; i++) {
                corpus.addSplit("d" + i, texts.lang(), texts.words(2), texts.document());
            }
            Answerer answerer = answerer(corpus.findsAll("en"), corpus.store());
            for (int i = 0; i < 60; i++) {
                Recorder heard = new Recorder();
                Answer answer = answerer.answer(Question.of(Viewer.OPERATOR, texts.question()), heard);
                assertHolds(answer, corpus);
                assertThat(heard.text).hasToString(answer.text());
            }
        }
    }

    /** Checks an answer by the rules of {@link AnswerValidator}, against the store itself. */
    static void assertHolds(Answer answer, Corpus corpus) {
        List<Hit> hits = corpus.hits();
        try (IndexSnapshot snapshot = corpus.store().snapshot(Viewer.OPERATOR)) {
            new AnswerValidator(hits, id -> snapshot.document(id).map(SourceDocument::text)).check(answer);
        }
    }
}
