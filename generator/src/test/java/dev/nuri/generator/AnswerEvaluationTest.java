package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.ProgressListener;
import dev.nuri.retriever.Retriever;
import dev.nuri.retriever.SearchRequest;
import dev.nuri.retriever.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerEvaluationTest {

    private static final String PASSAGES = """
        {"id": "p1", "lang": "en", "title": "Ost", "text": "The mill of Ost was built in 1807. It grinds rye."}
        {"id": "p2", "lang": "en", "title": "Moons", "text": "Asaph Hall discovered both moons of Mars in 1877."}
        {"id": "p3", "lang": "en", "title": "Tea", "text": "Tea is grown on the hills of Vey."}
        """;
    private static final String QUERIES = """
        {"id": "q1", "lang": "en", "question": "When was the mill of Ost built?", "answers": ["1807", "in 1807"], "passage_id": "p1"}
        {"id": "q2", "lang": "en", "question": "Who discovered the moons of Mars?", "answers": ["Asaph Hall"], "passage_id": "p2"}
        {"id": "q3", "lang": "en", "question": "Where is tea grown?", "answers": [], "answerable": true, "candidate_ids": ["p3"]}
        {"id": "q4", "lang": "en", "question": "Where is tea grown?", "answers": [], "answerable": false, "candidate_ids": ["p1", "p2"]}
        {"id": "q5", "lang": "en", "question": "???", "answers": ["x"], "passage_id": "p1"}
        """;

    @TempDir
    Path folder;

    /** Quotes the first hit whole, or abstains when there is none. */
    private static final class FirstHit implements Answerer {

        private final Retriever retriever;
        final List<Map<String, List<String>>> filters = new ArrayList<>();

        FirstHit(Retriever retriever) {
            this.retriever = retriever;
        }

        @Override
        public String model() {
            return "first-hit";
        }

        @Override
        public Answer answer(Question question, Listener listener) {
            filters.add(question.filters());
            var hits = retriever
                    .search(new SearchRequest(
                            Viewer.OPERATOR,
                            question.text(),
                            null,
                            null,
                            question.filters(),
                            1,
                            null,
                            false,
                            SearchRequest.Legs.HYBRID))
                    .hits();
            listener.sources(hits);
            if (hits.isEmpty()) {
                return new Answer.Abstained(
                        "Nothing.", "en", "en", "no_hits", List.of(), Answer.Origin.of(model(), Map.of()));
            }
            var passage = hits.getFirst().passage();
            String text = passage.text();
            Citation citation = new Citation(
                    1,
                    passage.documentId(),
                    passage.id(),
                    hits.getFirst().title(),
                    hits.getFirst().uri(),
                    "en",
                    0,
                    text.length(),
                    text,
                    answer(text));
            Claim claim = new Claim(0, text.length(), List.of(1), Claim.Support.SUPPORTED, 0.75);
            return new Answer.Grounded(
                    text + " [1]",
                    "en",
                    "en",
                    List.of(claim),
                    List.of(citation),
                    Answer.Origin.of(model(), Map.of("searching", 0.0)));
        }

        private static dev.nuri.indexer.Span answer(String text) {
            int year = text.indexOf("1807");
            return year < 0 ? null : new dev.nuri.indexer.Span(year, year + 4);
        }
    }

    private Path set(String name, String passages, String queries) throws IOException {
        Path set = Files.createDirectories(folder.resolve(name));
        Files.writeString(set.resolve("passages.jsonl"), passages);
        Files.writeString(set.resolve("queries.jsonl"), queries);
        return set;
    }

    private AnswerReport report(Path set, int questions, AnswerEvaluation.Factory factory) {
        Embedder none = null;
        return AnswerEvaluation.run(
                List.of(set), Split.ALL, questions, none, factory, folder.resolve("index"), ProgressListener.NONE);
    }

    private static Answerer quotes(
            Retriever retriever, PassageStore store, LanguageAnalyzers analyzers, LanguageIdentifier languages) {
        return new ExtractiveAnswerer(retriever, store, analyzers);
    }

    @Test
    void measuresWhatIsSaidAndWhatIsCited() throws IOException {
        AnswerReport report = report(
                set("tiny", PASSAGES, QUERIES),
                100,
                (retriever, store, analyzers, languages) -> new FirstHit(retriever));
        AnswerFigures tiny = report.sets().get("tiny");
        assertThat(report.passages()).isEqualTo(3);
        assertThat(report.model()).isEqualTo("first-hit");
        assertThat(tiny.queries()).isEqualTo(5);
        assertThat(tiny.value("citationValidity")).isEqualTo(1);
        assertThat(tiny.value("citationRecall")).isEqualTo(1);
        assertThat(tiny.value("answerInCitation")).as("of q1, q2 and q5").isEqualTo(2 / 3.0);
        assertThat(tiny.value("answerInCitationWhenRetrieved")).isEqualTo(1);
        assertThat(tiny.value("em")).as("q2 has no highlight").isEqualTo(1 / 3.0);
        assertThat(tiny.value("f1")).isBetween(1 / 3.0, 2 / 3.0);
        assertThat(tiny.value("hallucinationRate"))
                .as("p1 or p2 is no answer to q4")
                .isEqualTo(expected(report));
        assertThat(tiny.value("errorRate")).as("q5 of q1, q2, q3 and q5").isEqualTo(0.25);
        assertThat(tiny.value("languageMatch")).isEqualTo(1);
        assertThat(report.average().get("errorRate")).isEqualTo(0.25);
        assertThat(report.each().get("tiny").getFirst())
                .isEqualTo(new AnswerReport.Outcome(
                        "q1",
                        "When was the mill of Ost built?",
                        true,
                        List.of("1807", "in 1807"),
                        "The mill of Ost was built in 1807. It grinds rye. [1]",
                        "",
                        "grounded",
                        true,
                        1.0,
                        0.75));
        assertThat(report.toJson())
                .containsKeys("sets", "average", "skipped", "split", "passages", "model", "embedder");
    }

    /** The tea question may find a passage by its stop words or none: either way the figure follows the verdict. */
    private static double expected(AnswerReport report) {
        return report.each().get("tiny").get(3).verdict().equals("grounded") ? 1 : 0;
    }

    @Test
    void candidatesAreTheOnlyPassagesAsked() throws IOException {
        List<FirstHit> made = new ArrayList<>();
        report(set("tiny", PASSAGES, QUERIES), 100, (retriever, store, analyzers, languages) -> {
            made.add(new FirstHit(retriever));
            return made.getFirst();
        });
        assertThat(made.getFirst().filters)
                .anySatisfy(filters -> assertThat(filters.get("document")).hasSize(1))
                .anySatisfy(filters -> assertThat(filters.get("document")).hasSize(2))
                .anySatisfy(filters -> assertThat(filters).isEmpty());
    }

    @Test
    void thePassageThatAnswersIsHiddenOnce() throws IOException {
        String one = PASSAGES.lines().findFirst().orElseThrow();
        String query = QUERIES.lines().findFirst().orElseThrow();
        AnswerFigures figures = report(
                        set("one", one, query),
                        100,
                        (retriever, store, analyzers, languages) -> new FirstHit(retriever))
                .sets()
                .get("one");
        assertThat(figures.value("errorRate")).isZero();
        assertThat(figures.value("abstainsWhenRemoved")).isEqualTo(1);
        assertThat(figures.value("wrongWhenRemoved")).isZero();
        assertThat(figures.value("honestScore")).isEqualTo(1);
        assertThat(figures.value("hallucinationRate"))
                .as("no question without an answer")
                .isNull();
    }

    @Test
    void theExtractiveAnswererIsMeasuredAsItIs() throws IOException {
        AnswerReport report = report(set("tiny", PASSAGES, QUERIES), 2, AnswerEvaluationTest::quotes);
        AnswerFigures tiny = report.sets().get("tiny");
        assertThat(report.model()).isEqualTo("extractive");
        assertThat(tiny.queries()).isEqualTo(2);
        assertThat(tiny.values()).doesNotContainEntry("citationValidity", 0.0);
    }

    @Test
    void wrongUseIsSaidInOneSentence() throws IOException {
        Path set = set("tiny", PASSAGES, QUERIES);
        assertThatThrownBy(() -> report(set, 0, AnswerEvaluationTest::quotes))
                .isInstanceOf(NuriException.class)
                .hasMessage("At least 1 question of each set is asked, got 0.");
        assertThatThrownBy(() -> report(folder.resolve("nowhere"), 1, AnswerEvaluationTest::quotes))
                .isInstanceOf(NuriException.class)
                .hasMessageContaining("not an evaluation set");
    }
}
