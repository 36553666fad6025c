package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.opensearch.OpenSearchCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three packaged servers with one index in a real OpenSearch node, told to index the same folder, which holds many files
 * and a large dump; one of them is killed.
 */
class SeveralNurisIT {

    private static final int FILES = 500;
    /** Lines of a dump that is large enough to be read in parts. */
    private static final int LINES = 600;

    private static final String FILLER = "x".repeat(16_000);

    @TempDir
    Path temp;

    @Test
    void shareTheWorkAndFinishThatOfOneThatDies() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("docs"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(folder.resolve("n" + i + ".txt"), text(i));
        }
        Files.write(
                folder.resolve("dump.jsonl"),
                IntStream.range(FILES, FILES + LINES)
                        .mapToObj(i -> "{\"id\": \"n" + i + "\", \"more\": \"" + FILLER + "\", \"text\": \""
                                + text(i).replace("\n", "\\n") + "\"}")
                        .toList());
        try (OpenSearchCluster cluster = OpenSearchCluster.start(temp.resolve("cluster"), 1);
                NuriServer one = start("one", cluster);
                NuriServer two = start("two", cluster);
                NuriServer three = start("three", cluster)) {
            List<NuriServer> all = List.of(one, two, three);
            Map<NuriServer, String> jobs = new HashMap<>();
            long begin = System.nanoTime();
            for (NuriServer each : all) {
                jobs.put(each, each.api().beginIngest(folder.toString(), "default"));
            }
            awaitDone(three.api(), jobs.get(three), 40);
            three.kill();
            List<Integer> added = new ArrayList<>();
            for (NuriServer left : List.of(one, two)) {
                JsonNode job = left.api().awaitJob(jobs.get(left));
                assertThat(job.path("state").asText()).as("%s", job).isEqualTo("done");
                JsonNode documents = job.path("report").path("documents");
                assertThat(documents.path("failed").asInt()).as("%s", job).isZero();
                added.add(documents.path("added").asInt());
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            assertThat(added).as("documents each added").allSatisfy(count -> assertThat(count)
                    .isPositive());
            assertThat(added.stream().mapToInt(count -> count).sum()).isLessThan(FILES + LINES);
            for (NuriServer left : List.of(one, two)) {
                requireAll(left.api());
            }
            System.out.printf(
                    Locale.ROOT,
                    "SeveralNurisIT: %d files and a dump of %d lines in 3 parts, indexed by three, one killed, in %.0f s:"
                            + " %s by those left, all there once%n",
                    FILES,
                    LINES,
                    seconds,
                    added);

            deletedByOneIsGoneForTheOther(one.api(), two.api());
            rebuiltByOneIsSearchedByTheOther(one.api(), two.api());

            // What was killed goes on with its job and finds it done.
            try (NuriServer again = start("three", cluster)) {
                JsonNode job = again.api().awaitJob(jobs.get(three));
                assertThat(job.path("report").path("documents").path("added").asInt())
                        .as("%s", job)
                        .isZero();
            }
        }
    }

    private NuriServer start(String name, OpenSearchCluster cluster) throws IOException, InterruptedException {
        return NuriServer.start(
                temp.resolve(name),
                "--set",
                "nuri.engine=opensearch",
                "--set",
                "nuri.opensearch.url=" + cluster.url(0),
                "--set",
                "nuri.opensearch.replicas=0",
                "--set",
                "nuri.parser.processes=1");
    }

    private static String name(int i) {
        return "Quell" + Integer.toString(i + 1_000_000, 36);
    }

    private static String text(int i) {
        return "The lighthouse of " + name(i) + " was built in " + (1_500 + i % 500) + " and is " + (10 + i % 60)
                + " metres high.\n\nIts keeper wrote down every ship that passed " + name(i) + " in a book.\n";
    }

    private static void awaitDone(Api api, String job, int files) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
        while (api.get("/api/ingest/" + job).body().path("filesDone").asInt() < files) {
            assertThat(Instant.now()).as("%s", api.get("/api/ingest/" + job)).isBefore(deadline);
            Thread.sleep(50);
        }
    }

    private static void requireAll(Api api) throws IOException, InterruptedException {
        JsonNode status = Api.ok(api.get("/api/status"));
        assertThat(status.path("documents").asInt()).as("%s", status).isEqualTo(FILES + LINES);
        for (int i = 0; i < FILES + LINES; i += 50) {
            JsonNode hits = api.search(name(i), 5).path("hits");
            assertThat(hits).as(name(i)).isNotEmpty();
            String document = "/n" + i + (i < FILES ? ".txt" : "");
            assertThat(hits.path(0).path("uri").asText()).endsWith(document);
        }
    }

    private static void rebuiltByOneIsSearchedByTheOther(Api one, Api two) throws IOException, InterruptedException {
        JsonNode job = one.awaitJob(
                one.post("/api/reindex", Map.of()).body().path("jobId").asText());
        assertThat(job.path("state").asText()).as("%s", job).isEqualTo("done");
        assertThat(job.path("report").path("documents").path("changed").asInt()).isEqualTo(FILES + LINES - 1);
        Thread.sleep(1_100);
        for (Api each : List.of(one, two)) {
            assertThat(each.search(name(8), 1).path("hits").path(0).path("uri").asText())
                    .endsWith("/n8.txt");
            JsonNode others = each.search(name(7), 5).path("hits");
            others.forEach(hit -> assertThat(hit.path("uri").asText()).doesNotEndWith("/n7.txt"));
        }
    }

    private static void deletedByOneIsGoneForTheOther(Api one, Api two) throws IOException, InterruptedException {
        JsonNode hit = two.search(name(7), 1).path("hits").path(0);
        assertThat(hit.path("uri").asText()).endsWith("/n7.txt");
        String id = hit.path("documentId").asText();
        assertThat(one.delete("/api/documents/" + id).status()).isEqualTo(204);
        Thread.sleep(1_100);
        assertThat(two.get("/api/documents/" + id).status()).isEqualTo(404);
    }
}
