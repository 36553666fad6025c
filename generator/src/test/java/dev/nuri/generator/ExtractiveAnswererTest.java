package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.Hit;
import dev.nuri.retriever.Retriever;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtractiveAnswererTest extends AnswererContract {

    private static final Answerer.Listener SILENT = new Answerer.Listener() {};

    @Override
    Answerer answerer(Retriever retriever, PassageStore store) {
        return new ExtractiveAnswerer(retriever, store, LanguageAnalyzers.standard());
    }

    private Answer ask(Corpus corpus, String queryLang, String question) {
        return answerer(corpus.findsAll(queryLang), corpus.store())
                .answer(Question.of(Viewer.OPERATOR, question), SILENT);
    }

    @Test
    void claimsAreTheShownSentences() {
        try (Corpus corpus = new Corpus(folder)
                .add("a", "en", "Tides", "The  moon\traises the tides[4]. Boats  rest at low tide.")) {
            Answer.Grounded answer = (Answer.Grounded) ask(corpus, "en", "What raises the tides?");
            Claim claim = answer.claims().getFirst();
            assertThat(answer.text().substring(claim.start(), claim.end())).isEqualTo("The moon raises the tides.");
            assertThat(answer.text()).isEqualTo("The moon raises the tides. [1]");
            assertThat(answer.citations().getFirst().quote()).isEqualTo("The  moon\traises the tides[4].");
            assertThat(claim.support()).isEqualTo(Claim.Support.SUPPORTED);
        }
    }

    @Test
    void saysInTheAskersLanguageWhichLanguageTheSourceIsIn() {
        try (Corpus corpus = new Corpus(folder)
                .add("a", "en", "Kestrel 7", "The Kestrel 7 has a warranty. The Kestrel 7 API uses port 8080.")) {
            Answer answer = ask(corpus, "ko", "Kestrel 7 API port?");
            assertThat(answer.text()).isEqualTo("The Kestrel 7 API uses port 8080. [1] (출처 언어: 영어)");
            assertThat(answer.lang()).isEqualTo("en");
            assertThat(answer.queryLang()).isEqualTo("ko");
        }
    }

    @Test
    void writingSystemsOfOneLanguageAreNotForeign() {
        try (Corpus corpus = new Corpus(folder).add("a", "zh-Hant", "茶", "茶葉產於山區。白石茶園建於1902年。")) {
            assertThat(ask(corpus, "zh-Hans", "白石茶園建於哪一年？").text()).isEqualTo("白石茶園建於1902年。 [1]");
        }
    }

    @Test
    void abstainsWhenNothingSupportsAnAnswer() {
        try (Corpus corpus =
                new Corpus(folder).add("a", "en", "Cooking", "Beans are soaked overnight. Salt is added at the end.")) {
            Answer answer = ask(corpus, "en", "Who discovered the moons of Mars?");
            assertThat(answer).isInstanceOfSatisfying(Answer.Abstained.class, abstained -> {
                assertThat(abstained.reason()).isEqualTo("weak_support");
                assertThat(abstained.nearest()).hasSize(1);
            });
        }
    }

    @Test
    void abstainsWhenOnlyOtherLanguagesWereFound() {
        try (Corpus corpus =
                new Corpus(folder).add("a", "en", "Moons", "Asaph Hall discovered both moons of Mars in 1877.")) {
            Answer answer = ask(corpus, "ko", "화성의 위성은 누가 발견했는가?");
            assertThat(answer).isInstanceOfSatisfying(Answer.Abstained.class, abstained -> {
                assertThat(abstained.reason()).isEqualTo("other_language");
                assertThat(abstained.text()).contains("영어");
                assertThat(abstained.lang()).isEqualTo("ko");
            });
        }
    }

    @Test
    void followUpBorrowsTheWordsOfTheQuestionBefore() {
        try (Corpus corpus = new Corpus(folder)
                .add(
                        "a",
                        "en",
                        "Bridges",
                        "The Oder bridge was opened in 1901. The Warta bridge was opened in 1932.")) {
            List<String> searched = new ArrayList<>();
            Retriever all = corpus.findsAll("en");
            Answerer answerer = answerer(
                    request -> {
                        searched.add(request.query());
                        return all.search(request);
                    },
                    corpus.store());
            List<Question.Turn> history = List.of(new Question.Turn("Where is the Warta bridge?", "In Poznań."));
            Answer answer = answerer.answer(
                    new Question(Viewer.OPERATOR, "And when was it opened?", null, null, null, false, history), SILENT);
            assertThat(searched).containsExactly("And when was it opened? Where is the Warta bridge?");
            assertThat(answer.text()).contains("The Warta bridge was opened in 1932. [1]");
        }
    }

    @Test
    void leavesOutADocumentThatChangedSinceTheSearch() {
        try (Corpus corpus = new Corpus(folder)
                .add("a", "en", "Bridges", "The Oder bridge was opened in 1901.")
                .add("b", "en", "Bridges", "People say the Oder bridge was opened around 1901.")) {
            List<Hit> found = corpus.hits();
            corpus.add("a", "en", "Bridges", "This text was rewritten.");
            Answer.Grounded answer = (Answer.Grounded) answerer(request -> Corpus.found(found, "en"), corpus.store())
                    .answer(Question.of(Viewer.OPERATOR, "When was the Oder bridge opened?"), SILENT);
            assertThat(answer.citations()).allSatisfy(c -> assertThat(c.uri()).isEqualTo("upload:b"));
        }
    }

    @Test
    void quotesTextSharedByNeighbouringPassagesOnce() {
        String shared = "The tower of Brin was finished in 1650.";
        try (Corpus corpus = new Corpus(folder).add("a", "en", "Brin", "Brin is old. " + shared)) {
            Hit first = corpus.hits().getFirst();
            Hit again = new Hit(
                    2,
                    0.5,
                    first.passage(),
                    first.title(),
                    first.uri(),
                    first.collection(),
                    first.mediaType(),
                    List.of(),
                    List.of(),
                    0,
                    null,
                    null);
            Answer.Grounded answer =
                    (Answer.Grounded) answerer(request -> Corpus.found(List.of(first, again), "en"), corpus.store())
                            .answer(Question.of(Viewer.OPERATOR, "When was the tower of Brin finished?"), SILENT);
            assertThat(answer.text()).containsOnlyOnce("1650");
        }
    }

    @Test
    void aQuestionInADocumentIsAnsweredByWhatFollows() {
        try (Corpus corpus = new Corpus(folder)
                .add(
                        "faq",
                        "en",
                        "Questions",
                        "How do I reset the pump? Hold the green button for five seconds.",
                        "Who repairs the pump? Every dealer does.")) {
            Answer answer = ask(corpus, "en", "How do I reset the pump?");
            assertThat(answer.text()).startsWith("Hold the green button for five seconds. [1]");
        }
    }
}
