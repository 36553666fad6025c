package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An upload that was accepted is there after the process was killed, and there once; a document whose deletion was
 * answered is gone, at the next query and after every kill; a backup that was answered holds what was found before it.
 */
class DurabilityIT {

    private static final int CYCLES = 3;

    @TempDir
    Path temp;

    @Test
    void acknowledgedChangesSurviveKills() throws Exception {
        long seed = Long.getLong("tests.seed", System.nanoTime());
        System.out.println("tests.seed=" + seed);
        Random random = new Random(seed);
        Path data = temp.resolve("data");
        List<String> accepted = new ArrayList<>();
        List<String> deleted = new ArrayList<>();
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            NuriServer server = NuriServer.start(data);
            awaitIdle(server.api());
            if (!accepted.isEmpty()) {
                String gone = accepted.remove(random.nextInt(accepted.size()));
                String id =
                        hits(server.api(), gone).getFirst().path("documentId").asText();
                assertThat(server.api().delete("/api/documents/" + id).status()).isEqualTo(204);
                assertThat(hits(server.api(), gone)).isEmpty();
                deleted.add(gone);
            }
            for (int i = 0; i < 3; i++) {
                String word = "canary" + cycle + "x" + i;
                String text = "The word " + word + " stands in this upload and nowhere else in the collection.";
                Api.Reply reply = server.api().upload(word + ".txt", text.getBytes(StandardCharsets.UTF_8), "uploads");
                assertThat(reply.status()).isEqualTo(202);
                accepted.add(word);
            }
            Thread.sleep(random.nextInt(2_000));
            server.kill();
        }
        Path backup = temp.resolve("backup.zip");
        try (NuriServer server = NuriServer.start(data)) {
            awaitIdle(server.api());
            requireThere(server.api(), accepted, deleted);
            JsonNode view = Api.ok(server.api().post("/api/backup", Map.of("file", backup.toString())));
            assertThat(view.path("fileBytes").asLong()).isEqualTo(Files.size(backup));
            JsonNode check = Api.ok(server.api().post("/api/check", Map.of()));
            assertThat(check.path("ok").asBoolean()).as("%s", check).isTrue();
            assertThat(check.path("documents").asInt()).isEqualTo(accepted.size());
        }
        Path restored = temp.resolve("restored");
        Launched result = Launched.nuri(temp, restored, "restore", backup.toString(), "--json");
        assertThat(result.exit()).as("%s", result).isZero();
        assertThat(result.json().path("documents").asInt()).isEqualTo(accepted.size());
        try (NuriServer server = NuriServer.start(restored)) {
            requireThere(server.api(), accepted, deleted);
        }
    }

    private static void requireThere(Api api, List<String> accepted, List<String> deleted) throws Exception {
        for (String word : accepted) {
            assertThat(hits(api, word)).as(word).hasSize(1);
        }
        for (String word : deleted) {
            assertThat(hits(api, word)).as(word).isEmpty();
        }
    }

    private static List<JsonNode> hits(Api api, String word) throws Exception {
        List<JsonNode> hits = new ArrayList<>();
        for (JsonNode hit : api.search(word, 20).path("hits")) {
            if (hit.path("text").asText().contains(word)) {
                hits.add(hit);
            }
        }
        return hits;
    }

    private static void awaitIdle(Api api) throws Exception {
        for (JsonNode job : Api.ok(api.get("/api/ingest")).path("jobs")) {
            api.awaitJob(job.path("jobId").asText());
        }
    }
}
