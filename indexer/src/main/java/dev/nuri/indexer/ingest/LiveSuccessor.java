package dev.nuri.indexer.ingest;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IndexSuccessor;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.Touched;
import dev.nuri.indexer.Viewer;
import dev.nuri.indexer.store.LiveStore;
import dev.nuri.indexer.store.LuceneStore;
import dev.nuri.indexer.store.StoreSettings;
import dev.nuri.indexer.store.StoredContent;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The successor of the index in a data folder, in a folder beside it. */
public final class LiveSuccessor implements IndexSuccessor {

    private final LiveStore live;
    private final StoreSettings settings;
    private final LuceneStore next;

    private LiveSuccessor(LiveStore live, StoreSettings settings, LuceneStore next) {
        this.live = live;
        this.settings = settings;
        this.next = next;
    }

    /**
     * Begins one.
     *
     * @param live the store in use
     * @param settings of the new index
     * @param services over the store in use
     * @throws NuriException DISK_FULL when there is too little room
     */
    public static LiveSuccessor begin(LiveStore live, StoreSettings settings, Services services) {
        requireSpace(live, settings, services);
        live.folders().dropNext();
        LuceneStore next = LuceneStore.openWithoutLog(live.folders().next(), settings);
        live.follow();
        return new LiveSuccessor(live, settings, next);
    }

    /** The new index and its merges may take twice what the present one takes, more if its vectors are longer. */
    private static void requireSpace(LiveStore live, StoreSettings settings, Services services) {
        long wanted = 2 * live.sizeBytes()
                + longerVectors(live, settings)
                + services.config().minFreeDiskBytes();
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

    private static long longerVectors(LiveStore live, StoreSettings settings) {
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

    @Override
    public PassageStore store() {
        return next;
    }

    @Override
    public Touched take() {
        return live.take();
    }

    @Override
    public boolean tryTakeOver(Writers writers, Consumer<Touched> last) {
        live.awaitHolders();
        return writers.tryAlone(() -> live.changeOver(next, settings, last));
    }

    @Override
    public void close() {
        try {
            next.close();
        } finally {
            live.unfollow();
            live.folders().dropNext();
        }
    }

    @Override
    public Present present() {
        return new LivePresent(live.snapshot(Viewer.OPERATOR));
    }

    private final class LivePresent implements Present {

        private final IndexSnapshot snapshot;
        private final StoredContent content;

        LivePresent(IndexSnapshot snapshot) {
            this.snapshot = snapshot;
            this.content = StoredContent.of(snapshot);
        }

        @Override
        public Optional<SourceDocument> document(String id) {
            return snapshot.document(id);
        }

        @Override
        public Optional<SourceRecord> source(String collection, String uri) {
            return live.source(collection, uri);
        }

        @Override
        public long documentCount() {
            return content.documentCount();
        }

        @Override
        public void forEachDocument(Consumer<SourceDocument> action) {
            content.forEachDocument(action);
        }

        @Override
        public void forEachSource(Consumer<SourceRecord> action) {
            content.forEachSource(action);
        }

        @Override
        public void forEachCollection(BiConsumer<String, SortedSet<String>> action) {
            content.forEachCollection(action);
        }

        @Override
        public void forEachQuota(BiConsumer<String, Quota> action) {
            content.forEachQuota(action);
        }

        @Override
        public List<String> documentIds(String collection, String uri) {
            return content.documentIds(collection, uri);
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }
}
