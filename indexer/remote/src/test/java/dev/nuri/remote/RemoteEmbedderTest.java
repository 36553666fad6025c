package dev.nuri.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.remote.ScriptedServer.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that do what they should not. */
@Timeout(60)
class RemoteEmbedderTest {

    private static final Script HONEST = (exchange, body) -> ScriptedServer.send(
            exchange,
            200,
            "{\"data\": ["
                    + Collections.nCopies(body.path("input").size(), "{\"embedding\": [3, 4]}").stream()
                            .collect(Collectors.joining(","))
                    + "]}");

    @TempDir
    Path cache;

    private final ScriptedServer server = new ScriptedServer(HONEST);
    private Duration wait = Duration.ofSeconds(20);
    private Embedder embedder;

    @AfterEach
    void close() {
        if (embedder != null) {
            embedder.close();
        }
        server.close();
    }

    private RemoteEmbedderProvider provider() {
        return provider(server.address("m", "secret-key"));
    }

    private RemoteEmbedderProvider provider(ServerAddress address) {
        Duration answer = Duration.ofSeconds(20);
        return RemoteEmbedderProvider.of(
                new RemoteEmbedderSettings(address, "query: ", "passage: ", Set.of("en")),
                cache,
                new RemoteEmbedder.Pace(
                        Lane.hurried(wait, 2), Lane.patient(answer, wait, 2), Lane.patient(answer, wait, 1)));
    }

    private Embedder open() {
        if (embedder == null) {
            embedder = provider().open(cache);
        }
        return embedder;
    }

    private float[][] passages(String... texts) {
        return open().embed(List.of(texts), Embedder.Role.PASSAGE);
    }

    private float[][] query(String text) {
        return open().embed(List.of(text), Embedder.Role.QUERY);
    }

    private void refused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(NuriException.class)
                .hasMessageContainingAll(parts)
                .message()
                .startsWith("The embedder http://127.0.0.1:" + server.port() + "/v1 (m) ")
                .endsWith(".")
                .doesNotContain("\n", "..", "secret-key");
    }

    /** Does the first for so many requests, then what it should. */
    private Script first(int times, Script wrong) {
        AtomicInteger asked = new AtomicInteger();
        return (exchange, body) -> (asked.getAndIncrement() < times ? wrong : HONEST).answer(exchange, body);
    }

    @Test
    void learnsItsDimensionAndPutsPrefixesBefore() {
        assertThat(open().id()).startsWith("m/2-");
        assertThat(query("river")[0]).containsExactly(0.6f, 0.8f);
        passages("river");
        assertThat(server.requests().get(1).body().path("input").get(0).asText())
                .isEqualTo("query: river");
        assertThat(server.requests().get(2).body().path("input").get(0).asText())
                .isEqualTo("passage: river");
        assertThat(open().supports("en-GB")).isTrue();
        assertThat(open().supports("ko")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"data\": [{\"embedding\": [1, NaN]}]}|must answer with JSON",
                "{\"data\": [{\"embedding\": [1, 1e999]}]}|zero or not a number",
                "{\"data\": [{\"embedding\": [0, 0]}]}|zero or not a number",
                "{\"data\": [{\"embedding\": [1, null]}]}|with numbers, got NULL as component 1",
                "{\"data\": [{\"embedding\": [1, 2, 3]}]}|with 2 components, got 3",
                "{\"data\": [{\"embedding\": []}]}|an embedding of numbers",
                "{\"data\": [{\"embedding\": \"AACAfwAAgD8=\"}]}|zero or not a number",
                "{\"data\": [{\"embedding\": \"AAA=\"}]}|4 bytes for each component, got 2",
                "{\"data\": [{\"embedding\": \"river!\"}]}|in base64, got other text",
                "{\"data\": [{\"index\": 1, \"embedding\": [1, 2]}]}|an index from 0 to 0, got 1",
                "{\"data\": []}|one entry of data for each of 1 texts, got 0",
                "{\"error\": {\"message\": \"no\"}}|one entry of data for each of 1 texts, got none",
                "{\"data\": [{\"embedding\": [1,|must answer with JSON, but its answer breaks off",
                "[1]|must answer with a JSON object",
                "river|must answer with JSON"
            })
    void saysWhichRuleAnAnswerBreaks(String answer, String rule) {
        open();
        server.script(ScriptedServer.always(200, answer));
        refused(() -> passages("river"), rule);
        assertThat(server.requests()).as("asked once").hasSize(2);
    }

    @Test
    void anIndexTwiceIsRefused() {
        open();
        server.script(ScriptedServer.always(
                200, "{\"data\": [{\"index\": 1, \"embedding\": [1, 2]}, {\"index\": 1, \"embedding\": [1, 2]}]}"));
        refused(() -> passages("river", "sea"), "each index once, got 1 twice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "401|{\"error\": {\"message\": \"Wrong key: secret-key\\n\"}}|refuses the key: status 401 (Wrong key: …)",
                "404|{\"error\": \"model m not found\"}|no such path or model: status 404 (model m not found)",
                "418||must answer with status 200, got status 418",
                "400|{\"message\": \"bad\"}|refuses what it is asked: status 400 (bad)"
            })
    void saysWhatAStatusMeans(int status, String answer, String told) {
        server.script(ScriptedServer.always(status, answer == null ? "" : answer));
        refused(this::provider, told);
        assertThat(server.requests()).as("asked once").hasSize(1);
    }

    @Test
    void followsNoRedirect() {
        server.script((exchange, body) -> {
            exchange.getResponseHeaders().set("Location", "http://elsewhere.example/v1");
            ScriptedServer.send(exchange, 307, "");
        });
        refused(this::provider, "redirects to http://elsewhere.example/v1");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void triesAgainWhatMayPass() {
        open();
        server.script(first(1, ScriptedServer.always(503, "")));
        assertThat(passages("river")).hasNumberOfRows(1);
        server.script(first(1, (exchange, body) -> exchange.close()));
        assertThat(passages("river")).hasNumberOfRows(1);
        server.script(first(1, (exchange, body) -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("{\"data\": [".getBytes(StandardCharsets.UTF_8));
        }));
        assertThat(query("river")).hasNumberOfRows(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent", "broken", "busy", "silent"})
    void anotherServerAnswersWhereOneFails(String fault) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Script fails =
                switch (fault) {
                    case "broken" -> (exchange, body) -> exchange.close();
                    case "busy" -> ScriptedServer.always(503, "");
                    default ->
                        (exchange, body) -> {
                            try {
                                assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        };
                };
        wait = Duration.ofSeconds(2);
        try (ScriptedServer other = new ScriptedServer(HONEST)) {
            URI first = server.address("m", null).bases().getFirst();
            embedder = provider(new ServerAddress(
                            List.of(first, other.address("m", null).bases().getFirst()), "m", null))
                    .open(cache);
            server.script(fails);
            if (fault.equals("absent")) {
                server.close();
            }
            int before = server.requests().size();
            for (int i = 0; i < 6; i++) {
                assertThat(query("river " + i)).hasNumberOfRows(1);
            }
            assertThat(other.requests().size()).isGreaterThanOrEqualTo(6);
            assertThat(server.requests().size() - before)
                    .as("rests after it failed")
                    .isLessThan(6);
        } finally {
            over.countDown();
        }
    }

    @Test
    void waitsAsLongAsItIsAsked() {
        open();
        server.script(first(1, (exchange, body) -> {
            exchange.getResponseHeaders().set("Retry-After", "1");
            ScriptedServer.send(exchange, 429, "");
        }));
        long start = System.nanoTime();
        passages("river");
        assertThat(System.nanoTime() - start).isGreaterThan(999_000_000L);
    }

    @Test
    void doesNotWaitLongerThanItHasTime() {
        open();
        server.script((exchange, body) -> {
            exchange.getResponseHeaders().set("Retry-After", "Fri, 01 Jan 2100 00:00:00 GMT");
            ScriptedServer.send(exchange, 429, "{\"detail\": \"too fast\"}");
        });
        refused(() -> query("river"), "does not answer: status 429 (too fast)");
        assertThat(server.requests()).hasSize(2);
        refused(() -> query("sea"), "does not answer");
        assertThat(server.requests()).as("rests").hasSize(2);
        refused(() -> passages("river"), "does not answer");
        assertThat(server.requests()).as("tried once").hasSize(3);
        server.script(HONEST);
        passages("river");
        assertThat(query("river")).as("found up again").hasNumberOfRows(1);
    }

    @Test
    void anEndlessAnswerEnds() {
        open();
        server.script((exchange, body) -> {
            exchange.sendResponseHeaders(200, 0);
            endless(exchange);
        });
        refused(() -> passages("river"), "must answer with at most 64 MiB");
    }

    private static void endless(HttpExchange exchange) throws IOException {
        byte[] much = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
                out.write(much);
            }
        }
    }

    @Test
    void aSilentServerCostsASearchItsTime() {
        provider();
        Semaphore silence = new Semaphore(0);
        server.script((exchange, body) -> silence.acquireUninterruptibly());
        wait = Duration.ofMillis(300);
        refused(() -> query("river"), "does not answer: it took longer than");
        silence.release(100);
    }

    @Test
    void aLaterStartDoesNotNeedTheServer() {
        String id = provider().id();
        server.close();
        wait = Duration.ofMillis(300);
        assertThat(provider().id()).isEqualTo(id);
        assertThat(open().dimension()).isEqualTo(2);
        refused(() -> query("river"), "does not answer");
        try (ScriptedServer again = new ScriptedServer(HONEST, server.port())) {
            assertThat(passages("river")).hasNumberOfRows(1);
            assertThat(again.requests()).hasSize(1);
        }
    }

    @Test
    void aFirstStartNeedsIt() {
        server.close();
        wait = Duration.ofMillis(300);
        assertThatThrownBy(this::provider).isInstanceOfSatisfying(NuriException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.NOT_READY));
    }

    @Test
    void saysWhenTheServerHasAnotherModelByNow() {
        provider();
        server.script(ScriptedServer.always(200, "{\"data\": [{\"embedding\": [1, 2, 3]}]}"));
        refused(this::open, "gave 2 components before and gives 3 now", "nuri reindex");
        assertThat(provider().dimension()).isEqualTo(3);
    }

    @Test
    void halvesWhatIsTooMuch() {
        open();
        server.script((exchange, body) -> {
            JsonNode input = body.path("input");
            boolean fits = input.size() <= 2 && input.get(0).asText().length() <= 500;
            (fits ? HONEST : ScriptedServer.always(413, "")).answer(exchange, body);
        });
        assertThat(passages("a", "b", "c", "river ".repeat(400), "e")).hasNumberOfRows(5);
    }

    @Test
    void boundsHowManyAreUnderWay() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        open();
        server.script((exchange, body) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            now.decrementAndGet();
            HONEST.answer(exchange, body);
        });
        passages(Collections.nCopies(10 * RemoteEmbedder.BATCH, "river").toArray(String[]::new));
        assertThat(most.get()).isEqualTo(2);
    }
}
