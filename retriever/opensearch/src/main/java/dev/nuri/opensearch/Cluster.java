package dev.nuri.opensearch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.OpenSearchGenericClient;
import org.opensearch.client.opensearch.generic.Request;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;
import org.opensearch.client.transport.httpclient5.ResponseException;

/**
 * Requests to a cluster, JSON in and out. The client underneath asks the next node when one does not answer. Thread-safe.
 *
 * <p>Failures are {@link NuriException}s in one sentence: NOT_READY when no node answers, BUSY when the cluster has too much
 * to do, DISK_FULL when it takes no more writes, REFUSED when it does not let Nuri in or is not
 * trusted, INTERNAL otherwise.
 */
final class Cluster implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final int CONNECT_SECONDS = 5;
    private static final int RESPONSE_SECONDS = 60;
    /** As many searches at once as may wait for one; each waits for one request at a time. */
    private static final int CONNECTIONS_TO_A_NODE = 64;

    /** Types of what one node says of another that it no longer reaches. */
    private static final Set<String> LOST_NODE = Set.of(
            "connect_transport_exception",
            "node_closed_exception",
            "node_disconnected_exception",
            "node_not_connected_exception",
            "receive_timeout_transport_exception",
            "send_request_transport_exception");

    private static final int MAX_REASON_CHARS = 300;

    private final OpenSearchConfig config;
    private final OpenSearchTransport transport;
    private final OpenSearchGenericClient client;

    Cluster(OpenSearchConfig config) {
        this.config = config;
        HttpHost[] hosts = config.urls().stream().map(Cluster::host).toArray(HttpHost[]::new);
        this.transport = ApacheHttpClient5TransportBuilder.builder(hosts)
                .setHttpClientConfigCallback(http -> {
                    // To compress answers takes nodes longer than to send them to where a server stands beside its
                    // cluster.
                    http.disableContentCompression();
                    http.setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                            .setTlsStrategy(Trust.strategy(config.tls()))
                            // For the handshake too, with a node that takes connections and says nothing.
                            .setDefaultConnectionConfig(ConnectionConfig.custom()
                                    .setConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                                    .build())
                            .setMaxConnPerRoute(CONNECTIONS_TO_A_NODE)
                            .setMaxConnTotal(CONNECTIONS_TO_A_NODE * hosts.length)
                            .build());
                    if (config.user() == null) {
                        return http;
                    }
                    BasicCredentialsProvider credentials = new BasicCredentialsProvider();
                    char[] password = config.password() == null
                            ? new char[0]
                            : config.password().toCharArray();
                    for (HttpHost host : hosts) {
                        credentials.setCredentials(
                                new AuthScope(host), new UsernamePasswordCredentials(config.user(), password));
                    }
                    return http.setDefaultCredentialsProvider(credentials);
                })
                .setRequestConfigCallback(request -> request.setResponseTimeout(RESPONSE_SECONDS, TimeUnit.SECONDS))
                .build();
        this.client = new OpenSearchGenericClient(transport);
    }

    private static HttpHost host(URI url) {
        if (url.getHost() == null || url.getScheme() == null || !url.getScheme().matches("https?")) {
            throw NuriException.invalid(
                    "An address of OpenSearch is http://HOST:PORT or https://HOST:PORT, got '" + url + "'.");
        }
        return new HttpHost(url.getScheme(), url.getHost(), url.getPort());
    }

    /**
     * What a node answered.
     *
     * @param status of HTTP
     * @param body JSON; empty when there is none
     */
    record Reply(int status, JsonNode body) {

        boolean isFailure() {
            return status >= 400;
        }

        /** Whether a node could not ask another, which is gone: its status is that of a mistake, 500. */
        boolean isOfALostNode() {
            return LOST_NODE.contains(errorType());
        }

        /** Type of the error, or empty. */
        String errorType() {
            JsonNode error = body.path("error");
            JsonNode root = error.path("root_cause").path(0).path("type");
            return root.isMissingNode() ? error.path("type").asText("") : root.asText();
        }

        /** What the node says of it. */
        String reason() {
            JsonNode error = body.path("error");
            JsonNode root = error.path("root_cause").path(0).path("reason");
            String text = error.isTextual()
                    ? error.asText()
                    : root.isMissingNode() ? error.path("reason").asText("status " + status) : root.asText();
            return text.length() <= MAX_REASON_CHARS ? text : text.substring(0, MAX_REASON_CHARS);
        }
    }

    /** Sends a request; an answer of any status. */
    Reply send(String method, String path, Map<String, String> query, byte[] body, String type) {
        Request request = Requests.create(method, path, List.of(), query, body == null ? null : Body.from(body, type));
        try (Response response = client.execute(request)) {
            Optional<Body> answer = response.getBody();
            byte[] bytes = answer.isPresent() ? answer.get().bodyAsBytes() : new byte[0];
            return new Reply(response.getStatus(), parsed(bytes));
        } catch (IOException e) {
            Reply reply = answered(e);
            if (reply == null) {
                throw unreachable(e);
            }
            return reply;
        }
    }

    /** The client makes exceptions of some answers, such as 401 and 500; null for none. */
    private static Reply answered(Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof ResponseException answered) {
                return new Reply(answered.status(), said(answered));
            }
        }
        return null;
    }

    /** What a node said, which such an exception gives in its message only, below a line of its own. */
    private static JsonNode said(ResponseException answered) {
        String message = answered.getMessage();
        try {
            return parsed(message.substring(message.indexOf('\n') + 1).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The status tells without.
            return JSON.createObjectNode();
        }
    }

    private NuriException notLetIn(String reason) {
        return new NuriException(
                ErrorCode.REFUSED,
                "OpenSearch at " + config.where() + " does not let Nuri in (" + reason
                        + "): check nuri.opensearch.user and the password.");
    }

    private static JsonNode parsed(byte[] bytes) throws IOException {
        try {
            return bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            // A proxy's page, say; its status tells.
            return JSON.createObjectNode();
        }
    }

    NuriException unreachable(Exception e) {
        String refusal = Trust.refusal(e);
        if (refusal != null) {
            String said = "OpenSearch at " + config.where();
            return new NuriException(
                    ErrorCode.REFUSED,
                    Trust.isByNode(refusal)
                            ? said + " does not trust Nuri (" + refusal
                                    + "): name a file with a key and a certificate that it knows in"
                                    + " nuri.opensearch.client-file."
                            : said + " is not trusted (" + refusal
                                    + "): name a file with the certificate of its authority in nuri.opensearch.ca-file,"
                                    + " and the nodes by the names in their certificates.",
                    e);
        }
        return new NuriException(
                ErrorCode.NOT_READY,
                "OpenSearch at " + config.where() + " does not answer (" + NuriException.reason(e)
                        + "): start it, or set nuri.opensearch.url.",
                e);
    }

    Reply send(String method, String path, ObjectNode body) {
        return send(method, path, Map.of(), body == null ? null : bytes(body), "application/json");
    }

    /** Sends a request that must succeed. */
    JsonNode call(String method, String path, ObjectNode body) {
        return checked(send(method, path, body));
    }

    JsonNode checked(Reply reply) {
        if (reply.isFailure()) {
            throw failure(reply);
        }
        return reply.body();
    }

    /** Sends several searches at once; the answer of each, in order. */
    List<Reply> searches(List<ObjectNode> bodies) {
        StringBuilder lines = new StringBuilder();
        bodies.forEach(body -> lines.append("{}\n").append(body).append('\n'));
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        JsonNode answer = checked(send("POST", "/_msearch", Map.of(), bytes, "application/x-ndjson"));
        List<Reply> replies = new ArrayList<>();
        answer.path("responses")
                .forEach(one -> replies.add(new Reply(one.path("status").asInt(200), one)));
        return replies;
    }

    NuriException failure(Reply reply) {
        String said = "OpenSearch at " + config.where() + " ";
        String type = reply.errorType();
        if (type.equals("cluster_block_exception")) {
            return new NuriException(
                    ErrorCode.DISK_FULL,
                    said + "takes no writes (" + reply.reason() + "): give it room, or take the block off the index.");
        }
        if (reply.isOfALostNode()) {
            return new NuriException(ErrorCode.NOT_READY, said + "lost a node: " + reply.reason() + ".");
        }
        return switch (reply.status()) {
            case 401, 403 -> notLetIn(reply.reason());
            case 429 -> new NuriException(ErrorCode.BUSY, said + "has too much to do: " + reply.reason() + ".");
            case 502, 503, 504 ->
                new NuriException(ErrorCode.NOT_READY, said + "is not ready: " + reply.reason() + ".");
            default ->
                new NuriException(
                        ErrorCode.INTERNAL, said + "failed (" + reply.status() + "): " + reply.reason() + ".");
        };
    }

    static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    OpenSearchConfig config() {
        return config;
    }

    @Override
    public void close() {
        try {
            transport.close();
        } catch (IOException e) {
            throw unreachable(e);
        }
    }
}
