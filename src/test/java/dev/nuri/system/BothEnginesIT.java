package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.opensearch.OpenSearchCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled guide in the packaged server, once with its own index and once with one in a real OpenSearch node. */
class BothEnginesIT {

    @TempDir
    Path temp;

    @Test
    void bothAnswerAlikeAndAClusterThatDiesIsTold() throws Exception {
        try (OpenSearchCluster cluster = OpenSearchCluster.start(temp.resolve("cluster"), 1);
                NuriServer lucene = NuriServer.start(temp.resolve("lucene"));
                NuriServer openSearch = NuriServer.start(
                        temp.resolve("opensearch"),
                        "--set",
                        "nuri.engine=opensearch",
                        "--set",
                        "nuri.opensearch.url=" + cluster.url(0),
                        "--set",
                        "nuri.opensearch.replicas=0")) {
            String guide = Repository.root().resolve("docs/guide").toString();
            for (NuriServer server : List.of(lucene, openSearch)) {
                JsonNode job = server.api().ingest(guide, "guide");
                assertThat(job.path("report").path("documents").path("added").asInt())
                        .as("%s", job)
                        .isEqualTo(96);
            }
            compare(lucene.api(), openSearch.api());

            cluster.kill(0);
            Api.Reply health = openSearch.api().get("/q/health/ready");
            assertThat(health.status()).isEqualTo(503);
            assertThat(health.body().toString()).contains(cluster.url(0), "does not answer");
            Api.Reply search = openSearch.api().post("/api/search", Map.of("query", "port"));
            assertThat(search.status()).isEqualTo(503);
            assertThat(search.body().path("error").path("message").asText()).contains(cluster.url(0));
        }
    }

    private static void compare(Api lucene, Api openSearch) throws Exception {
        List<Double> own = new ArrayList<>();
        List<Double> cluster = new ArrayList<>();
        JsonNode questions = new ObjectMapper()
                .readTree(Repository.root().resolve("docs/demo-questions.json").toFile());
        for (JsonNode each : questions) {
            String question = each.path("question").asText();
            JsonNode wanted = lucene.ask(question);
            JsonNode got = openSearch.ask(question);
            assertThat(got.path("verdict")).as(question).isEqualTo(wanted.path("verdict"));
            assertThat(got.path("answer")).as(question).isEqualTo(wanted.path("answer"));
            assertThat(quotes(got)).as(question).isEqualTo(quotes(wanted));
            AnswerChecks.check(openSearch, got);
            own.add(wanted.path("timings").path("searching").asDouble());
            cluster.add(got.path("timings").path("searching").asDouble());
        }
        System.out.printf(
                Locale.ROOT,
                "BothEnginesIT: %d questions, the same answers; searching took %.0f ms (median) with Lucene, %.0f ms with"
                        + " OpenSearch%n",
                questions.size(),
                median(own),
                median(cluster));
    }

    private static List<String> quotes(JsonNode answer) {
        return answer.path("citations").findValuesAsText("quote");
    }

    private static double median(List<Double> millis) {
        List<Double> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
