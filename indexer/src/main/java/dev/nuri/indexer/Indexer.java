package dev.nuri.indexer;

import dev.nuri.indexer.ingest.FileIngestor;
import dev.nuri.indexer.ingest.LiveSuccessor;
import dev.nuri.indexer.ingest.Rebuild;
import dev.nuri.indexer.ingest.Reindex;
import dev.nuri.indexer.ingest.Services;
import dev.nuri.indexer.store.CommitStamp;
import dev.nuri.indexer.store.FolderLock;
import dev.nuri.indexer.store.HeldCommit;
import dev.nuri.indexer.store.IndexChecker;
import dev.nuri.indexer.store.IndexFolders;
import dev.nuri.indexer.store.LiveStore;
import dev.nuri.indexer.store.LuceneStore;
import dev.nuri.indexer.store.StoreSettings;
import dev.nuri.indexer.store.StoredIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The indexer of one data folder: its store, the ingestor that fills it, and what both work with. */
public final class Indexer implements AutoCloseable {

    private final IndexFolders folders;
    private final PassageStore store;
    /** The same store when it is in the data folder; null when it is elsewhere. */
    private final LiveStore live;
    /** Held when the store is elsewhere; null otherwise. */
    private final FolderLock lock;

    private final TextExtractor extractor;
    private final LanguageIdentifier languages;
    private final LanguageAnalyzers analyzers;
    private final Services services;
    private final FileIngestor ingestor;
    /** Begins the index that takes the place of the one in use. */
    private final Supplier<IndexSuccessor> successors;

    private final AtomicBoolean rebuilding = new AtomicBoolean();
    private volatile String notice;

    private Indexer(IndexerConfig config, Embedder embedder, Function<String, Embedder> former) {
        this.analyzers = LanguageAnalyzers.standard();
        this.languages = LanguageIdentifiers.standard();
        StoreSettings wanted = settings(config, analyzers, embedder);
        this.folders = new IndexFolders(config.dataDir());
        folders.settle();
        this.lock = null;
        this.live = new LiveStore(folders, LuceneStore.open(folders.index(), present(wanted, former)));
        this.store = live;
        this.extractor = TextExtractors.forked(config.parser());
        this.services = new Services(config, store, extractor, languages, new PassageSplitter(languages)::split);
        this.successors = () -> LiveSuccessor.begin(live, wanted, services);
        try {
            folders.dropNext();
            this.ingestor = new FileIngestor(services);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Indexer(IndexerConfig config, FolderLock lock, PassageStore store, Supplier<IndexSuccessor> successors) {
        this.analyzers = LanguageAnalyzers.standard();
        this.languages = LanguageIdentifiers.standard();
        this.successors = successors;
        this.folders = new IndexFolders(config.dataDir());
        this.lock = lock;
        this.live = null;
        this.store = store;
        this.extractor = TextExtractors.forked(config.parser());
        this.services = new Services(config, store, extractor, languages, new PassageSplitter(languages)::split);
        try {
            this.ingestor = new FileIngestor(services);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static StoreSettings settings(IndexerConfig config, LanguageAnalyzers analyzers, Embedder embedder) {
        return StoreSettings.of(
                analyzers.perField(), analyzers::keyOf, analyzers.fingerprint(), embedder, config.minFreeDiskBytes());
    }

    /** The settings of the index as it was built, when that is not as wanted but can be served. */
    private StoreSettings present(StoreSettings wanted, Function<String, Embedder> former) {
        Optional<CommitStamp> stamp = CommitStamp.read(folders.index());
        if (former == null || stamp.isEmpty() || !stamp.get().isServiceable(wanted)) {
            return wanted;
        }
        boolean hasVectors = wanted.dimension() > 0 && stamp.get().dimension() > 0;
        Embedder embedder =
                stamp.get().isOfEmbedder(wanted) ? wanted.encoder() : hasVectors ? opened(stamp.get(), former) : null;
        notice = stamp.get().change(wanted) + ": it is searched "
                + (embedder == null && !stamp.get().isOfEmbedder(wanted) ? "by words alone" : "as it is")
                + " until it is rebuilt with `nuri reindex`.";
        return wanted.asBuilt(stamp.get(), embedder);
    }

    private static Embedder opened(CommitStamp stamp, Function<String, Embedder> former) {
        Embedder embedder = former.apply(stamp.embedder());
        return embedder == null || embedder.dimension() != stamp.dimension() ? null : embedder;
    }

    /**
     * Opens a data folder, which is made when absent.
     *
     * @param embedder whose vectors passages get; null for none. It stays the caller's to close, after this
     * @throws NuriException CONFLICT when another process holds the folder, or when its index was written by a newer
     *     version, with other analyzers or another embedder; CORRUPT, naming the file, when it is damaged
     */
    public static Indexer open(IndexerConfig config, Embedder embedder) {
        return new Indexer(config, embedder, null);
    }

    /**
     * Opens a data folder, also one whose index was built with other analyzers or another embedder: that is searched and
     * written to as it is until {@link #reindex(Consumer, BooleanSupplier)}, and {@link #notice} says so.
     *
     * @param embedder whose vectors passages shall have; null for none
     * @param former opens the embedder of an id, which stays the caller's to close, after this; gives null when there is
     *     none
     * @throws NuriException CONFLICT when another process holds the folder, or its index has another format; CORRUPT,
     *     naming the file, when it is damaged
     */
    public static Indexer open(IndexerConfig config, Embedder embedder, Function<String, Embedder> former) {
        return new Indexer(config, embedder, former);
    }

    /**
     * Opens a data folder whose index is elsewhere; the folder holds the originals alone.
     *
     * @param store opens the index, after the folder was taken; closed with this
     * @param successors begins one that takes its place
     * @throws NuriException CONFLICT when another process holds the folder
     */
    public static Indexer over(
            IndexerConfig config, Supplier<PassageStore> store, Supplier<IndexSuccessor> successors) {
        FolderLock lock = FolderLock.take(config.dataDir());
        try {
            return new Indexer(config, lock, store.get(), successors);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Builds the index of a data folder that nobody holds anew from the documents it holds, with the analyzers of this
     * version and with {@code embedder}; files are not read again. Nothing is lost when it is interrupted: the old index
     * stays until the new one is whole.
     *
     * @param embedder null for none
     * @param progress counts documents as files
     * @return every document as changed
     * @throws NuriException NOT_FOUND when there is no index, CONFLICT when another process holds it; the embedder's when
     *     it fails
     */
    public static IngestReport reindex(IndexerConfig config, Embedder embedder, Consumer<IngestProgress> progress) {
        IndexFolders folders = new IndexFolders(config.dataDir());
        folders.settle();
        takeInLog(config, folders);
        IngestReport report;
        try (StoredIndex old = StoredIndex.open(folders.index())) {
            folders.dropNext();
            LanguageIdentifier languages = LanguageIdentifiers.standard();
            StoreSettings wanted = settings(config, LanguageAnalyzers.standard(), embedder);
            Reindex.requireEmbedder(embedder);
            try (LuceneStore next = LuceneStore.openWithoutLog(folders.next(), wanted)) {
                Services services = new Services(config, next, null, languages, new PassageSplitter(languages)::split);
                report = new Reindex(services, progress).copy(old.content());
                next.commitAfter(old.generation());
            }
            folders.swap();
            folders.dropOld();
        }
        return report;
    }

    /**
     * Builds an index that is elsewhere anew from the documents it holds, while others search it and write to it.
     *
     * @param successors begins the one that takes its place, with the analyzers and the embedder it has from then on
     * @param progress counts documents as files
     * @return every document as changed
     * @throws NuriException what {@code successors} says; the embedder's when it fails
     */
    public static IngestReport reindexElsewhere(
            IndexerConfig config, Supplier<IndexSuccessor> successors, Consumer<IngestProgress> progress) {
        LanguageIdentifier languages = LanguageIdentifiers.standard();
        Services services = new Services(config, null, null, languages, new PassageSplitter(languages)::split);
        return new Rebuild(successors, services, () -> false).run(progress);
    }

    /** Commits what a crash left in the log. */
    private static void takeInLog(IndexerConfig config, IndexFolders folders) {
        if (StoredIndex.hasLog(folders.index())) {
            StoreSettings now = settings(config, LanguageAnalyzers.standard(), null);
            CommitStamp stamp = CommitStamp.read(folders.index()).orElseThrow();
            LuceneStore.open(folders.index(), now.asBuilt(stamp, null)).close();
        }
    }

    /**
     * Builds the index anew as {@link #reindex(IndexerConfig, Embedder, Consumer)} does, while it is searched and written
     * to. What is written meanwhile is in the new index when that takes over, between two searches. When this throws,
     * the index stays as it was.
     *
     * @param progress counts documents as files
     * @param cancelled asked between documents
     * @return every document as changed
     * @throws java.util.concurrent.CancellationException when cancelled
     * @throws NuriException CONFLICT when this is under way already, DISK_FULL when there is too little room
     */
    public IngestReport reindex(Consumer<IngestProgress> progress, BooleanSupplier cancelled) {
        if (!rebuilding.compareAndSet(false, true)) {
            throw new NuriException(ErrorCode.CONFLICT, "The index is being rebuilt already: wait for its end.");
        }
        try {
            IngestReport report = ingestor.rebuild(new Rebuild(successors, services, cancelled), progress);
            notice = null;
            return report;
        } finally {
            rebuilding.set(false);
        }
    }

    /**
     * Passes when nobody has a data folder's index open.
     *
     * @throws NuriException CONFLICT when somebody has
     */
    public static void requireFree(Path dataDir) {
        StoredIndex.requireFree(new IndexFolders(dataDir).index());
    }

    /**
     * Checks a data folder that nobody has open: every checksum, every structure, the log, the originals, and the rules
     * that documents, passages, vectors and sources keep to.
     *
     * @throws NuriException CONFLICT when somebody has it open
     */
    public static IndexCheck check(Path dataDir) {
        IndexFolders folders = new IndexFolders(dataDir);
        return withOriginals(IndexChecker.check(folders.index()), dataDir);
    }

    /**
     * Checks the same of the last commit while the index is in use; its log was checked when it was opened.
     *
     * @throws NuriException CONFLICT when the index is elsewhere
     */
    public IndexCheck check() {
        if (live == null) {
            throw elsewhere("is checked by its engine");
        }
        try (HeldCommit held = live.hold()) {
            return withOriginals(IndexChecker.check(folders.index(), held), folders.dataDir());
        }
    }

    private static IndexCheck withOriginals(IndexCheck index, Path dataDir) {
        try {
            List<Path> originals = FileIngestor.originals(dataDir);
            List<Damage> damages = new ArrayList<>(index.damages());
            damages.addAll(FileIngestor.damagedOriginals(dataDir));
            long bytes = index.bytes();
            for (Path original : originals) {
                bytes += Files.size(original);
            }
            return new IndexCheck(
                    index.files() + originals.size(),
                    bytes,
                    index.documents(),
                    index.passages(),
                    index.logOperations(),
                    damages,
                    index.notes());
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL, "The originals in " + dataDir + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Commits, and keeps the files of that commit and the originals as they are until the answer is closed; the index is
     * searched and written to meanwhile.
     *
     * @throws NuriException CONFLICT when the index is elsewhere
     */
    public HeldFiles hold() {
        if (live == null) {
            throw elsewhere("is backed up by its engine, and the folder of originals like any other");
        }
        ingestor.holdOriginals();
        HeldCommit held = null;
        try {
            held = live.hold();
            List<Path> files = new ArrayList<>();
            held.files().forEach(name -> files.add(folders.index().resolve(name)));
            files.addAll(FileIngestor.originals(folders.dataDir()));
            return new Held(held, List.copyOf(files));
        } catch (IOException | RuntimeException e) {
            ingestor.releaseOriginals();
            if (held != null) {
                held.close();
            }
            throw e instanceof RuntimeException known
                    ? known
                    : new NuriException(ErrorCode.INTERNAL, "The originals cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static NuriException elsewhere(String what) {
        return new NuriException(ErrorCode.CONFLICT, "The index is not in the data folder: it " + what + ".");
    }

    private final class Held implements HeldFiles {

        private final HeldCommit commit;
        private final List<Path> files;

        private Held(HeldCommit commit, List<Path> files) {
            this.commit = commit;
            this.files = files;
        }

        @Override
        public List<Path> files() {
            return files;
        }

        @Override
        public void close() {
            try {
                commit.close();
            } finally {
                ingestor.releaseOriginals();
            }
        }
    }

    /** One sentence saying how the index differs from what is configured; empty when it does not. */
    public Optional<String> notice() {
        return Optional.ofNullable(notice);
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

    /** What makes the vectors of the index in use; null when passages get none. */
    public Embedder embedder() {
        return store.embedder();
    }

    /** Ends the parsers and closes the store, which commits. No ingest may be under way. */
    @Override
    public void close() {
        try (lock;
                store;
                extractor;
                ingestor) {
            // Closed in reverse order; null when it was not made.
        }
    }
}
