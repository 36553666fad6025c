package dev.nuri.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderContract;
import dev.nuri.student.StudentProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled student behind a server that answers out of order, and in base64 every second time. */
class RemoteStudentTest extends EmbedderContract {

    @TempDir
    static Path cache;

    private static Embedder student;
    private static ScriptedServer server;
    private static Embedder embedder;

    @BeforeAll
    static void open() {
        student = new StudentProvider().open(cache);
        server = new ScriptedServer(RemoteStudentTest::answer);
        embedder = RemoteEmbedderProvider.of(
                        new RemoteEmbedderSettings(server.address("student", "k-1"), "", "", Set.of()), cache)
                .open(cache);
    }

    @AfterAll
    static void close() {
        embedder.close();
        server.close();
        student.close();
    }

    private static void answer(HttpExchange exchange, JsonNode body) throws IOException {
        List<String> texts = new ArrayList<>();
        body.path("input").forEach(text -> texts.add(text.asText()));
        float[][] vectors = student.embed(texts, Embedder.Role.PASSAGE);
        boolean base64 = server.requests().size() % 2 == 0;
        List<JsonNode> entries = new ArrayList<>();
        for (int i = 0; i < vectors.length; i++) {
            ObjectNode entry = ScriptedServer.JSON.createObjectNode().put("index", i);
            entry.set("embedding", base64 ? encoded(vectors[i]) : ScriptedServer.JSON.valueToTree(vectors[i]));
            entries.add(entry);
        }
        Collections.reverse(entries);
        ArrayNode data = ScriptedServer.JSON.createArrayNode().addAll(entries);
        ScriptedServer.send(
                exchange,
                200,
                ScriptedServer.JSON
                        .createObjectNode()
                        .<ObjectNode>set("data", data)
                        .toString());
    }

    private static JsonNode encoded(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float x : vector) {
            bytes.putFloat(x);
        }
        return ScriptedServer.JSON.getNodeFactory().textNode(Base64.getEncoder().encodeToString(bytes.array()));
    }

    @Override
    protected Embedder embedder() {
        return embedder;
    }

    @Test
    void givesWhatTheModelGives() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 3 * RemoteEmbedder.BATCH + 1; i++) {
            texts.add("River number " + i + " 강");
        }
        float[][] direct = student.embed(texts, Embedder.Role.PASSAGE);
        float[][] remote = embedder.embed(texts, Embedder.Role.PASSAGE);
        for (int i = 0; i < direct.length; i++) {
            assertThat(dot(direct[i], remote[i])).isGreaterThan(0.99999);
        }
        assertThat(server.requests()).allSatisfy(request -> {
            assertThat(request.path()).isEqualTo("/v1/embeddings");
            assertThat(request.authorization()).isEqualTo("Bearer k-1");
            assertThat(request.body().path("model").asText()).isEqualTo("student");
            assertThat(request.body().path("input").size()).isBetween(1, RemoteEmbedder.BATCH);
        });
    }
}
