package dev.nuri.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Seeds;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.TestDocuments;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.Hits;
import dev.nuri.retriever.HybridRetriever;
import dev.nuri.retriever.SearchRequest;
import dev.nuri.retriever.SearchRequest.Legs;
import dev.nuri.student.StudentProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a search asks the cluster: each time costs a few milliseconds, wherever that is. */
class RoundTripsTest {

    private static final List<String> WORDS = List.of(
            ("apple anchor barley basket candle carbon desert dragon engine falcon forest garden glacier hammer island"
                            + " jungle kettle lantern marble meadow needle ocean orchard pepper planet quarry ribbon saddle"
                            + " silver tunnel turtle valley velvet walnut window winter yellow zebra castle bridge")
                    .split(" "));

    @TempDir
    Path folder;

    /** Between Nuri and a node; notes what passes. */
    private static final class Passing implements AutoCloseable {

        private final URI node;
        private final HttpClient client = HttpClient.newHttpClient();
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final HttpServer server;
        final Queue<String> asked = new ConcurrentLinkedQueue<>();
        final Queue<String> compressed = new ConcurrentLinkedQueue<>();

        Passing(URI node) throws IOException {
            this.node = node;
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", this::pass);
            server.start();
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        private void pass(HttpExchange exchange) throws IOException {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().toString();
            HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve(path))
                    .method(
                            exchange.getRequestMethod(),
                            body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
            if (exchange.getRequestHeaders().containsKey("Accept-Encoding")) {
                compressed.add(path);
            }
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            if (type != null) {
                request.header("Content-Type", type);
            }
            String sent = new String(body, StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + path + " " + sent.substring(0, Math.min(200, sent.length())));
            try {
                HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(
                        answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
                exchange.getResponseBody().write(answer.body());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                exchange.close();
            }
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
            client.close();
        }
    }

    @Test
    void aSearchAsksTwiceAndForWhatItDoesNotKnow() throws Exception {
        LanguageAnalyzers analyzers = LanguageAnalyzers.standard();
        OpenSearchConfig node = TestNode.config(folder);
        try (Passing passing = new Passing(node.urls().getFirst());
                Embedder embedder = new StudentProvider().open(folder.resolve("cache"));
                PassageStore store = OpenSearchStore.open(
                        OpenSearchConfig.of(passing.url().toString(), node.index()),
                        IndexEntries.of(analyzers, embedder))) {
            fill(store, embedder);
            HybridRetriever retriever = new HybridRetriever(store, LanguageIdentifiers.standard(), analyzers, embedder);
            // What the index holds at all is asked once.
            search(retriever, "ships", Legs.HYBRID);
            // Words and names; what was found, with the facets; the page.
            assertThat(asked(passing, retriever, "ships bring coffee to Lisbon", Legs.LEXICAL))
                    .hasSize(3);
            // The same, but for the words, which are known.
            assertThat(asked(passing, retriever, "ships bring coffee to Lisbon", Legs.DENSE))
                    .hasSize(2);
            // What was found, with the facets; evidence, with the page.
            assertThat(asked(passing, retriever, "ships bring coffee to Lisbon", Legs.HYBRID))
                    .hasSize(2);
            // Words first; then names, because none has a capital and the rarest words are looked for.
            assertThat(asked(passing, retriever, "coffee at the harbour", Legs.HYBRID))
                    .hasSize(4);
            assertThat(passing.compressed).as("answers asked for compressed").isEmpty();
        }
    }

    private static List<String> asked(Passing passing, HybridRetriever retriever, String query, Legs legs) {
        passing.asked.clear();
        assertThat(search(retriever, query, legs).hits()).as(legs.name()).hasSize(10);
        return passing.asked.stream()
                .filter(one -> !one.contains("m:generation"))
                .toList();
    }

    private static Hits search(HybridRetriever retriever, String query, Legs legs) {
        return retriever.search(new SearchRequest(Viewer.OPERATOR, query, null, null, null, 10, null, false, legs));
    }

    /** Texts that are not near duplicates, for which more of the ranking would be read. */
    private static void fill(PassageStore store, Embedder embedder) {
        Random random = Seeds.random("RoundTripsTest");
        PassageSplitter splitter = new PassageSplitter();
        for (int i = 0; i < 40; i++) {
            List<String> words = new ArrayList<>(WORDS);
            Collections.shuffle(words, random);
            String text =
                    "Ships bring coffee to the harbour of Lisbon: " + String.join(" ", words.subList(0, 20)) + ".";
            SourceDocument document = TestDocuments.document("c", "note" + i, "en", text);
            var cut = splitter.split(document);
            float[][] vectors = cut.stream()
                    .map(passage -> embedder.embed(List.of(passage.text()), Embedder.Role.PASSAGE)[0])
                    .toArray(float[][]::new);
            store.replace(document, cut, vectors);
        }
        store.commit();
    }
}
