package dev.nuri.indexer;

import dev.nuri.indexer.ingest.FileIngestor;
import dev.nuri.indexer.ingest.Reindex;
import dev.nuri.indexer.ingest.Services;
import dev.nuri.indexer.store.StoredIndex;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The indexer of one data folder: its store, the ingestor that fills it, and what both work with. */
public final class Indexer implements AutoCloseable {

    private final PassageStore store;
    private final TextExtractor extractor;
    private final LanguageIdentifier languages;
    private final LanguageAnalyzers analyzers;
    private final Embedder embedder;
    private final Ingestor ingestor;

    private Indexer(IndexerConfig config, Embedder embedder) {
        this.analyzers = LanguageAnalyzers.standard();
        this.languages = LanguageIdentifiers.standard();
        this.embedder = embedder;
        Reindex.settle(config.dataDir());
        this.store =
                PassageStores.lucene(Reindex.index(config.dataDir()), analyzers, embedder, config.minFreeDiskBytes());
        this.extractor = TextExtractors.forked(config.parser());
        try {
            this.ingestor = new FileIngestor(
                    new Services(config, store, extractor, languages, new PassageSplitter(languages)::split, embedder));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens a data folder, which is made when absent.
     *
     * @param embedder whose vectors passages get; null for none. It stays the caller's to close, after this
     * @throws NuriException CONFLICT when another process holds the folder, or when its index was written by a newer
     *     version, with other analyzers or another embedder; CORRUPT, naming the file, when it is damaged
     */
    public static Indexer open(IndexerConfig config, Embedder embedder) {
        return new Indexer(config, embedder);
    }

    /**
     * Builds the index of a data folder anew from the documents it holds, with the analyzers of this version and with
     * {@code embedder}; files are not read again. Nothing is lost when it is interrupted: the old index stays until the
     * new one is whole.
     *
     * @param embedder null for none
     * @param progress counts documents as files
     * @return every document as changed
     * @throws NuriException NOT_FOUND when there is no index, CONFLICT when another process holds it
     */
    public static IngestReport reindex(IndexerConfig config, Embedder embedder, Consumer<IngestProgress> progress) {
        Path dataDir = config.dataDir();
        Reindex.settle(dataDir);
        IngestReport report;
        try (StoredIndex old = StoredIndex.open(Reindex.index(dataDir))) {
            Path folder = Reindex.prepare(dataDir);
            LanguageIdentifier languages = LanguageIdentifiers.standard();
            try (PassageStore next =
                    PassageStores.lucene(folder, LanguageAnalyzers.standard(), embedder, config.minFreeDiskBytes())) {
                Services services =
                        new Services(config, next, null, languages, new PassageSplitter(languages)::split, embedder);
                report = new Reindex(services, progress).copy(old);
            }
            Reindex.swap(dataDir);
        }
        return report;
    }

    public PassageStore store() {
        return store;
    }

    public Ingestor ingestor() {
        return ingestor;
    }

    public LanguageIdentifier languages() {
        return languages;
    }

    public LanguageAnalyzers analyzers() {
        return analyzers;
    }

    /** The embedder, or null. */
    public Embedder embedder() {
        return embedder;
    }

    /** Ends the parsers and closes the store; what was not committed is dropped. No ingest may be under way. */
    @Override
    public void close() {
        try {
            extractor.close();
        } finally {
            store.close();
        }
    }
}
