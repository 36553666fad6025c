package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.Viewer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a model makes of a good answer: the answer holds, and the checker agrees with every claim that is shown. */
class ModelTextMutationTest {

    private static final List<String> GOOD = List.of(
            "The lighthouse of Larnville was built in 1874 by the engineer Ada Brandt. [1]",
            "It was electrified later. [1]",
            "Larnville has a mild climate. [2]",
            "Beans are soaked overnight. [3]",
            "등대는 1874년에 세워졌다. [4]",
            "灯塔建于1874年。[5]");
    private static final List<String> ODD = List.of(
            "[1]",
            "[",
            "]",
            "【",
            "】",
            "[99]",
            "[2][3]",
            "(1)",
            "<think>",
            "</think>",
            "<img src=x>",
            "](http://x.y)",
            "![",
            "https://evil.example/?q=1 ",
            "\n",
            "\n\n- ",
            "**",
            "# ",
            "1875",
            "not ",
            "😀",
            "\uD83D",
            "\u202E",
            "NO_ANSWER",
            ". ",
            "。",
            "\t",
            "\u0000",
            "`",
            "[1]: http://x ",
            "|",
            "&lt;");

    @TempDir
    Path folder;

    private final CoverageChecker checker = new CoverageChecker();

    private Corpus corpus() {
        return new Corpus(folder)
                .add(
                        "harbour",
                        "en",
                        "Port of Larnville",
                        "The lighthouse of Larnville was built in 1874 by the engineer Ada Brandt. It was electrified"
                                + " later.",
                        "Larnville has a mild climate. Its market is held on Fridays.")
                .add("other", "en", "Cooking", "Beans are soaked overnight. Salt is added at the end.")
                .add("ko", "ko", "등대", "등대는 1874년에 세워졌다. 항구는 크다.")
                .add("zh", "zh-Hans", "灯塔", "灯塔建于1874年。港口很大。");
    }

    @Test
    void everyClaimShownWasSupported() {
        Random random = Seeds.random(getClass());
        int grounded = 0;
        try (Corpus corpus = corpus()) {
            for (int i = 0; i < 400; i++) {
                String text = mutated(random);
                Recorder heard = new Recorder();
                Answer answer = answerer(corpus, text, random.nextBoolean() ? "en" : "und")
                        .answer(
                                new Question(
                                        Viewer.OPERATOR,
                                        "When was the lighthouse of Larnville built?",
                                        null,
                                        null,
                                        null,
                                        random.nextBoolean(),
                                        List.of()),
                                heard);
                AnswererContract.assertHolds(answer, corpus);
                assertThat(heard.text).hasToString(answer.text());
                if (answer instanceof Answer.Grounded g && g.model().equals("tiny")) {
                    grounded++;
                    g.claims().forEach(claim -> assertSupported(g, claim));
                    // A tag with something else in it is none, and stays text.
                    assertThat(g.text())
                            .doesNotContainPattern("<img[\\s/>]")
                            .doesNotContainPattern("</?think>")
                            .doesNotContainPattern("https?://\\w");
                }
            }
        }
        assertThat(grounded).as("answers of the model that survived").isGreaterThan(100);
    }

    private void assertSupported(Answer.Grounded answer, Claim claim) {
        String said = answer.text().substring(claim.start(), claim.end());
        List<ClaimChecker.Source> cited = claim.citations().stream()
                .map(n -> answer.citations().get(n - 1))
                .map(c -> new ClaimChecker.Source(c.quote(), c.lang(), ""))
                .collect(Collectors.toList());
        assertThat(checker.check(said, answer.lang(), cited).support())
                .as(said)
                .isEqualTo(claim.support())
                .isNotEqualTo(Claim.Support.UNSUPPORTED);
    }

    private Answerer answerer(Corpus corpus, String text, String queryLang) {
        AnswerModel model = AnswerModel.over(
                "tiny", ScriptedChat.saying(text), new AnswerModel.Limits(4096, 512, Duration.ofSeconds(20)));
        return GroundedAnswerer.over(
                        corpus.findsAll(queryLang), corpus.store(), LanguageAnalyzers.standard(), new ByScript())
                .writtenBy(model, checker)
                .build();
    }

    private static String mutated(Random random) {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            sentences.add(GOOD.get(random.nextInt(GOOD.size())));
        }
        StringBuilder text = new StringBuilder(String.join(random.nextInt(4) == 0 ? "" : " ", sentences));
        for (int i = random.nextInt(5); i > 0; i--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, ODD.get(random.nextInt(ODD.size())));
                case 1 -> text.replace(at, at + 1, ODD.get(random.nextInt(ODD.size())));
                case 2 -> text.delete(at, Math.min(end, text.length() - 1));
                default -> text.insert(at, text.substring(at, end));
            }
        }
        return text.toString();
    }
}
