package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load of a few clients for some seconds: every kind of request is served, and a server that is too slow is told. */
class BenchServeIT {

    @TempDir
    Path temp;

    @Test
    void aServerOfItsOwnHoldsAFewClients() throws Exception {
        Launched ran = Launched.nuri(
                temp,
                temp.resolve("data"),
                "bench",
                "serve",
                "--clients=4",
                "--seconds=8",
                "--warm-up=3",
                "--think=30",
                "--search-p99=5000",
                "--json");
        assertThat(ran.exit()).as("%s", ran).isZero();
        JsonNode report = ran.json();
        assertThat(report.path("ok").asBoolean()).isTrue();
        assertThat(report.path("undeclared").asInt()).isZero();
        for (String kind : new String[] {"search", "ask", "askStream", "upload", "job", "delete", "cancel"}) {
            assertThat(report.at("/kinds/" + kind + "/requests").asInt())
                    .as(kind)
                    .isPositive();
        }
        assertThat(report.at("/kinds/search/p99Ms").asDouble())
                .isGreaterThanOrEqualTo(report.at("/kinds/search/p50Ms").asDouble())
                .isPositive();
        assertThat(report.at("/kinds/search/statuses/200").asInt()).isPositive();
        assertThat(report.at("/hungUp/leftUnderWay").asInt()).isZero();
        for (String when : new String[] {"begin", "max", "end"}) {
            for (String figure : new String[] {"heapBytes", "threads", "openFiles"}) {
                assertThat(report.path(when).path(figure).asLong())
                        .as(when + " " + figure)
                        .isPositive();
            }
        }
    }

    @Test
    void aRunningServerThatIsTooSlowIsTold() throws Exception {
        try (NuriServer server = NuriServer.start(temp.resolve("data"))) {
            server.api()
                    .upload("one.txt", "The lighthouse stands on a hill.".getBytes(StandardCharsets.UTF_8), "default");
            Launched ran = Launched.nuri(
                    temp,
                    temp.resolve("other"),
                    "bench",
                    "serve",
                    "--url=" + server.url(),
                    "--clients=2",
                    "--seconds=3",
                    "--warm-up=0",
                    "--think=10",
                    "--search-p99=0.001",
                    "--json");
            assertThat(ran.exit()).as("%s", ran).isEqualTo(1);
            assertThat(ran.json().path("ok").asBoolean()).isFalse();
            assertThat(ran.json().path("broken"))
                    .anySatisfy(rule -> assertThat(rule.asText()).contains("p99 of searches", "not below"));
        }
    }
}
