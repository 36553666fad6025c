package dev.nuri.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.web.access.Caller.Verb;
import dev.nuri.web.config.Settings;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Words that stand in one place only, looked for everywhere else: those of a document that the asker may not read, those of
 * his question, the name of a file, and the secrets of keys.
 */
@QuarkusTest
@TestProfile(TracedProfile.class)
class CanaryRouteTest {

    private static final String HIDDEN = "qzhiddenword";
    private static final String ASKED = "qzaskedword";
    private static final String FILE = "qzfilecanary";
    private static final String WRONG_KEY = "nuri_0123456789ab_" + "qzwrongkey".repeat(4) + "abc";
    private static final String TEXT = "The " + HIDDEN + " bridge over the Warta was opened in 1932.";
    private static final String QUESTION = "When was the " + ASKED + " bridge over the Warta opened?";

    @TestHTTPResource("/")
    URI server;

    @Inject
    Settings settings;

    private KeyedCalls calls;

    @BeforeEach
    void ready() throws Exception {
        calls = new KeyedCalls(server, settings);
    }

    /** What is logged, whatever its level. */
    private static final class Logged extends Handler {

        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLoggerName() + " " + line.getMessage() + " " + Arrays.toString(line.getParameters()) + " "
                    + line.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void nothingKeepsOrTellsWhatIsNotItsAffair() throws Exception {
        Instant begun = Instant.now().minusSeconds(1);
        Logger root = Logger.getLogger("dev.nuri");
        Level level = root.getLevel();
        Logged logged = new Logged();
        root.addHandler(logged);
        root.setLevel(Level.ALL);
        List<String> secrets = new ArrayList<>();
        try {
            secrets.addAll(calls());
            org.jboss.logging.Logger.getLogger("dev.nuri.web.rest").debug("a line of the finest kind");
        } finally {
            root.removeHandler(logged);
            root.setLevel(level);
        }
        List<String> canaries = new ArrayList<>(List.of(HIDDEN, ASKED, FILE, WRONG_KEY));
        canaries.addAll(secrets);

        String admin = secrets.getFirst();
        String metrics = calls.get("/q/metrics", admin).body();
        assertThat(metrics).contains("nuri_ask_seconds");
        requireNone("metrics", metrics, canaries);
        calls.responses.forEach(response -> requireNone(
                "headers of " + response.uri().getPath(),
                response.headers().map().toString(),
                canaries));
        assertThat(logged.lines).anyMatch(line -> line.contains("a line of the finest kind"));
        logged.lines.forEach(line -> requireNone("the log", line, canaries));
        byte[] traces = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(settings.traces().resolve("/got"))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body();
        requireNone("traces", new String(traces, StandardCharsets.ISO_8859_1), canaries);
        requireFilesHaveNone(canaries, begun);
    }

    /** Asks in every way; gives the secrets of the keys, that of an admin first. */
    private List<String> calls() throws Exception {
        String admin = calls.key(Verb.READ, Verb.WRITE, Verb.ADMIN);
        String stranger = calls.keyOf("group:blue");
        calls.report(calls.upload("canary", "group:red", FILE + ".txt", TEXT, admin), admin);
        calls.report(calls.upload("canary", null, "open.txt", "The Oder bridge was opened in 1901.", admin), admin);
        Map<String, Object> search = Map.of("query", QUESTION, "collection", "canary");
        assertThat(calls.post("/api/search", search, admin).body())
                .as("who may, finds it")
                .contains(HIDDEN);
        Map<String, Object> ask = Map.of("question", QUESTION, "collection", "canary");
        Map<String, Object> chat = Map.of(
                "model",
                "nuri:canary",
                "stream",
                true,
                "messages",
                List.of(Map.of("role", "user", "content", QUESTION)));
        List<HttpResponse<String>> strangers = new ArrayList<>(List.of(
                calls.post("/api/search", search, stranger),
                calls.post("/api/search", Map.of("query", "qzhiddenwort"), stranger),
                calls.get("/api/suggest?q=qzhidd", stranger),
                calls.get("/api/documents?collection=canary", stranger),
                calls.get("/api/collections", stranger),
                calls.get("/v1/models", stranger),
                calls.get("/api/ingest", stranger),
                calls.post("/api/ask", ask, stranger),
                calls.post("/api/ask", ask, stranger, "Accept", KeyedCalls.EVENTS),
                calls.post("/v1/chat/completions", chat, stranger),
                calls.get("/api/documents/" + ASKED, stranger),
                calls.get("/api/" + ASKED + "?q=" + ASKED, stranger),
                calls.upload("canary", null, FILE + ".txt", "mine", stranger)));
        assertThat(strangers.get(8).body()).contains("event:done");
        strangers.forEach(response -> requireNone(
                "what a stranger got of " + response.uri().getPath(),
                response.headers().map() + response.body(),
                List.of(HIDDEN, admin, stranger)));
        assertThat(calls.get("/api/collections", WRONG_KEY).statusCode()).isEqualTo(401);
        return List.of(admin, stranger);
    }

    private static void requireNone(String where, String told, List<String> canaries) {
        for (String canary : canaries) {
            if (told.contains(canary)) {
                throw new AssertionError("'" + canary + "' in " + where + ": " + told);
            }
        }
    }

    /** Every file of the data folder but the index and the originals, and what appeared among the temporary files. */
    private void requireFilesHaveNone(List<String> canaries, Instant begun) throws IOException {
        Path data = settings.dataDir();
        List<Path> looked = new ArrayList<>();
        boolean inOriginals = false;
        for (Path file : files(data)) {
            String name = data.relativize(file).toString();
            if (name.startsWith("originals")) {
                inOriginals |= text(file).contains(HIDDEN);
            } else if (!name.startsWith("index")) {
                looked.add(file);
                // A job names the files that it reads; it is its owner's to see.
                List<String> wanted = name.startsWith("jobs")
                        ? canaries.stream()
                                .filter(canary -> !canary.equals(FILE))
                                .toList()
                        : canaries;
                requireNone(name, text(file), wanted);
            }
        }
        assertThat(inOriginals)
                .as("the search through files finds what is there")
                .isTrue();
        assertThat(looked)
                .extracting(file -> data.relativize(file).toString())
                .contains("audit/audit.jsonl", "keys.json")
                .anyMatch(name -> name.startsWith("jobs"));
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (Stream<Path> entries = Files.list(temporary)) {
            for (Path entry : entries.filter(entry -> isOurs(entry, begun)).toList()) {
                if (!data.startsWith(entry)) {
                    requireTemporaryHasNone(entry, canaries);
                }
            }
        }
    }

    private static void requireTemporaryHasNone(Path entry, List<String> canaries) throws IOException {
        try {
            for (Path file : files(entry)) {
                requireNone(file.toString(), text(file), canaries);
            }
        } catch (NoSuchFileException | UncheckedIOException e) {
            // What others keep there goes away at any time: then it is not kept.
            assertThat(e).hasStackTraceContaining("NoSuchFileException");
        }
    }

    private static boolean isOurs(Path entry, Instant begun) {
        try {
            return entry.getFileName().toString().startsWith("nuri")
                    && Files.getLastModifiedTime(entry).toInstant().isAfter(begun);
        } catch (IOException e) {
            // Gone meanwhile, as temporary files are.
            return false;
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String text(Path file) throws IOException {
        return Files.isReadable(file) ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1) : "";
    }
}
