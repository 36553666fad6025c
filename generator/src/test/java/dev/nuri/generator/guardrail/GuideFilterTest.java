package dev.nuri.generator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.generator.GuardPolicy;
import dev.nuri.generator.Guardrail;
import dev.nuri.generator.Guardrail.Stage;
import dev.nuri.generator.Guardrail.Verdict;
import dev.nuri.generator.Guardrails;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.Passage;
import dev.nuri.student.StudentProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The filter as shipped on the bundled guide, which tells people what to do in eight languages and harms nobody. */
class GuideFilterTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final List<String> LANGUAGES = List.of("ar", "de", "en", "es", "fr", "ja", "ko", "zh");
    private static final int FEW = 2;

    private static final Map<String, List<Passage>> GUIDE = new TreeMap<>();
    private static Embedder embedder;
    private static List<Guardrail> guards;

    @BeforeAll
    static void read() throws IOException {
        GUIDE.putAll(GuidePassages.all(DOCS, LANGUAGES));
        embedder = new StudentProvider().open(Path.of("."));
        Path none = Path.of("no-lists");
        guards = List.of(
                Guardrails.of(GuardPolicy.standard(), none, embedder, null),
                Guardrails.of(GuardPolicy.standard(), none, null, null));
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    /** What is told of, once a passage. */
    private static List<String> told(Guardrail guard, Stage stage, String lang) {
        List<String> told = new ArrayList<>();
        for (Passage passage : GUIDE.get(lang)) {
            Verdict verdict = guard.check(stage, passage.text(), passage.lang(), null);
            assertThat(verdict).as("%s: %s", lang, passage.text()).isNotInstanceOf(Verdict.Block.class);
            verdict.findings().stream()
                    .filter(f -> !f.category().startsWith("pii."))
                    .limit(1)
                    .forEach(f -> told.add(f.category() + ": " + passage.text().substring(f.start(), f.end())));
        }
        return told;
    }

    @Test
    void noPassageIsBlockedAndNextToNoneFlagged() {
        assertThat(GUIDE.values().stream().mapToInt(List::size).sum()).isGreaterThan(400);
        for (Guardrail guard : guards) {
            LANGUAGES.forEach(lang ->
                    assertThat(told(guard, Stage.PASSAGE, lang)).as(lang).hasSizeLessThanOrEqualTo(FEW));
        }
    }

    @Test
    void anAnswerMadeOfThemIsNotBlockedAndNextToNeverFlagged() {
        for (Guardrail guard : guards) {
            LANGUAGES.forEach(
                    lang -> assertThat(told(guard, Stage.ANSWER, lang)).as(lang).hasSizeLessThanOrEqualTo(FEW));
        }
    }

    /** One that asks about a password looks like one who wants it, and is flagged. */
    @Test
    void everyDemoQuestionPasses() throws IOException {
        JsonNode questions =
                new ObjectMapper().readTree(DOCS.resolve("demo-questions.json").toFile());
        assertThat(questions).hasSizeGreaterThanOrEqualTo(LANGUAGES.size());
        List<String> flagged = new ArrayList<>();
        for (JsonNode question : questions) {
            String text = question.path("question").asText();
            Verdict verdict = guards.getFirst()
                    .check(Stage.QUESTION, text, question.path("lang").asText(), null);
            assertThat(verdict).as(text).isInstanceOf(Verdict.Pass.class);
            if (!verdict.findings().isEmpty()) {
                flagged.add(text);
            }
        }
        assertThat(flagged).hasSizeLessThanOrEqualTo(1);
    }

    /** Sixty written for this test, in ten languages; docs/filtering.md gives the rate. */
    @Test
    void injectionsAmongItsSentencesAreBlocked() throws IOException {
        List<String> missed = new ArrayList<>();
        int count = 0;
        for (String line : lines()) {
            String lang = line.substring(0, 2);
            List<Passage> hosts = GUIDE.getOrDefault(lang, GUIDE.get("en"));
            Passage host = hosts.get(count * 31 % hosts.size());
            String text = InjectionFigures.within(host.text(), line.substring(4));
            if (!(guards.getFirst().check(Stage.PASSAGE, text, host.lang(), null) instanceof Verdict.Block)) {
                missed.add(line);
            }
            count++;
        }
        assertThat(count).isEqualTo(60);
        assertThat(missed).hasSizeLessThanOrEqualTo(9);
    }

    private static List<String> lines() throws IOException {
        try (var in = GuideFilterTest.class.getResourceAsStream("injections.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.startsWith("#"))
                    .toList();
        }
    }
}
