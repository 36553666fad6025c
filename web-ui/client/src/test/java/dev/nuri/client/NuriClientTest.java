package dev.nuri.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NuriClientTest {

    private static final String ANSWER =
            "{\"verdict\":\"grounded\",\"answer\":\"Ja. [1]\",\"lang\":\"de\",\"queryLang\":\"de\","
                    + "\"claims\":[{\"start\":0,\"end\":3,\"citations\":[1],\"support\":\"supported\",\"score\":0.9,\"new\":1}],"
                    + "\"citations\":[{\"n\":1,\"documentId\":\"d\",\"passageId\":\"d#0\",\"title\":\"T\",\"uri\":\"u\","
                    + "\"lang\":\"de\",\"start\":0,\"end\":3,\"quote\":\"Ja.\"}],\"model\":\"extractive\",\"later\":{}}";

    @TempDir
    Path temp;

    @Test
    void anAnswerIsReadAndFieldsOfANewerServerArePassedOver() throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.json(200, ANSWER));
                NuriClient nuri =
                        NuriClient.builder(server.address() + "/").key("secret").build()) {
            Question question = Question.of("Gilt das?").in("c");
            Answer answer = nuri.ask(question);
            assertThat(answer.verdict()).isEqualTo(Answer.Verdict.GROUNDED);
            assertThat(answer.textOf(answer.claims().getFirst())).isEqualTo("Ja.");
            assertThat(answer.claims().getFirst().support()).isEqualTo(Answer.Support.SUPPORTED);
            assertThat(answer.citations().getFirst().quote()).isEqualTo("Ja.");
            nuri.ask(question.then(answer, "Und dann?"));
            assertThat(server.seen().getFirst().authorization()).isEqualTo("Bearer secret");
            assertThat(server.seen().getLast().body())
                    .contains("\"question\":\"Und dann?\"", "\"collection\":\"c\"", "\"answer\":\"Ja. [1]\"")
                    .doesNotContain("null");
        }
    }

    @Test
    void anErrorHasTheServersWordsAndCode() throws IOException {
        String refused = "{\"error\":{\"type\":\"user\",\"code\":\"invalid\",\"message\":\"The query is empty.\"}}";
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.json(400, refused));
                NuriClient nuri = NuriClient.at(server.address())) {
            NuriClientException e =
                    catchThrowableOfType(NuriClientException.class, () -> nuri.search(SearchQuery.of("")));
            assertThat(e).hasMessage("The query is empty.");
            assertThat(e.status()).isEqualTo(400);
            assertThat(e.code()).isEqualTo("invalid");
            assertThat(server.seen()).hasSize(1);
        }
    }

    @Test
    void whatTheServerHasNoRoomForIsSentAgain() throws IOException {
        String busy = "{\"error\":{\"type\":\"resources\",\"code\":\"busy\",\"message\":\"Too many requests.\"}}";
        try (ScriptedServer server = new ScriptedServer(
                        ScriptedServer.json(429, busy, "Retry-After", "0"),
                        ScriptedServer.hangUp(),
                        ScriptedServer.json(200, "{\"hits\":[],\"total\":0}"));
                NuriClient nuri = NuriClient.at(server.address())) {
            assertThat(nuri.search(SearchQuery.of("x")).hits()).isEmpty();
            assertThat(server.seen()).hasSizeGreaterThanOrEqualTo(3);
        }
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.json(429, busy, "Retry-After", "7"));
                NuriClient nuri =
                        NuriClient.builder(server.address()).retries(0).build()) {
            NuriClientException e =
                    catchThrowableOfType(NuriClientException.class, () -> nuri.search(SearchQuery.of("x")));
            assertThat(e.retryAfter()).contains(Duration.ofSeconds(7));
            assertThat(server.seen()).hasSize(1);
        }
    }

    @Test
    void aRepeatedWriteHasTheSameKey() throws IOException {
        String job = "{\"jobId\":\"j\",\"state\":\"queued\"}";
        try (ScriptedServer server = new ScriptedServer(
                        ScriptedServer.json(503, "", "Retry-After", "0"), ScriptedServer.json(202, job));
                NuriClient nuri = NuriClient.at(server.address())) {
            assertThat(nuri.ingest("https://example.org/", null).id()).isEqualTo("j");
            assertThat(server.seen()).hasSize(2);
            assertThat(server.seen().get(0).key())
                    .isNotBlank()
                    .isEqualTo(server.seen().get(1).key());
            nuri.ingest("https://example.org/", null);
            assertThat(server.seen().get(2).key())
                    .isNotEqualTo(server.seen().get(1).key());
        }
    }

    @Test
    void aFileIsSentWithItsNameAndBytes() throws IOException {
        Path file = temp.resolve("계약 \"A\".txt");
        Files.writeString(file, "통지 기간은 30일이다.");
        try (ScriptedServer server =
                        new ScriptedServer(ScriptedServer.json(202, "{\"jobId\":\"j\",\"state\":\"running\"}"));
                NuriClient nuri = NuriClient.at(server.address())) {
            assertThat(nuri.upload(file, "contracts").over()).isFalse();
            assertThat(server.seen().getFirst().body())
                    .contains("filename=\"계약 %22A%22.txt\"", "\r\n\r\n통지 기간은 30일이다.\r\n", "name=\"collection\"")
                    .contains("\r\n\r\ncontracts\r\n");
            assertThatThrownBy(() -> nuri.upload(temp.resolve("none"), null))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("none");
        }
    }

    @Test
    void aStreamTellsOfEachStepAndEndsWithTheAnswer() throws IOException {
        String stream = ": hello\n\nevent: phase\ndata: {\"phase\":\"searching\"}\n\n"
                + "event: sources\ndata: {\"hits\":[{\"rank\":1,\"passageId\":\"d#0\"}]}\n\n"
                + "event: novelty\ndata: {}\n\nevent: chunk\ndata: {\"text\":\ndata: \"Ja. [1]\"}\n\n: still here\n\n"
                + "event: done\ndata: " + ANSWER + "\n\n";
        List<String> told = new ArrayList<>();
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.events(stream));
                NuriClient nuri = NuriClient.at(server.address())) {
            Answer answer = nuri.ask(Question.of("?"), new AnswerListener() {
                @Override
                public void phase(String name) {
                    told.add(name);
                }

                @Override
                public void sources(List<Hit> hits) {
                    told.add(hits.getFirst().passageId());
                }

                @Override
                public void chunk(String text) {
                    told.add(text);
                }
            });
            assertThat(told).containsExactly("searching", "d#0", "Ja. [1]");
            assertThat(answer.text()).isEqualTo("Ja. [1]");
        }
    }

    @Test
    void aStreamThatFailsOrBreaksOffIsAnError() throws IOException {
        String error =
                "event: error\ndata: {\"error\":{\"type\":\"internal\",\"code\":\"internal\",\"message\":\"Oh.\"}}\n\n";
        try (ScriptedServer server = new ScriptedServer(
                        ScriptedServer.events(error), ScriptedServer.events("event: done\ndata: {\"verdict\""));
                NuriClient nuri = NuriClient.at(server.address())) {
            assertThatThrownBy(() -> nuri.ask(Question.of("?"), new AnswerListener() {}))
                    .isInstanceOf(NuriClientException.class)
                    .hasMessage("Oh.");
            assertThatThrownBy(() -> nuri.ask(Question.of("?"), new AnswerListener() {}))
                    .isInstanceOf(NuriClientException.class)
                    .hasMessageContaining("does not answer");
        }
    }

    @Test
    void aListenerThatWantsNoMoreClosesTheConnection() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        ScriptedServer.Reply endless = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            try {
                while (true) {
                    out.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                gone.countDown();
            }
        };
        try (ScriptedServer server = new ScriptedServer(endless);
                NuriClient nuri = NuriClient.at(server.address())) {
            assertThatThrownBy(() -> nuri.ask(Question.of("?"), new AnswerListener() {
                        @Override
                        public boolean cancelled() {
                            return true;
                        }
                    }))
                    .isInstanceOf(CancellationException.class);
            assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aJobIsWaitedFor() throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                        ScriptedServer.json(200, "{\"jobId\":\"j\",\"state\":\"running\",\"filesDone\":1}"),
                        ScriptedServer.json(
                                200,
                                "{\"jobId\":\"j\",\"state\":\"failed\",\"error\":{\"code\":\"disk_full\",\"message\":\"Full.\"}}"));
                NuriClient nuri = NuriClient.at(server.address())) {
            List<Job.State> states = new ArrayList<>();
            Job queued = new Job("j", Job.State.QUEUED, null, 0, 0, 0, null, null, null);
            assertThatThrownBy(() -> nuri.await(queued, job -> states.add(job.state())))
                    .isInstanceOf(NuriClientException.class)
                    .hasMessage("Full.");
            assertThat(states).containsExactly(Job.State.RUNNING, Job.State.FAILED);
        }
    }

    @Test
    void aServerThatIsNotThereOrIsNoNuriIsTold() throws IOException {
        int port;
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.json(200, "<html>"));
                NuriClient nuri = NuriClient.at(server.address())) {
            port = Integer.parseInt(server.address().substring(server.address().lastIndexOf(':') + 1));
            assertThatThrownBy(nuri::collections)
                    .isInstanceOf(NuriClientException.class)
                    .hasMessageContaining("something else than Nuri");
        }
        try (NuriClient nuri =
                NuriClient.builder("http://127.0.0.1:" + port).retries(1).build()) {
            NuriClientException e = catchThrowableOfType(NuriClientException.class, nuri::collections);
            assertThat(e.code()).isEqualTo(NuriClientException.UNREACHABLE);
        }
        assertThatThrownBy(() -> NuriClient.at("localhost:8080")).hasMessageContaining("got 'localhost:8080'");
        assertThatThrownBy(() -> NuriClient.builder("http://localhost").retries(11))
                .hasMessageContaining("got 11");
    }
}
