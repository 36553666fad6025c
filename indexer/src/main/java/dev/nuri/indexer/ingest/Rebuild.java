package dev.nuri.indexer.ingest;

import dev.nuri.indexer.IndexSuccessor;
import dev.nuri.indexer.IndexSuccessor.Present;
import dev.nuri.indexer.IndexSuccessor.Writers;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.Touched;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

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

    private final Supplier<? extends IndexSuccessor> successors;
    private final Services services;
    private final BooleanSupplier cancelled;

    /**
     * A rebuilding.
     *
     * @param successors begins the new index
     * @param services over the store in use
     * @param cancelled asked between batches of documents
     */
    public Rebuild(Supplier<? extends IndexSuccessor> successors, Services services, BooleanSupplier cancelled) {
        this.successors = successors;
        this.services = services;
        this.cancelled = cancelled;
    }

    /**
     * Runs it where nothing writes from here.
     *
     * @throws NuriException when it cannot be done; the index in use stays, and nothing is left of the new one
     */
    public IngestReport run(Consumer<IngestProgress> progress) {
        return run(Writers.NONE, progress);
    }

    /**
     * Runs it.
     *
     * @throws CancellationException when cancelled; the index in use stays, and nothing is left of the new one
     * @throws NuriException when it cannot be done; likewise
     */
    IngestReport run(Writers writers, Consumer<IngestProgress> progress) {
        try (IndexSuccessor next = successors.get()) {
            Reindex.requireEmbedder(next.store().embedder());
            Copying copying =
                    new Copying(next, new Reindex(services.over(next.store()), progress, this::requireNotCancelled));
            writers.commit();
            IngestReport report;
            try (Present present = next.present()) {
                report = copying.reindex.copy(present);
            }
            do {
                copying.catchUp(writers);
            } while (!next.tryTakeOver(writers, copying::catchUp));
            return report;
        }
    }

    private void requireNotCancelled() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("the reindexing was cancelled");
        }
    }

    /** The new index and what fills it. */
    private final class Copying {

        private final IndexSuccessor successor;
        private final PassageStore next;
        private final Reindex reindex;

        private Copying(IndexSuccessor successor, Reindex reindex) {
            this.successor = successor;
            this.next = successor.store();
            this.reindex = reindex;
        }

        /** Rounds until little is left. */
        private void catchUp(Writers writers) {
            Touched touched;
            do {
                requireNotCancelled();
                touched = successor.take();
                if (touched.size() > 0) {
                    writers.commit();
                    catchUp(touched);
                }
            } while (touched.size() > FEW);
        }

        private void catchUp(Touched touched) {
            try (Present now = successor.present()) {
                Set<String> documents = new HashSet<>(touched.documents());
                touched.sources().forEach((source, deleted) -> {
                    Optional<SourceRecord> record = now.source(source.collection(), source.uri());
                    if (deleted || record.isEmpty()) {
                        next.deleteSource(source.collection(), source.uri());
                        documents.addAll(now.documentIds(source.collection(), source.uri()));
                    }
                    record.ifPresent(next::putSource);
                });
                if (!touched.collections().isEmpty()) {
                    renewCollections(now, touched.collections());
                }
                documents.forEach(id -> renew(now, id));
                reindex.flush();
            }
        }

        private void renewCollections(Present now, Set<String> collections) {
            Map<String, SortedSet<String>> readers = new HashMap<>();
            Map<String, Quota> quotas = new HashMap<>();
            now.forEachCollection(readers::put);
            now.forEachQuota(quotas::put);
            for (String name : collections) {
                next.setCollectionReaders(name, readers.getOrDefault(name, Readers.EVERYONE));
                next.setCollectionQuota(name, quotas.getOrDefault(name, Quota.NONE));
            }
        }

        private void renew(Present now, String id) {
            now.document(id).ifPresentOrElse(reindex::add, () -> next.delete(id));
        }
    }
}
