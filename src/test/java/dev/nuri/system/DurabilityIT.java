package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upload that was accepted is there after the process was killed, and there once. */
class DurabilityIT {

    private static final int CYCLES = 4;

    @TempDir
    Path temp;

    @Test
    void acceptedUploadsSurviveKills() throws Exception {
        long seed = Long.getLong("tests.seed", System.nanoTime());
        System.out.println("tests.seed=" + seed);
        Random random = new Random(seed);
        Path data = temp.resolve("data");
        List<String> accepted = new ArrayList<>();
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            NuriServer server = NuriServer.start(data);
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
        try (NuriServer server = NuriServer.start(data)) {
            awaitIdle(server.api());
            for (String word : accepted) {
                JsonNode hits = server.api().search(word, 10).path("hits");
                assertThat(hits.findValuesAsText("text"))
                        .as(word)
                        .filteredOn(text -> text.contains(word))
                        .hasSize(1);
            }
        }
    }

    private static void awaitIdle(Api api) throws Exception {
        for (JsonNode job : Api.ok(api.get("/api/ingest")).path("jobs")) {
            api.awaitJob(job.path("jobId").asText());
        }
    }
}
