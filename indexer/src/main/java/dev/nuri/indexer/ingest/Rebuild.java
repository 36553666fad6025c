package dev.nuri.indexer.ingest;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.Viewer;
import dev.nuri.indexer.store.IndexFolders;
import dev.nuri.indexer.store.LiveStore;
import dev.nuri.indexer.store.LuceneStore;
import dev.nuri.indexer.store.StoreSettings;
import dev.nuri.indexer.store.StoredContent;
import dev.nuri.indexer.store.Touched;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Builds a new index beside the one in use, which is searched and written to meanwhile, and puts it in its place.
 *
 * <p>The copy begins at a commit and then catches up in rounds: what was touched since is read from a later commit and
 * written, or deleted, once more. The last round runs while nobody ingests, so that no vector of the old embedder is on
 * its way, and while nobody writes, so that it leaves nothing out.
 */
public final class Rebuild {

    /** Left for the last round, in which writers wait. */
    private static final int FEW = 200;

    private final LiveStore live;
    private final IndexFolders folders;
    private final StoreSettings settings;
    private final Services services;
    private final BooleanSupplier cancelled;

    /** What the rebuilding needs of the ingestor that writes meanwhile. */
    interface Writers {

        /** Makes every write so far durable, in a way that leaves no document without its source. */
        void commit();

        /** Runs {@code action} unless an ingest is under way for some time; whether it was run. */
        boolean tryAlone(Runnable action);
    }

    /**
     * A rebuilding.
     *
     * @param live the store in use
     * @param settings of the new index
     * @param services over the store in use
     * @param cancelled asked between batches of documents
     */
    public Rebuild(LiveStore live, StoreSettings settings, Services services, BooleanSupplier cancelled) {
        this.live = live;
        this.folders = live.folders();
        this.settings = settings;
        this.services = services;
        this.cancelled = cancelled;
    }

    /**
     * Runs it.
     *
     * @throws CancellationException when cancelled; the index in use stays, and nothing is left of the new one
     * @throws NuriException when it cannot be done; likewise
     */
    IngestReport run(Writers writers, Consumer<IngestProgress> progress) {
        requireSpace();
        Reindex.requireEmbedder(settings);
        folders.dropNext();
        try {
            return build(writers, progress);
        } finally {
            live.unfollow();
            folders.dropNext();
        }
    }

    private IngestReport build(Writers writers, Consumer<IngestProgress> progress) {
        try (LuceneStore next = LuceneStore.openWithoutLog(folders.next(), settings)) {
            Copying copying = new Copying(next);
            copying.reindex = new Reindex(services.over(next), progress, copying::check);
            live.follow();
            writers.commit();
            IngestReport report;
            try (IndexSnapshot snapshot = live.snapshot(Viewer.OPERATOR)) {
                report = copying.reindex.copy(StoredContent.of(snapshot));
            }
            boolean[] done = new boolean[1];
            while (!done[0]) {
                copying.catchUp(writers);
                live.awaitHolders();
                writers.tryAlone(() -> {
                    live.changeOver(next, settings, copying::catchUp);
                    done[0] = true;
                });
            }
            return report;
        }
    }

    /** The new index and what fills it. */
    private final class Copying {

        private final LuceneStore next;
        private Reindex reindex;

        private Copying(LuceneStore next) {
            this.next = next;
        }

        private void check() {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("the reindexing was cancelled");
            }
        }

        /** Rounds until little is left. */
        private void catchUp(Writers writers) {
            Touched touched;
            do {
                check();
                touched = live.take();
                if (touched.size() > 0) {
                    writers.commit();
                    catchUp(touched);
                }
            } while (touched.size() > FEW);
        }

        private void catchUp(Touched touched) {
            try (IndexSnapshot now = live.snapshot(Viewer.OPERATOR)) {
                Set<String> documents = new HashSet<>(touched.documents());
                StoredContent content = StoredContent.of(now);
                touched.sources().forEach((source, deleted) -> {
                    Optional<SourceRecord> record = live.source(source.collection(), source.uri());
                    if (deleted || record.isEmpty()) {
                        next.deleteSource(source.collection(), source.uri());
                        documents.addAll(content.documentIds(source.collection(), source.uri()));
                    }
                    record.ifPresent(next::putSource);
                });
                Map<String, Quota.Standing> quotas = now.quotas();
                for (String name : touched.collections()) {
                    next.setCollectionReaders(name, now.collectionReaders().getOrDefault(name, Readers.EVERYONE));
                    Quota.Standing standing = quotas.get(name);
                    next.setCollectionQuota(name, standing == null ? Quota.NONE : standing.quota());
                }
                documents.forEach(id -> renew(now, id));
                reindex.flush();
            }
        }

        private void renew(IndexSnapshot now, String id) {
            Optional<SourceDocument> document = now.document(id);
            document.ifPresent(reindex::add);
            if (document.isEmpty()) {
                next.delete(id);
            }
        }
    }

    /** The new index and its merges may take twice what the present one takes, more if its vectors are longer. */
    private void requireSpace() {
        long wanted = 2 * live.sizeBytes() + longerVectors() + services.config().minFreeDiskBytes();
        try {
            long free = Files.getFileStore(services.config().dataDir()).getUsableSpace();
            if (free < wanted) {
                throw new NuriException(
                        ErrorCode.DISK_FULL,
                        "Reindexing needs up to " + mib(wanted) + " MiB of free disk space in "
                                + services.config().dataDir() + ", there are " + mib(free)
                                + " MiB: make room and try again.");
            }
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL,
                    "The free space in " + services.config().dataDir() + " cannot be told: " + e.getMessage() + ".",
                    e);
        }
    }

    private long longerVectors() {
        Embedder now = live.embedder();
        int more = Math.max(0, settings.dimension() - (now == null ? 0 : now.dimension()));
        try (IndexSnapshot snapshot = live.snapshot(Viewer.OPERATOR)) {
            long passages = snapshot.collections().values().stream()
                    .mapToLong(IndexSnapshot.CollectionStats::passages)
                    .sum();
            return more * passages * 2 * (Float.BYTES + 1);
        }
    }

    private static long mib(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
