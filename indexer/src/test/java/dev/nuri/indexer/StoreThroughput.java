package dev.nuri.indexer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Measures the store alone: writes every passage of the QA sets below a folder as a document of one passage, twice, and
 * prints passages per second of each round (the first one warms up), commit included.
 *
 * <p>Arguments: the folder of the sets, and a folder for the index.
 */
final class StoreThroughput {

    private StoreThroughput() {}

    public static void main(String[] args) throws Exception {
        List<SourceDocument> documents = documents(Path.of(args[0]));
        long chars = documents.stream().mapToLong(d -> d.text().length()).sum();
        System.out.printf(Locale.ROOT, "%d passages, %d characters%n", documents.size(), chars);
        Path folder = Path.of(args[1]);
        try (PassageStore store = PassageStores.lucene(folder, LanguageAnalyzers.standard(), null, 0)) {
            for (int round = 1; round <= 2; round++) {
                long start = System.nanoTime();
                Thread other = Thread.ofPlatform().start(() -> write(store, documents, 1));
                write(store, documents, 0);
                other.join();
                store.commit();
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "round %d: %.1f s, %.0f passages/s, %.2f MB/s of characters, index %d KiB%n",
                        round,
                        seconds,
                        documents.size() / seconds,
                        chars / seconds / 1e6,
                        store.sizeBytes() >> 10);
            }
        }
    }

    private static void write(PassageStore store, List<SourceDocument> documents, int half) {
        for (int i = half; i < documents.size(); i += 2) {
            SourceDocument d = documents.get(i);
            Passage whole = new Passage(d.id(), 0, 0, d.text().length(), d.text(), d.lang(), List.of(), 0);
            store.replace(d, List.of(whole), null);
        }
    }

    private static List<SourceDocument> documents(Path sets) throws IOException {
        List<SourceDocument> documents = new ArrayList<>();
        try (Stream<Path> folders = Files.list(sets)) {
            for (Path set : folders.sorted().toList()) {
                Path passages = set.resolve("passages.jsonl.gz");
                if (Files.exists(passages)) {
                    read(set.getFileName().toString(), passages, documents);
                }
            }
        }
        return documents;
    }

    private static void read(String set, Path file, List<SourceDocument> into) throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> into.add(document(set, parse(json, line))));
        }
    }

    private static JsonNode parse(ObjectMapper json, String line) {
        try {
            return json.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SourceDocument document(String set, JsonNode node) {
        String uri = "upload:" + set + "/" + node.get("id").asText();
        String text = node.get("text").asText();
        return new SourceDocument(
                SourceDocument.idOf(set, uri),
                set,
                uri,
                node.path("title").asText("untitled"),
                node.get("lang").asText(),
                "text/plain",
                text,
                List.of(),
                List.of(),
                SourceDocument.hashOf(text),
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                Readers.EVERYONE);
    }
}
