package dev.nuri.web.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.Hits;
import dev.nuri.retriever.SearchRequest;
import dev.nuri.web.config.Settings;
import dev.nuri.web.config.SettingsSources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine with an embedder on a server that comes and goes. */
@Timeout(120)
class RemoteEngineTest {

    private static final String ANSWER = "{\"data\": [{\"index\": 0, \"embedding\": [3, 4]}]}";

    @TempDir
    Path temp;

    private HttpServer server;

    @AfterEach
    void close() {
        if (server != null) {
            server.stop(0);
        }
    }

    private void serve(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/v1/embeddings", RemoteEngineTest::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private Settings settings() {
        return SettingsSources.read(Map.of(
                "nuri.data-dir",
                temp.resolve("data").toString(),
                "nuri.embedder",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
                "nuri.embedder.model",
                "m"));
    }

    private static Hits search(NuriEngine engine, String query) {
        return engine.retriever()
                .search(new SearchRequest(
                        Viewer.OPERATOR, query, null, null, Map.of(), 10, null, true, SearchRequest.Legs.HYBRID));
    }

    private void indexOneFile(NuriEngine engine) throws IOException {
        Path file = Files.writeString(temp.resolve("river.txt"), "The river flows through the old town.");
        engine.ingestor()
                .ingest(
                        new IngestRequest(List.of(file.toString()), null, AccessRule.UNSAID),
                        progress -> {},
                        () -> false);
    }

    @Test
    void aServerThatGoesCostsTheDenseLeg() throws IOException {
        serve(0);
        try (NuriEngine engine = NuriEngine.open(settings())) {
            indexOneFile(engine);
            assertThat(search(engine, "river").explanation().denseDecision()).startsWith("Run with m/2-");
            server.stop(0);
            Hits without = search(engine, "town river");
            assertThat(without.hits()).hasSize(1);
            assertThat(without.explanation().denseDecision())
                    .startsWith("Failed: The embedder http://127.0.0.1:")
                    .contains("does not answer");
        }
        assertThatThrownBy(() -> NuriEngine.reindex(settings(), progress -> {}))
                .isInstanceOf(NuriException.class)
                .hasMessageContaining("does not answer");
        try (NuriEngine engine = NuriEngine.open(settings())) {
            assertThat(engine.notice().get()).isEmpty();
            assertThat(search(engine, "river").hits()).hasSize(1);
            serve(server.getAddress().getPort());
        }
        try (NuriEngine engine = NuriEngine.open(settings())) {
            assertThat(search(engine, "river").explanation().denseDecision()).startsWith("Run with m/2-");
        }
    }

    @Test
    void startsWithoutAServerThatWasNeverAsked() throws IOException {
        serve(0);
        server.stop(0);
        try (NuriEngine engine = NuriEngine.open(settings())) {
            assertThat(engine.embedderState().get()).isEqualTo("failed");
            assertThat(search(engine, "river").hits()).isEmpty();
            assertThatThrownBy(() -> engine.reindexer().reindex(progress -> {}, () -> false))
                    .isInstanceOfSatisfying(
                            NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
        }
    }
}
