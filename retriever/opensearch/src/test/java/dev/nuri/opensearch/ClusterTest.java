package dev.nuri.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of a cluster's failures. */
class ClusterTest {

    @ParameterizedTest
    @CsvSource({
        "500, node_disconnected_exception, NOT_READY",
        "500, node_not_connected_exception, NOT_READY",
        "503, no_shard_available_action_exception, NOT_READY",
        "429, circuit_breaking_exception, BUSY",
        "401, security_exception, REFUSED",
        "403, cluster_block_exception, DISK_FULL",
        "400, parsing_exception, INTERNAL",
        "500, null_pointer_exception, INTERNAL",
    })
    void failuresAreToldByWhatTheNodeSays(int status, String type, ErrorCode code) throws Exception {
        String said = String.format(Locale.ROOT, """
                {"error":{"root_cause":[{"type":"%s","reason":"because of %s"}],
                "type":"search_phase_execution_exception","reason":"all shards failed"},"status":%d}""", type, type, status);
        assertThat(failure(status, said)).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.getMessage()).contains("because of " + type).endsWith(".");
        });
    }

    @Test
    void aPageOfAProxyIsToldByItsStatus() throws Exception {
        assertThat(failure(500, "<html>\n{no JSON")).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
            assertThat(failure.getMessage()).contains("500");
        });
        assertThat(failure(502, "").code()).isEqualTo(ErrorCode.NOT_READY);
    }

    private static NuriException failure(int status, String body) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (Cluster cluster = new Cluster(OpenSearchConfig.of(url, "failures"))) {
            return catchThrowableOfType(NuriException.class, () -> cluster.call("GET", "/_search", null));
        } finally {
            server.stop(0);
        }
    }
}
