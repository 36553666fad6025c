package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled guide, indexed by the packaged server and asked in its eight languages. */
class GuideIT {

    private static final Path GUIDE = Repository.root().resolve("docs/guide");

    @TempDir
    static Path temp;

    private static NuriServer server;
    private static JsonNode job;

    @BeforeAll
    static void start() throws Exception {
        server = NuriServer.start(temp.resolve("data"));
        job = server.api().ingest(GUIDE.toString(), "guide");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void indexesEveryFormatAndLanguage() throws Exception {
        assertThat(job.path("state").asText()).isEqualTo("done");
        JsonNode documents = job.path("report").path("documents");
        assertThat(documents.path("failed").asInt())
                .as("failures: %s", job.path("failures"))
                .isZero();
        JsonNode guide =
                Api.ok(server.api().get("/api/collections")).path("collections").path(0);
        assertThat(guide.path("name").asText()).isEqualTo("guide");
        for (String lang : List.of("en", "ko", "ja", "zh-Hans", "es", "fr", "de", "ar")) {
            assertThat(guide.path("languages").path(lang).asInt()).as(lang).isEqualTo(12);
        }
    }

    @Test
    void answersMostQuestionsFromTheRightDocument() throws Exception {
        int right = 0;
        JsonNode questions = new ObjectMapper()
                .readTree(Repository.root().resolve("docs/demo-questions.json").toFile());
        for (JsonNode question : questions) {
            JsonNode answer = server.api().ask(question.path("question").asText());
            AnswerChecks.check(server.api(), answer);
            right += citesDocument(answer, question.path("document").asText()) ? 1 : 0;
        }
        assertThat(right).as("questions answered from the right document").isGreaterThanOrEqualTo(18);
    }

    private static boolean citesDocument(JsonNode answer, String document) {
        return answer.path("citations").findValuesAsText("uri").stream().anyMatch(uri -> uri.endsWith(document));
    }

    @Test
    void streamsPhasesThenSourcesThenTextThenTheWholeAnswer() throws Exception {
        List<Api.Event> events = server.api().askStreaming("Which port does the server use by default?");
        List<String> names = events.stream().map(Api.Event::name).toList();
        assertThat(names).endsWith("done").containsOnlyOnce("sources").containsOnlyOnce("done");
        assertThat(names.indexOf("phase")).isZero();
        assertThat(names.indexOf("sources")).isLessThan(names.indexOf("chunk"));
        StringBuilder text = new StringBuilder();
        events.stream()
                .filter(event -> event.name().equals("chunk"))
                .forEach(event -> text.append(event.data().path("text").asText()));
        JsonNode answer = events.getLast().data();
        assertThat(text.toString().strip())
                .isEqualTo(answer.path("answer").asText().strip());
        AnswerChecks.check(server.api(), answer);
    }

    @Test
    void abstainsWhenNothingSupportsAnAnswer() throws IOException, InterruptedException {
        JsonNode answer = server.api().ask("Who won the football world championship in 1954?");
        assertThat(answer.path("verdict").asText()).isEqualTo("abstained");
        assertThat(answer.path("reason").asText()).isNotBlank();
        assertThat(answer.path("citations")).isEmpty();
    }

    @Test
    void findsInEveryLanguageWithHighlights() throws Exception {
        for (String query : List.of("exit codes", "종료 코드", "終了コード", "退出码", "códigos de salida", "رموز الخروج")) {
            JsonNode hits = server.api().search(query, 5).path("hits");
            assertThat(hits).as(query).isNotEmpty();
            JsonNode first = hits.path(0);
            assertThat(first.path("highlights")).as(query).isNotEmpty();
            for (JsonNode span : first.path("highlights")) {
                assertThat(span.path(1).asInt())
                        .isBetween(
                                span.path(0).asInt() + 1,
                                first.path("text").asText().length());
            }
        }
    }
}
