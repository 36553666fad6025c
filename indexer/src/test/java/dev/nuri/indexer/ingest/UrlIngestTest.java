package dev.nuri.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceDocument;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UrlIngestTest {

    @TempDir
    Path folder;

    private IngestFixture fixture;
    private HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile int status = 200;
    private volatile String body = "one fish";

    @BeforeEach
    void open() throws IOException {
        fixture = new IngestFixture(folder);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/page", exchange -> answer(exchange, status, body));
        server.createContext("/hop", this::hop);
        server.createContext("/file", exchange -> redirect(exchange, "file:///etc/passwd"));
        server.createContext("/large", exchange -> answer(exchange, 200, "x".repeat(200_000)));
        server.createContext("/slow", UrlIngestTest::stall);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        threads.shutdownNow();
        fixture.close();
    }

    @Test
    void pageIsFetchedKeptAndFollowed() throws IOException {
        String url = url("/page/my%20page!?q=1");
        assertThat(fixture.ingest(url + "#part").added()).isEqualTo(1);
        SourceDocument document = fixture.documents().get(url.replace("!", "%21"));
        assertThat(document.title()).isEqualTo("my page!");
        assertThat(fixture.extractor.read).containsExactly("my page!.html");
        try (InputStream original = fixture.ingestor.original(document)) {
            assertThat(new String(original.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("one fish");
        }

        assertThat(fixture.ingest(url).unchanged()).isEqualTo(1);
        body = "two fish";
        assertThat(fixture.ingest(url).changed()).isEqualTo(1);
        assertThat(fixture.found("two")).hasSize(1);

        status = 503;
        IngestReport unreachable = fixture.ingest(url);
        assertThat(unreachable.failures()).extracting(IngestFailure::stage).containsExactly("fetch");
        assertThat(unreachable.unchanged()).isEqualTo(1);
        assertThat(fixture.found("two")).hasSize(1);

        status = 410;
        assertThat(fixture.ingest(url).deleted()).isEqualTo(1);
        assertThat(fixture.found("two")).isEmpty();

        status = 200;
        assertThat(fixture.ingest(url).added()).isEqualTo(1);
    }

    @Test
    void redirectsAreLimited() {
        assertThat(fixture.ingest(url("/hop/5")).added()).isEqualTo(1);
        assertFetchFails("/hop/6", "5 times");
        assertFetchFails("/file", "not an http or https URL");
    }

    @Test
    void sizeAndTimeAreLimited() {
        assertFetchFails("/large", "100000 bytes");
        assertFetchFails("/slow", "longer than the limit");
    }

    @Test
    void nobodyThereIsAFailure() {
        String url = url("/page");
        server.stop(0);
        assertThat(fixture.ingest(url).failures())
                .extracting(IngestFailure::path, IngestFailure::stage)
                .containsExactly(tuple(url, "fetch"));
    }

    @Test
    void badAddressesAreRefused() {
        assertThatThrownBy(() -> fixture.ingest("http://")).isInstanceOf(NuriException.class);
        assertThatThrownBy(() -> fixture.ingest("http://a b/")).isInstanceOf(NuriException.class);
        assertThatThrownBy(() -> fixture.ingest("http://me:secret@localhost/"))
                .isInstanceOf(NuriException.class)
                .hasMessageNotContaining("secret");
    }

    private void assertFetchFails(String path, String reason) {
        IngestReport report = fixture.ingest(url(path));
        assertThat(report.failed()).isEqualTo(1);
        assertThat(report.failures().getFirst().stage()).isEqualTo("fetch");
        assertThat(report.failures().getFirst().reason()).contains(reason);
    }

    private String url(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    private void hop(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        int left = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)) - 1;
        redirect(exchange, left == 0 ? "/page" : "/hop/" + left);
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().add("Location", to);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void stall(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write('x');
        exchange.getResponseBody().flush();
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            exchange.close();
        }
    }
}
