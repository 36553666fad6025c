package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.Viewer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guardrail's place in the pipeline, by one that blocks {@code BAD} and masks {@code SECRET}. */
class GuardedAnswererTest {

    private static final Pattern BAD = Pattern.compile("BAD");
    private static final Pattern SECRET = Pattern.compile("SECRET");

    @TempDir
    Path folder;

    /** Holds back so many code units, so that no part of a word it looks for is let go. */
    private static final int HELD = 6;

    private static final Guardrail WORDS = new Guardrail() {
        @Override
        public Verdict check(Stage stage, String text, String lang, String collection) {
            List<Finding> findings = findings(stage, text, 0);
            if (findings.stream().anyMatch(f -> f.action() == Action.BLOCK)) {
                return new Verdict.Block("bad", findings);
            }
            return findings.isEmpty()
                    ? new Verdict.Pass(findings)
                    : new Verdict.Rewrite(SECRET.matcher(text).replaceAll("******"), findings);
        }

        private List<Finding> findings(Stage stage, String text, int offset) {
            List<Finding> findings = new ArrayList<>();
            for (Matcher m = BAD.matcher(text); m.find(); ) {
                findings.add(new Finding(stage, "bad", Action.BLOCK, offset + m.start(), offset + m.end(), 1));
            }
            for (Matcher m = SECRET.matcher(text); m.find(); ) {
                findings.add(new Finding(stage, "secret", Action.MASK, offset + m.start(), offset + m.end(), 1));
            }
            return findings;
        }

        @Override
        public Stream stream(String lang, String collection) {
            return new Stream() {
                private final StringBuilder held = new StringBuilder();

                @Override
                public Verdict next(String text) {
                    held.append(text);
                    return released(Math.max(0, held.length() - HELD));
                }

                @Override
                public Verdict end() {
                    return released(held.length());
                }

                private Verdict released(int until) {
                    Verdict verdict = check(Stage.ANSWER, held.toString(), lang, collection);
                    if (verdict instanceof Verdict.Block) {
                        return verdict;
                    }
                    String clean = verdict instanceof Verdict.Rewrite rewrite ? rewrite.text() : held.toString();
                    held.setLength(0);
                    held.append(clean.substring(until));
                    return new Verdict.Rewrite(clean.substring(0, until), verdict.findings());
                }
            };
        }
    };

    private Answer ask(Corpus corpus, String question, String written, Recorder heard) {
        AnswerModel model = AnswerModel.over(
                "tiny", ScriptedChat.saying(written), new AnswerModel.Limits(4096, 512, Duration.ofSeconds(20)));
        Answer answer = GroundedAnswerer.over(
                        corpus.findsAll("en"), corpus.store(), LanguageAnalyzers.standard(), new ByScript())
                .guardedBy(WORDS)
                .writtenBy(model, new CoverageChecker())
                .build()
                .answer(Question.of(Viewer.OPERATOR, question), heard);
        AnswererContract.assertHolds(answer, corpus);
        return answer;
    }

    @Test
    void aBlockedQuestionIsRefusedUnsearched() {
        try (Corpus corpus = new Corpus(folder).add("a", "en", "Doors", "The door is blue and wide.")) {
            Recorder heard = new Recorder();
            Answer answer = ask(corpus, "How to do BAD things?", "The door is blue and wide. [1]", heard);
            assertThat(answer).isInstanceOfSatisfying(Answer.Refused.class, refused -> {
                assertThat(refused.reason()).isEqualTo("bad");
                assertThat(refused.origin().guard()).hasSize(1);
                assertThat(refused.queryLang()).isEqualTo("en");
            });
            assertThat(heard.events).doesNotContain("sources");
            assertThat(heard.text).hasToString(answer.text());
            assertThat(heard.refusals).containsExactly(answer.text());
        }
    }

    @Test
    void aBlockedPassageIsNotRead() {
        try (Corpus corpus = new Corpus(folder)
                .add("a", "en", "Doors", "BAD idea: rubies and emeralds glitter in every corner.")
                .add("b", "en", "Doors", "The door of the old mill is blue and wide.")) {
            Answer answer = ask(
                    corpus,
                    "What colour is the door of the old mill?",
                    "Rubies and emeralds glitter in every corner. [1] The door of the old mill is blue and wide. [2]",
                    new Recorder());
            assertThat(answer.text()).isEqualTo("The door of the old mill is blue and wide. [1]");
            assertThat(((Answer.Grounded) answer).citations())
                    .allSatisfy(c -> assertThat(c.uri()).isEqualTo("upload:b"));
        }
    }

    @Test
    void whatIsMaskedIsNeitherShownNorQuoted() {
        try (Corpus corpus = new Corpus(folder)
                .add(
                        "a",
                        "en",
                        "Doors",
                        "The code of the blue door is SECRET today. The door of the old mill is blue and wide.")) {
            Recorder heard = new Recorder();
            Answer answer = ask(
                    corpus,
                    "What colour is the door of the old mill?",
                    "The code of the blue door is SECRET today. [1] The door of the old mill is blue and wide. [1]",
                    heard);
            assertThat(answer.text()).isEqualTo("The door of the old mill is blue and wide. [1]");
            assertThat(heard.text).doesNotContain("SECRET");
            assertThat(answer.origin().guard())
                    .extracting(Guardrail.Finding::stage)
                    .containsExactly(Guardrail.Stage.PASSAGE);
        }
    }

    @Test
    void anAnswerIsMaskedWithoutMovingItsClaims() {
        try (Corpus corpus =
                new Corpus(folder).add("a", "en", "Mill", "The miller of the old mill is called Secret Brown.")) {
            Recorder heard = new Recorder();
            Answer answer = ask(
                    corpus,
                    "What is the miller of the old mill called?",
                    "The miller of the old mill is called SECRET Brown. [1]",
                    heard);
            assertThat(answer.text()).isEqualTo("The miller of the old mill is called ****** Brown. [1]");
            assertThat(heard.text).hasToString(answer.text());
        }
    }

    @Test
    void anAnswerThatIsBlockedIsRefusedAndNothingBlockedIsTold() {
        try (Corpus corpus = new Corpus(folder)
                .add("a", "en", "Mill", "The old mill stands by the river. The miller is a bad man indeed.")) {
            Recorder heard = new Recorder();
            Answer answer = ask(
                    corpus,
                    "Where does the old mill stand?",
                    "The old mill stands by the river. [1] The miller is a BAD man indeed. [1] The old mill stands. [1]",
                    heard);
            assertThat(answer).isInstanceOf(Answer.Refused.class);
            assertThat(heard.text.toString()).doesNotContain("BAD").doesNotContain("miller");
        }
    }
}
