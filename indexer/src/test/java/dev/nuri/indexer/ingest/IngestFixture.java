package dev.nuri.indexer.ingest;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.IpRange;
import dev.nuri.indexer.LanguageGuess;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.TestDocuments;
import dev.nuri.indexer.Viewer;
import dev.nuri.indexer.store.IndexFolders;
import dev.nuri.indexer.store.LiveStore;
import dev.nuri.indexer.store.LuceneStore;
import dev.nuri.indexer.store.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.TermQuery;

/** An ingestor over a real store, with a reader of plain lines instead of parsers. */
final class IngestFixture implements AutoCloseable {

    static final String C = "default";

    final Path files;
    final Path dataDir;
    final LineExtractor extractor = new LineExtractor();
    final HashingEmbedder embedder = new HashingEmbedder();
    final IndexerConfig config;
    final LiveStore store;
    final Services services;
    /** Run before each change of the index folders. */
    volatile Runnable beforeStep = () -> {};

    final FileIngestor ingestor;

    IngestFixture(Path folder) {
        this(folder, 0);
    }

    IngestFixture(Path folder, long minFree) {
        files = folder.resolve("files");
        dataDir = folder.resolve("data");
        try {
            Files.createDirectories(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        IndexerConfig.Parser parser = new IndexerConfig.Parser(
                2, 64, 1_000, Duration.ofSeconds(2), 100_000, 1_000_000, 100, 5, 1 << 20, List.of(), null);
        // Servers of tests are on this machine.
        IndexerConfig.Fetch fetch = new IndexerConfig.Fetch(IpRange.ALL, true, "Nuri test");
        config = new IndexerConfig(dataDir, parser, fetch, minFree);
        IndexFolders folders = new IndexFolders(dataDir, () -> beforeStep.run());
        store = new LiveStore(folders, LuceneStore.open(folders.index(), settings(embedder, minFree)));
        services = new Services(config, store, extractor, new ByLetters(), TestDocuments::lines);
        ingestor = new FileIngestor(services);
    }

    static StoreSettings settings(Embedder embedder, long minFree) {
        return StoreSettings.of(new WhitespaceAnalyzer(), _ -> null, "test", embedder, minFree);
    }

    IngestReport ingest(Object... targets) {
        List<String> named = Arrays.stream(targets).map(Object::toString).toList();
        return ingestor.ingest(new IngestRequest(named, C, AccessRule.UNSAID), _ -> {}, () -> false);
    }

    Path write(String name, String text) throws IOException {
        Path file = files.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** URI to title of every document. */
    Map<String, SourceDocument> documents() {
        Map<String, SourceDocument> documents = new TreeMap<>();
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            now.documents(null, 0, 10_000).forEach(d -> documents.put(d.uri(), d));
        }
        return documents;
    }

    SourceDocument document(Path file) {
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            return now.document(SourceDocument.idOf(C, SourceUris.of(file))).orElseThrow();
        }
    }

    /** URIs of the documents that have a passage with {@code word}, each as often as it has one. */
    List<String> found(String word) {
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            TermQuery query = new TermQuery(new Term(IndexSchema.BODY, word));
            return now.searcher().search(query, 1_000).stream()
                    .map(hit -> now.passage(hit.number()).uri())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        store.close();
    }

    /** ASCII is English, all else Korean. */
    private static final class ByLetters implements LanguageIdentifier {

        @Override
        public String identify(String text) {
            return text.chars().allMatch(c -> c < 0x80) ? "en" : "ko";
        }

        @Override
        public List<LanguageGuess> guesses(String text) {
            return List.of(new LanguageGuess(identify(text), 1));
        }
    }
}
