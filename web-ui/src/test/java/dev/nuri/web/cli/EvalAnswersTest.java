package dev.nuri.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalAnswersTest {

    private static final String EMBEDDER = "nuri.embedder=nuri-multilingual";

    @TempDir
    Path temp;

    private Path set() throws IOException {
        StringBuilder passages = new StringBuilder();
        StringBuilder queries = new StringBuilder();
        List<String> names = List.of("Ost", "Vey", "Orlen", "Birkenau", "Kerlan", "Valdeluz");
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            passages.append("{\"id\":\"p" + i + "\",\"lang\":\"en\",\"title\":\"" + name
                    + "\",\"text\":\"The bridge of " + name + " is old. The bridge of " + name + " was built in "
                    + (1801 + 7 * i) + " by the town.\"}\n");
            queries.append("{\"id\":\"q" + i + "\",\"lang\":\"en\",\"question\":\"In which year was the bridge of "
                    + name + " built?\",\"passage_id\":\"p" + i + "\",\"answers\":[\"" + (1801 + 7 * i) + "\"]}\n");
        }
        queries.append("{\"id\":\"none\",\"lang\":\"en\",\"question\":\"Who painted the ceiling of the opera?\","
                + "\"answers\":[],\"answerable\":false,\"candidate_ids\":[\"p0\",\"p1\"]}\n");
        Files.writeString(temp.resolve("passages.jsonl"), passages);
        Files.writeString(temp.resolve("queries.jsonl"), queries);
        return temp;
    }

    @Test
    void figuresOfEachSetAndOnAverageAreOneDocument() throws IOException {
        Ran ran = Ran.nuri("eval", "answers", "--set", set().toString(), "--set", EMBEDDER, "--json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        String name = temp.getFileName().toString();
        JsonNode figures = ran.json().path("sets").path(name);
        assertThat(figures.path("lang").asText()).isEqualTo("en");
        assertThat(figures.path("queries").asInt()).isEqualTo(7);
        assertThat(figures.path("citationValidity").asDouble()).isEqualTo(1);
        assertThat(figures.path("coverage").asDouble()).isEqualTo(1);
        assertThat(figures.path("citationPrecision").asDouble()).isEqualTo(1);
        assertThat(figures.path("citationRecall").asDouble()).isEqualTo(1);
        assertThat(figures.path("answerInCitation").asDouble()).isGreaterThan(0.8);
        assertThat(figures.path("f1").asDouble()).isGreaterThan(0.5);
        assertThat(figures.path("hallucinationRate").asDouble()).isZero();
        assertThat(figures.path("languageMatch").asDouble()).isEqualTo(1);
        for (String more : List.of("em", "errorRate", "abstainsWhenRemoved", "wrongWhenRemoved", "honestScore")) {
            assertThat(figures.path(more).isNumber()).as(more).isTrue();
        }
        assertThat(ran.json().path("average").path("answerInCitation").asDouble())
                .isEqualTo(figures.path("answerInCitation").asDouble());
        assertThat(ran.json().path("model").asText()).isEqualTo("extractive");
        assertThat(figures.path("each")).hasSize(7);
    }

    @Test
    void aTableIsForPeople() throws IOException {
        Ran ran = Ran.nuri("eval", "answers", set().toString(), "-n", "2", "--set", "nuri.embedder=none");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("halluc", "average", "extractive over 6 passages");
    }

    @Test
    void aPageHoldsTheFigures() throws IOException {
        Path page = temp.resolve("page.html");
        Ran ran = Ran.nuri(
                "eval",
                "answers",
                set().toString(),
                "--set",
                "nuri.embedder=none",
                "--html",
                page.toString(),
                "--json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        double inCitation = ran.json().path("average").path("answerInCitation").asDouble();
        assertThat(Files.readString(page))
                .contains(
                        "<polyline",
                        String.format(Locale.ROOT, ">%.1f<", 100 * inCitation),
                        "7 questions of 1 set (all)")
                .doesNotContain("<script");
        Ran nowhere = Ran.nuri("eval", "answers", set().toString(), "--html", temp + "/no/page.html");
        assertThat(nowhere.exit()).isEqualTo(Exit.USAGE);
        assertThat(nowhere.err()).contains("--html names a file in a folder that exists, got");
    }

    @Test
    void badSetsAreToldAsForRetrieval() throws IOException {
        for (String measured : List.of("retrieval", "answers")) {
            Ran missing = Ran.nuri("eval", measured, temp.resolve("nowhere").toString());
            assertThat(missing.exit()).isEqualTo(Exit.FAILED);
            assertThat(missing.err()).contains("is not an evaluation set").doesNotContain("Exception");
            Ran split = Ran.nuri("eval", measured, set().toString(), "--split", "train");
            assertThat(split.exit()).isEqualTo(Exit.USAGE);
            assertThat(split.err()).contains("A split is dev, test or all, got 'train'.");
        }
        Ran few = Ran.nuri("eval", "answers", set().toString(), "-n", "0");
        assertThat(few.exit()).isEqualTo(Exit.USAGE);
        assertThat(few.err()).contains("got 0");
    }
}
