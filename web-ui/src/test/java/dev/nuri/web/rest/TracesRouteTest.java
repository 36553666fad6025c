package dev.nuri.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.web.access.Caller.Verb;
import dev.nuri.web.config.Settings;
import dev.nuri.web.rest.TraceReceiver.Received;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a receiver of traces gets. */
@QuarkusTest
@TestProfile(TracedProfile.class)
class TracesRouteTest {

    private static final String TEXT = "The Warta bridge was opened in 1932. The qzspanword bridge was opened in 1901.";
    private static final String QUESTION = "When was the Warta bridge opened, qzquestion?";
    private static final String CLIENTS_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CLIENTS_SPAN = "00f067aa0ba902b7";

    @TestHTTPResource("/")
    URI server;

    @Inject
    Settings settings;

    private KeyedCalls calls;

    @BeforeEach
    void ready() throws Exception {
        calls = new KeyedCalls(server, settings);
    }

    private static byte[] fetched(URI address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private byte[] received() throws Exception {
        return fetched(settings.traces().resolve("/got"));
    }

    /** The spans that belong to a request, once its own has come, which is the last to end. */
    private List<Received> traceOf(String request) throws Exception {
        for (int i = 0; i < 200; i++) {
            List<Received> all = TraceReceiver.spans(received());
            List<Received> roots = all.stream()
                    .filter(span -> request.equals(span.attributes().get("nuri.request"))
                            && span.attributes().containsKey("http.route"))
                    .toList();
            if (!roots.isEmpty()) {
                String trace = roots.getFirst().trace();
                return all.stream().filter(span -> span.trace().equals(trace)).toList();
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no span of request " + request + " came in 20 s");
    }

    private static Received one(List<Received> spans, Predicate<Received> which) {
        List<Received> found = spans.stream().filter(which).toList();
        assertThat(found).as("of " + spans).hasSize(1);
        return found.getFirst();
    }

    private static Received named(List<Received> spans, String name) {
        return one(spans, span -> span.name().equals(name));
    }

    private static Set<String> parts(List<Received> spans, Received of) {
        return spans.stream()
                .filter(span -> span.parent().equals(of.id()))
                .map(Received::name)
                .collect(Collectors.toSet());
    }

    @Test
    void anAnswerIsOneTraceOfItsStagesWithoutAWordOfIt() throws Exception {
        String key = calls.key(Verb.READ, Verb.WRITE, Verb.ADMIN);
        JsonNode report = calls.report(calls.upload("traced", null, "qzfilename.txt", TEXT, key), key);
        assertThat(report.at("/documents/added").asInt()).isEqualTo(1);
        for (String accept : List.of("application/json", KeyedCalls.EVENTS)) {
            String id = "ask-" + accept.hashCode();
            HttpResponse<String> answer = calls.post(
                    "/api/ask",
                    Map.of("question", QUESTION, "collection", "traced"),
                    key,
                    "Accept",
                    accept,
                    "X-Request-Id",
                    id,
                    "traceparent",
                    "00-" + CLIENTS_TRACE + "-" + CLIENTS_SPAN + "-01");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("X-Request-Id")).contains(id);
            List<Received> spans = traceOf(id).stream()
                    .filter(span -> !span.parent().isEmpty())
                    .toList();
            Received request = one(
                    spans,
                    span -> id.equals(span.attributes().get("nuri.request"))
                            && span.attributes().containsKey("http.route"));
            assertThat(request.name()).isEqualTo("POST /api/ask");
            assertThat(request.trace()).isEqualTo(CLIENTS_TRACE);
            assertThat(request.parent()).isEqualTo(CLIENTS_SPAN);
            assertThat(request.attributes()).containsEntry("http.response.status_code", "200");
            Received ask = one(spans, span -> span.parent().equals(request.id()));
            assertThat(ask.name()).isEqualTo("nuri.ask");
            assertThat(ask.attributes()).containsEntry("nuri.request", id).containsEntry("nuri.outcome", "grounded");
            assertThat(parts(spans, ask)).contains("searching", "writing", "checking");
            Received searching = one(
                    spans, span -> span.parent().equals(ask.id()) && span.name().equals("searching"));
            if (accept.equals("application/json")) {
                assertThat(parts(spans, searching)).contains("filtering", "understand", "lexical", "dense", "fuse");
            }
            String sent = new String(
                    fetched(URI.create(settings.model().servers().getFirst().toString())
                            .resolve("/traceparent")),
                    StandardCharsets.UTF_8);
            Received writing = one(
                    spans, span -> span.parent().equals(ask.id()) && span.name().equals("writing"));
            assertThat(sent).isEqualTo("00-" + CLIENTS_TRACE + "-" + writing.id() + "-01");
        }
        requireNone(new String(received(), StandardCharsets.ISO_8859_1), key);
    }

    /** Names, ids and sizes only. */
    private static void requireNone(String told, String key) {
        assertThat(told)
                .contains("nuri.ask")
                .doesNotContain("Warta", "qzspanword", "qzquestion", "qzfilename", "qzsearched", "qztyped", key);
    }

    @Test
    void ingestsAndSearchesAreTracesOfTheirOwn() throws Exception {
        String key = calls.key(Verb.READ, Verb.WRITE, Verb.ADMIN);
        calls.report(calls.upload("traced2", null, "qzfilename.txt", TEXT, key), key);
        calls.post("/api/search", Map.of("query", "qzsearched bridge"), key, "X-Request-Id", "search-1");
        calls.send(HttpRequest.newBuilder(server.resolve("/api/suggest?q=qztyped"))
                .header("Authorization", "Bearer " + key)
                .header("X-Request-Id", "suggest-1"));
        calls.get("/api/documents/qzsearched", key);
        List<Received> search = traceOf("search-1");
        Received searched = named(search, "nuri.search");
        assertThat(searched.parent())
                .isEqualTo(named(search, "POST /api/search").id());
        assertThat(parts(search, searched)).contains("understand", "lexical", "fuse", "highlight");
        assertThat(named(traceOf("suggest-1"), "GET /api/suggest").parent()).isEmpty();

        List<Received> all = TraceReceiver.spans(received());
        List<Received> ingests =
                all.stream().filter(span -> span.name().equals("nuri.ingest")).toList();
        assertThat(ingests).isNotEmpty();
        Received ingest = ingests.getLast();
        assertThat(ingest.parent()).isEmpty();
        List<Received> trace =
                all.stream().filter(span -> span.trace().equals(ingest.trace())).toList();
        Received source = named(trace, "source");
        assertThat(source.parent()).isEqualTo(ingest.id());
        assertThat(named(trace, "parse").parent()).isEqualTo(source.id());
        assertThat(named(trace, "parse").attributes()).containsEntry("nuri.bytes", Integer.toString(TEXT.length()));
        assertThat(parts(trace, ingest)).contains("source", "split", "embed", "write");
        assertThat(new ArrayList<>(all)).noneMatch(span -> span.name().contains("health"));
        requireNoneOf(new String(received(), StandardCharsets.ISO_8859_1), key);
    }

    private static void requireNoneOf(String told, String key) {
        assertThat(told)
                .contains("nuri.search")
                .doesNotContain("Warta", "qzspanword", "qzfilename", "qzsearched", "qztyped", key);
    }
}
