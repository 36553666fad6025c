package dev.nuri.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.TestDocuments;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What keeps an index in a cluster from being opened or written to is told in one sentence. */
class StartErrorsTest {

    private static final IndexEntries ENTRIES =
            IndexEntries.of(new WhitespaceAnalyzer(), "analysis-1", "embedder-1", 4);

    @TempDir
    Path folder;

    @Test
    void nobodyAnswers() {
        refused(OpenSearchConfig.of("http://127.0.0.1:1", "nuri"), ErrorCode.NOT_READY, "does not answer");
    }

    @Test
    void anAddressIsHttp() {
        refused(OpenSearchConfig.of("ftp://127.0.0.1", "nuri"), ErrorCode.INVALID_INPUT, "http://HOST:PORT");
    }

    @Test
    void somethingElseAnswers() throws IOException {
        answering(Map.of("/", "{\"name\":\"x\"}"), 200, ErrorCode.CONFLICT, "is not OpenSearch");
    }

    @Test
    void thePasswordIsWrong() throws IOException {
        answering(Map.of("/", "Unauthorized"), 401, ErrorCode.REFUSED, "nuri.opensearch.user");
    }

    /** A node that takes the connection and never says a word. */
    @Test
    @Timeout(60)
    void httpIsNoHttps() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        try {
            refused(trusting("127.0.0.1", server.getAddress().getPort(), null), ErrorCode.NOT_READY, "does not answer");
        } finally {
            server.stop(0);
        }
    }

    /** Only when it shows the certificate that was named is it heard at all. */
    @Test
    void aCertificateIsTrustedWhenItIsNamed() throws Exception {
        KeyPair own = KeyPair.make(folder, "own");
        KeyPair other = KeyPair.make(folder, "other");
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(own.contextFor(null)));
        serve(server, Map.of("/", "{\"name\":\"x\"}"), 200);
        server.start();
        try {
            int port = server.getAddress().getPort();
            refused(trusting("127.0.0.1", port, null), ErrorCode.REFUSED, "nuri.opensearch.ca-file");
            refused(trusting("127.0.0.1", port, other.certificate()), ErrorCode.REFUSED, "is not trusted");
            refused(trusting("localhost", port, own.certificate()), ErrorCode.REFUSED, "is not trusted");
            refused(trusting("127.0.0.1", port, own.certificate()), ErrorCode.CONFLICT, "is not OpenSearch");
            refused(trusting("127.0.0.1", port, folder.resolve("none.pem")), ErrorCode.INVALID_INPUT, "none.pem");
            Path noCertificate = Files.writeString(folder.resolve("empty.pem"), "");
            refused(trusting("127.0.0.1", port, noCertificate), ErrorCode.INVALID_INPUT, "no certificate");
        } finally {
            server.stop(0);
        }
    }

    /** A cluster that lets in only those who show a certificate it knows. */
    @Test
    void aCertificateIsShownWhereItIsAskedFor() throws Exception {
        KeyPair node = KeyPair.make(folder, "node");
        KeyPair nuri = KeyPair.make(folder, "nuri");
        KeyPair stranger = KeyPair.make(folder, "stranger");
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(node.contextFor(nuri)) {
            @Override
            public void configure(HttpsParameters asked) {
                SSLParameters parameters = getSSLContext().getDefaultSSLParameters();
                parameters.setNeedClientAuth(true);
                asked.setSSLParameters(parameters);
            }
        });
        serve(server, Map.of("/", "{\"name\":\"x\"}"), 200);
        server.start();
        try {
            int port = server.getAddress().getPort();
            refused(showing(port, node, null, null), ErrorCode.REFUSED, "nuri.opensearch.client-file");
            refused(showing(port, node, stranger.store(), KeyPair.PASSWORD), ErrorCode.REFUSED, "does not trust");
            refused(showing(port, node, nuri.store(), KeyPair.PASSWORD), ErrorCode.CONFLICT, "is not OpenSearch");
            refused(showing(port, node, nuri.store(), "other"), ErrorCode.INVALID_INPUT, "client-password-file");
            refused(showing(port, node, nuri.certificate(), null), ErrorCode.INVALID_INPUT, "PKCS#12");
            refused(showing(port, node, folder.resolve("none.p12"), null), ErrorCode.INVALID_INPUT, "none.p12");
        } finally {
            server.stop(0);
        }
    }

    private static OpenSearchConfig showing(int port, KeyPair node, Path clientFile, String password) {
        return over("127.0.0.1", port, new OpenSearchConfig.Tls(node.certificate(), clientFile, password));
    }

    private static OpenSearchConfig trusting(String host, int port, Path caFile) {
        return over(host, port, new OpenSearchConfig.Tls(caFile, null, null));
    }

    private static OpenSearchConfig over(String host, int port, OpenSearchConfig.Tls tls) {
        return new OpenSearchConfig(
                List.of(URI.create("https://" + host + ":" + port)),
                "nuri",
                null,
                null,
                tls,
                OpenSearchConfig.Layout.SMALL);
    }

    /** A key with a certificate it signed itself, for 127.0.0.1. */
    private record KeyPair(Path store, Path certificate) {

        private static final String PASSWORD = "changeit";

        static KeyPair make(Path folder, String name) throws Exception {
            Path store = folder.resolve(name + ".p12");
            keytool("-genkeypair", store, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1");
            Path certificate = folder.resolve(name + ".pem");
            keytool("-exportcert", store, "-rfc", "-file", certificate.toString());
            return new KeyPair(store, certificate);
        }

        private KeyStore keys() throws Exception {
            return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        }

        /** Shows this, and trusts another; null for nobody. */
        SSLContext contextFor(KeyPair trusted) throws Exception {
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys(), PASSWORD.toCharArray());
            TrustManager[] trust = null;
            if (trusted != null) {
                KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
                known.load(null, null);
                known.setCertificateEntry("nuri", trusted.keys().getCertificate("node"));
                TrustManagerFactory factory =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init(known);
                trust = factory.getTrustManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), trust, null);
            return context;
        }

        private static void keytool(String command, Path store, String... more) throws Exception {
            List<String> line = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    command,
                    "-alias",
                    "node",
                    "-keystore",
                    store.toString(),
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD));
            line.addAll(List.of(more));
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        }
    }

    @Test
    void theServerIsTooOld() throws IOException {
        answering(
                Map.of("/", "{\"version\":{\"distribution\":\"opensearch\",\"number\":\"1.3.2\"}}"),
                200,
                ErrorCode.CONFLICT,
                "1.3.2");
    }

    @Test
    void vectorsNeedTheirPlugin() throws IOException {
        answering(
                Map.of(
                        "/",
                        "{\"version\":{\"distribution\":\"opensearch\",\"number\":\"3.6.0\"}}",
                        "/_cat/plugins",
                        "[{\"component\":\"analysis-icu\"}]"),
                200,
                ErrorCode.CONFLICT,
                "opensearch-knn");
    }

    @Test
    void anotherIndexOfThatNameIsLeftAlone() {
        OpenSearchConfig config = TestNode.config(folder);
        try (Cluster cluster = new Cluster(config)) {
            cluster.call("PUT", "/" + config.index(), null);
            refused(config, ErrorCode.CONFLICT, "is not Nuri's");
            cluster.call("DELETE", "/" + config.index(), null);
        }
    }

    @Test
    void anIndexOfAnotherFormatIsLeftAlone() {
        OpenSearchConfig config = TestNode.config(folder);
        try (PassageStore store = OpenSearchStore.open(config, ENTRIES)) {
            var document = TestDocuments.document("c", "a", "en", "one fish");
            store.replace(document, TestDocuments.lines(document), null);
            store.commit();
        }
        try (Cluster cluster = new Cluster(config)) {
            var mapping = cluster.call("GET", "/" + config.index() + "/_mapping", null)
                    .elements()
                    .next()
                    .path("mappings");
            for (int format : new int[] {IndexMapping.FORMAT - 1, IndexMapping.FORMAT + 1}) {
                var changed = Cluster.object();
                ObjectNode meta = changed.putObject("_meta");
                meta.setAll((ObjectNode) mapping.path("_meta"));
                meta.put("format", format);
                cluster.call("PUT", "/" + config.index() + "/_mapping", changed);
                refused(
                        config,
                        ErrorCode.CONFLICT,
                        "was made by " + (format < IndexMapping.FORMAT ? "an older" : "a newer") + " version of Nuri");
            }
        }
    }

    @Test
    void anIndexThatTakesNoWritesSaysSoAndGoesOnAfterwards() {
        OpenSearchConfig config = TestNode.config(folder);
        try (PassageStore store = OpenSearchStore.open(config, ENTRIES);
                Cluster cluster = new Cluster(config)) {
            block(cluster, true);
            var document = TestDocuments.document("c", "a", "en", "one fish");
            store.replace(document, TestDocuments.lines(document), null);
            assertThatThrownBy(store::sync)
                    .isInstanceOfSatisfying(
                            NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL))
                    .hasMessageContaining("takes no writes");
            block(cluster, false);
            store.replace(document, TestDocuments.lines(document), null);
            store.publish();
            try (var now = store.snapshot(Viewer.OPERATOR)) {
                assertThat(now.document(document.id())).isPresent();
            }
        }
    }

    private static void block(Cluster cluster, boolean on) {
        var settings = Cluster.object();
        settings.put("index.blocks.write", on);
        cluster.call("PUT", "/" + cluster.config().index() + "/_settings", settings);
    }

    private static void answering(Map<String, String> answers, int status, ErrorCode code, String part)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve(server, answers, status);
        server.start();
        try {
            refused(
                    OpenSearchConfig.of(
                            "http://127.0.0.1:" + server.getAddress().getPort(), "nuri"),
                    code,
                    part);
        } finally {
            server.stop(0);
        }
    }

    private static void serve(HttpServer server, Map<String, String> answers, int status) {
        server.createContext("/", exchange -> {
            String answer = answers.get(exchange.getRequestURI().getPath());
            byte[] body = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer == null ? 404 : status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static void refused(OpenSearchConfig config, ErrorCode code, String part) {
        assertThatThrownBy(() -> OpenSearchStore.open(config, ENTRIES))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(part)
                .hasMessageEndingWith(".")
                .hasMessageNotContaining("\n");
    }
}
