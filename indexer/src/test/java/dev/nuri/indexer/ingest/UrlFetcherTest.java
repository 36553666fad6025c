package dev.nuri.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.IpRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fetching from a real server at 127.0.0.1, which stands for the public internet here, while the rest of 127.0.0.0/8
 * stands for what is inside.
 */
class UrlFetcherTest {

    private static final IndexerConfig.Fetch RULES =
            new IndexerConfig.Fetch(List.of(IpRange.of("127.0.0.1")), true, "Nuri test");
    private static final int MAX_BYTES = 100_000;

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private HttpServer inside;
    private volatile String robots = "";
    private volatile int robotsStatus = 404;

    @BeforeEach
    void open() throws IOException {
        server = serve("127.0.0.1", 0);
        inside = serve("127.0.0.2", server.getAddress().getPort());
        server.createContext("/robots.txt", exchange -> answer(exchange, robotsStatus, "text/plain", bytes(robots)));
        server.createContext("/page", exchange -> answer(exchange, 200, "text/html", bytes("one fish")));
        inside.createContext("/", exchange -> answer(exchange, 200, "text/html", bytes("a secret")));
    }

    @AfterEach
    void close() {
        server.stop(0);
        inside.stop(0);
        threads.shutdownNow();
    }

    @Test
    void namesItselfAndSendsNothingElseOfUs() throws Exception {
        CopyOnWriteArrayList<String> headers = new CopyOnWriteArrayList<>();
        server.createContext("/headers", exchange -> {
            exchange.getRequestHeaders().forEach((name, value) -> headers.add(name + ": " + value));
            answer(exchange, 200, "text/plain", bytes("x"));
        });
        assertThat(fetch(url("/headers"))).isEqualTo("x");
        assertThat(headers).contains("User-agent: [Nuri test]");
        assertThat(headers).noneMatch(h -> h.startsWith("Cookie") || h.startsWith("Authorization"));
    }

    @Test
    void aNameThatMeansAnotherMachineTheNextTimeGainsNothing() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CheckedNames.Lookup rebinding = host -> address(asked.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2");
        try (UrlFetcher fetcher = fetcher(withoutRobots(), rebinding)) {
            assertThat(fetch(fetcher, named("/page"))).isEqualTo("one fish");
            assertThat(asked)
                    .as("looked up once, and connected to what was checked")
                    .hasValue(1);
        }
        try (UrlFetcher fetcher = fetcher(withoutRobots(), rebinding)) {
            assertThatThrownBy(() -> fetch(fetcher, named("/page")))
                    .hasMessageContaining("127.0.0.2")
                    .hasMessageContaining("this machine");
        }
        assertThat(requests).noneMatch(r -> r.startsWith("127.0.0.2"));
    }

    @Test
    void everyAnswerOfTheNameServerCounts() {
        CheckedNames.Lookup mixed = host -> new InetAddress[] {address("127.0.0.1")[0], address("127.0.0.2")[0]};
        try (UrlFetcher fetcher = fetcher(RULES, mixed)) {
            assertThatThrownBy(() -> fetch(fetcher, named("/page"))).hasMessageContaining("127.0.0.2");
        }
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.2:PORT/",
                "//127.0.0.2:PORT/",
                "http://2130706434:PORT/",
                "http://[::ffff:127.0.0.2]:PORT/",
                "http://inside.example:PORT/",
                "http://127.0.0.1@127.0.0.2:PORT/",
                "file:///etc/passwd",
                "ftp://127.0.0.1/",
                "jar:http://127.0.0.1/a.jar!/",
                "http://127.0.0.1:22/",
                "http://a b/",
                "http:///page"
            })
    void everyHopIsChecked(String location) {
        String to =
                location.replace("PORT", Integer.toString(server.getAddress().getPort()));
        server.createContext("/away", exchange -> redirect(exchange, to));
        server.createContext("/twice", exchange -> redirect(exchange, "/away"));
        CheckedNames.Lookup names =
                host -> host.equals("inside.example") ? address("127.0.0.2") : InetAddress.getAllByName(host);
        try (UrlFetcher fetcher = fetcher(RULES, names)) {
            assertThatThrownBy(() -> fetch(fetcher, url("/away"))).isInstanceOf(UrlFetcher.FetchFailure.class);
            assertThatThrownBy(() -> fetch(fetcher, url("/twice"))).isInstanceOf(UrlFetcher.FetchFailure.class);
        }
        assertThat(requests).noneMatch(r -> r.startsWith("127.0.0.2"));
    }

    @Test
    void redirectsThatGoInCirclesEnd() {
        server.createContext("/circle", exchange -> redirect(exchange, "/circle"));
        assertThatThrownBy(() -> fetch(url("/circle"))).hasMessage("It redirects more than 5 times.");
        assertThat(requests).filteredOn(r -> r.endsWith("/circle")).hasSize(6);
    }

    @Test
    void bodiesAreCutOffWhateverTheyPromise() {
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[8192];
            while (true) {
                exchange.getResponseBody().write(block);
            }
        });
        assertThatThrownBy(() -> fetch(url("/endless"))).hasMessageContaining("limit of 100000 bytes");
    }

    @Test
    void slowDripsEndWithTheirTime() {
        server.createContext("/drip", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 600; i++) {
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
                pause();
            }
        });
        server.createContext("/silent", exchange -> {
            for (int i = 0; i < 600; i++) {
                pause();
            }
        });
        assertThatThrownBy(() -> fetch(url("/drip"))).hasMessageContaining("longer than the limit");
        assertThatThrownBy(() -> fetch(url("/silent"))).hasMessageContaining("longer than the limit");
    }

    @Test
    void compressedBodiesAreKeptAsTheyCome() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[50 << 20]);
        }
        server.createContext("/bomb", exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            answer(exchange, 200, "text/plain", packed.toByteArray());
        });
        Path into = folder.resolve("bomb");
        try (UrlFetcher fetcher = fetcher(RULES, InetAddress::getAllByName)) {
            fetcher.fetch(URI.create(url("/bomb")), into);
        }
        assertThat(Files.size(into)).isEqualTo(packed.size());
    }

    @Test
    void filmsAreNotFetched() {
        server.createContext("/film", exchange -> answer(exchange, 200, "video/mp4", new byte[10]));
        assertThatThrownBy(() -> fetch(url("/film"))).hasMessage("It is video/mp4, which holds no text.");
    }

    @Test
    void headersWithoutEndAreRefused() {
        server.createContext("/headers", exchange -> {
            for (int i = 0; i < 5_000; i++) {
                exchange.getResponseHeaders().add("X-" + i, "y".repeat(100));
            }
            answer(exchange, 200, "text/plain", bytes("x"));
        });
        assertThatThrownBy(() -> fetch(url("/headers"))).hasMessageStartingWith("The server cannot be reached");
    }

    @Test
    void robotsAreHonoured() throws Exception {
        robotsStatus = 200;
        robots = "User-agent: *\nDisallow: /\n\nUser-agent: nuri\nDisallow: /private\nAllow: /private/open\n";
        server.createContext("/private", exchange -> answer(exchange, 200, "text/plain", bytes("seen")));
        server.createContext("/to-private", exchange -> redirect(exchange, "/private/x"));
        assertThat(fetch(url("/page"))).isEqualTo("one fish");
        assertThat(fetch(url("/private/open"))).isEqualTo("seen");
        assertThatThrownBy(() -> fetch(url("/private/x"))).hasMessageContaining("robots.txt does not allow");
        assertThatThrownBy(() -> fetch(url("/to-private"))).hasMessageContaining("robots.txt does not allow");
        assertThat(requests).noneMatch(r -> r.endsWith("/private/x"));
        try (UrlFetcher rude = fetcher(withoutRobots(), InetAddress::getAllByName)) {
            assertThat(fetch(rude, url("/private/x"))).isEqualTo("seen");
        }
    }

    @Test
    void aSiteWhoseRobotsCannotBeHadIsLeftAlone() throws Exception {
        robotsStatus = 503;
        assertThatThrownBy(() -> fetch(url("/page"))).hasMessageContaining("robots.txt answers with status 503");
        robotsStatus = 404;
        assertThat(fetch(url("/page"))).isEqualTo("one fish");
    }

    @Test
    void requestsKeepTheirDistance() throws Exception {
        robotsStatus = 200;
        robots = "User-agent: nuri\nCrawl-delay: 1\n";
        Robots site = new Robots((at, body) -> {
            WebClient.Answer answer = new WebClient.Answer(200, "text/plain", "");
            try {
                body.receive(answer, new java.io.ByteArrayInputStream(bytes(robots)));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return answer;
        });
        URI page = URI.create("http://public.example/a");
        assertThat(site.pauseBefore(page)).isZero();
        assertThat(site.pauseBefore(page)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(site.pauseBefore(page)).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(2));
        assertThat(site.pauseBefore(URI.create("http://other.example/a"))).isZero();
    }

    @Test
    void unknownHostsAreNamed() {
        CheckedNames.Lookup none = host -> {
            throw new UnknownHostException(host);
        };
        try (UrlFetcher fetcher = fetcher(RULES, none)) {
            assertThatThrownBy(() -> fetch(fetcher, named("/page")))
                    .hasMessage("No address is known of the host public.example.");
        }
    }

    private String fetch(String url) throws Exception {
        try (UrlFetcher fetcher = fetcher(RULES, InetAddress::getAllByName)) {
            return fetch(fetcher, url);
        }
    }

    private String fetch(UrlFetcher fetcher, String url) throws Exception {
        Path into = folder.resolve("fetched");
        fetcher.fetch(URI.create(url), into);
        return Files.readString(into);
    }

    private static UrlFetcher fetcher(IndexerConfig.Fetch rules, CheckedNames.Lookup lookup) {
        return new UrlFetcher(rules, MAX_BYTES, Duration.ofSeconds(2), lookup);
    }

    private static IndexerConfig.Fetch withoutRobots() {
        return new IndexerConfig.Fetch(RULES.privateAddresses(), false, RULES.userAgent());
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private String named(String path) {
        return "http://public.example:" + server.getAddress().getPort() + path;
    }

    private HttpServer serve(String address, int port) throws IOException {
        HttpServer made = HttpServer.create(new InetSocketAddress(address(address)[0], port), 0);
        made.setExecutor(threads);
        made.start();
        return made;
    }

    private static InetAddress[] address(String literal) {
        return new InetAddress[] {InetAddress.ofLiteral(literal)};
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException("the test is over", e);
        }
    }

    private void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().add("Location", to);
        answer(exchange, 302, "text/html", bytes("moved"));
    }

    private void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        requests.add(exchange.getLocalAddress().getAddress().getHostAddress() + " " + exchange.getRequestURI());
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
