package dev.nuri.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

    @TempDir
    static Path temp;

    static Stream<List<String>> wrong() {
        return Stream.of(
                List.of(),
                List.of("no-such-command"),
                List.of("serch", "x"),
                List.of("search"),
                List.of("search", "x", "-k", "many"),
                List.of("search", "x", "-k", "0"),
                List.of("search", ""),
                List.of("search", "x".repeat(100_000)),
                List.of("search", "x", "--like", "y#0"),
                List.of("search", "x", "--filter", "lang"),
                List.of("search", "x", "--filter", "colour=red"),
                List.of("ask", " "),
                List.of("index"),
                List.of("index", temp.toString(), "--collection", "a/b"),
                List.of("status", "--set", "nuri.prot=9"),
                List.of("status", "--set", "nuri.port=high"),
                List.of("status", "--set", "quarkus.http.port=1"),
                List.of("serve", "--port", "99999"),
                List.of("serve", "--host", "no-such-host.invalid"),
                List.of("documents"),
                List.of("documents", "show"),
                List.of("documents", "list", "--limit", "0"),
                List.of("eval", "retrieval"),
                List.of("eval", "answers"),
                List.of("eval", "guard"),
                List.of("bench", "embedder"),
                List.of("bench", "ingest"),
                List.of("bench", "search"),
                List.of("bench", "serve", "--clients", "0"),
                List.of("help", "nothing"),
                List.of("test"));
    }

    private static String[] with(List<String> args, String... more) {
        boolean nuri =
                args.stream().anyMatch(List.of("search", "ask", "index", "status", "documents", "serve")::contains)
                        && args.size() > 1;
        Stream<String> folder = nuri
                ? Stream.of("--data-dir", temp.resolve("data").toString(), "--set", "nuri.embedder=none")
                : Stream.of();
        return Stream.of(args.stream(), folder, Stream.of(more)).flatMap(s -> s).toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongUseIsExitTwoAndOneSentence(List<String> args) {
        Ran ran = Ran.nuri(with(args));
        assertThat(ran.exit()).as(ran.err()).isEqualTo(Exit.USAGE);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().strip()).startsWith("nuri: ").doesNotContain("\n", "Exception");
    }

    @Test
    void wrongUseWithJsonIsOneDocument() throws Exception {
        Ran ran = Ran.nuri("search", "--json");
        assertThat(ran.exit()).isEqualTo(Exit.USAGE);
        assertThat(ran.json().path("error").path("code").asText()).isEqualTo("invalid_input");
        Ran watch = Ran.nuri(with(List.of("index", temp.toString(), "--watch", "--json")));
        assertThat(watch.exit()).isEqualTo(Exit.USAGE);
        assertThat(watch.json().path("error").path("message").asText()).contains("--watch");
    }

    @Test
    void helpNamesEveryCommand() throws Exception {
        assertThat(Ran.nuri("help").out())
                .contains("demo", "test", "serve", "index", "search", "ask", "status", "documents", "eval", "bench")
                .contains("key", "doctor", "version", "models", "run", "tokenize", "logits");
        assertThat(Ran.nuri("--help").exit()).isZero();
        assertThat(Ran.nuri("help", "search").out()).contains("--explain");
        assertThat(Ran.nuri("help", "--json").json().path("commands").has("ask"))
                .isTrue();
        assertThat(Ran.nuri("version").out()).matches("(?s)Nuri \\d+\\.\\d+.*Java 2\\d.*");
        assertThat(Ran.nuri("version", "--json").json().path("version").asText())
                .matches("\\d.*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "test",
                "serve",
                "index",
                "search",
                "ask",
                "status",
                "documents list",
                "documents show",
                "documents delete",
                "eval retrieval",
                "eval answers",
                "eval guard",
                "models list",
                "models pull",
                "models show",
                "models quantize",
                "models remove",
                "run",
                "tokenize",
                "logits",
                "bench hardware",
                "bench model",
                "bench embedder",
                "bench ingest",
                "bench search",
                "bench serve",
                "key create",
                "key list",
                "key revoke",
                "doctor",
                "version",
                "help"
            })
    void everyCommandTakesTheCommonOptions(String command) {
        Ran ran = Ran.nuri((command + " --help").split(" "));
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("--json", "--data-dir", "--set", "--help");
    }

    @Test
    void whatIsNotThereIsExitOne() {
        Ran ran = Ran.nuri(with(List.of("index", temp.resolve("absent").toString())));
        assertThat(ran.exit()).isEqualTo(Exit.FAILED);
        assertThat(ran.err()).contains("absent").doesNotContain("\tat ");
        assertThat(Ran.nuri(with(List.of("documents", "show", "none"))).exit()).isEqualTo(Exit.FAILED);
        assertThat(Ran.nuri(
                                "bench",
                                "ingest",
                                "--folder",
                                temp.resolve("absent").toString())
                        .exit())
                .isEqualTo(Exit.FAILED);
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(socket.getLocalPort());
            Ran ran = Ran.nuri(with(List.of("serve", "--port", port)));
            assertThat(ran.exit()).isEqualTo(Exit.FAILED);
            assertThat(ran.err()).contains(port, "--port").doesNotContain("\tat ");
        }
    }

    @Test
    void strangersAreNotLetInByMistake() {
        Ran ran = Ran.nuri(with(List.of("serve", "--host", "0.0.0.0", "--port", "0")));
        assertThat(ran.exit()).isEqualTo(Exit.USAGE);
        assertThat(ran.err())
                .contains("0.0.0.0", "nuri.auth=keys", "nuri.auth.open=true")
                .doesNotContain("\tat ");
    }

    @Test
    void aFileInPlaceOfTheDataFolderIsNamed() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "not a folder");
        Ran ran = Ran.nuri("status", "--data-dir", file.toString(), "--set", "nuri.embedder=none");
        assertThat(ran.exit()).isEqualTo(Exit.FAILED);
        assertThat(ran.err()).contains(file.toString()).doesNotContain("\tat ");
    }
}
