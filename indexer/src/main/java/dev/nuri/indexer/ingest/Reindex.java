package dev.nuri.indexer.ingest;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexContent;
import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.store.VectorCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Builds an index anew from the documents of another, with other analyzers or another embedder. */
public final class Reindex {

    private static final int BATCH_DOCUMENTS = 32;
    private static final int COMMIT_DOCUMENTS = 10_000;

    /** Documents that an embedder may fail on, before it is taken to be broken. */
    private static final long FEW_FAILURES = 50;

    private static final int FAILURES_OF = 100;

    private final Services services;
    private final PassageStore store;
    private final PassageWriter writer;
    private final Tally tally;
    private final Runnable afterBatch;
    private final List<SourceDocument> batch = new ArrayList<>();
    private int sinceCommit;
    /** Documents of which some passage has no vector because embedding failed. */
    private long withoutVectors;

    /**
     * A rebuilding.
     *
     * @param services with the new, empty store; parsers are not needed
     */
    public Reindex(Services services, Consumer<IngestProgress> progress) {
        this(services, progress, () -> {});
    }

    /** A rebuilding that ends when {@code afterBatch} throws. */
    Reindex(Services services, Consumer<IngestProgress> progress, Runnable afterBatch) {
        this.services = services;
        this.store = services.store();
        this.writer = new PassageWriter(services);
        this.tally = new Tally(progress);
        this.afterBatch = afterBatch;
    }

    /**
     * Makes sure of the embedder, before an index is given up for one with its vectors.
     *
     * @param embedder null for none
     * @throws NuriException when it fails on a word
     */
    public static void requireEmbedder(Embedder embedder) {
        if (embedder != null) {
            try {
                VectorCheck.require(embedder.embed(List.of("Nuri"), Embedder.Role.PASSAGE)[0], embedder.dimension());
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw NuriException.invalid("The embedder " + embedder.id() + " cannot be used (" + e.getMessage()
                        + "): set nuri.embedder to another, then reindex.");
            }
        }
    }

    /**
     * Copies everything from {@code old}; every document counts as changed.
     *
     * @throws NuriException when the embedder fails on many documents
     */
    public IngestReport copy(IndexContent old) {
        for (long i = old.documentCount(); i > 0; i--) {
            tally.found();
        }
        tally.scanned();
        old.forEachDocument(document -> {
            tally.started(document.uri());
            add(document);
        });
        flush();
        old.forEachSource(store::putSource);
        old.forEachCollection(store::setCollectionReaders);
        old.forEachQuota(store::setCollectionQuota);
        store.commit();
        tally.tellEnd();
        return tally.report();
    }

    /** Writes a document, soon. */
    void add(SourceDocument document) {
        batch.add(document);
        if (batch.size() == BATCH_DOCUMENTS) {
            flush();
        }
    }

    /** Writes what {@link #add} was given. */
    void flush() {
        List<PassageWriter.Prepared> prepared = batch.stream()
                .map(d -> writer.prepare(d, d.metadata().get(SourceDocument.DUPLICATE_OF)))
                .toList();
        writer.embed(prepared);
        prepared.forEach(this::store);
        sinceCommit += batch.size();
        batch.clear();
        if (sinceCommit >= COMMIT_DOCUMENTS) {
            store.commit();
            sinceCommit = 0;
        }
        requireFewFailures();
        afterBatch.run();
    }

    private void requireFewFailures() {
        long written = tally.changed.get();
        if (withoutVectors > FEW_FAILURES && withoutVectors * FAILURES_OF > written) {
            throw new NuriException(
                    ErrorCode.INTERNAL,
                    "The embedder " + services.embedder().id() + " failed on " + withoutVectors + " of " + written
                            + " documents, so the index stays as it was: mend the embedder, then reindex.");
        }
    }

    private void store(PassageWriter.Prepared prepared) {
        writer.store(prepared);
        tally.changed.incrementAndGet();
        tally.passages.addAndGet(prepared.passages.size());
        if (prepared.embedFailure != null) {
            withoutVectors++;
            tally.flawed(new IngestFailure(prepared.document.uri(), "embed", prepared.embedFailure));
        }
        tally.done();
    }
}
