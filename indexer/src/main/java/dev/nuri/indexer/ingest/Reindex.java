package dev.nuri.indexer.ingest;

import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.store.StoredContent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Builds an index anew from the documents of another, with other analyzers or another embedder. */
public final class Reindex {

    private static final int BATCH_DOCUMENTS = 32;
    private static final int COMMIT_DOCUMENTS = 10_000;

    private final PassageStore store;
    private final PassageWriter writer;
    private final Tally tally;
    private final Runnable afterBatch;
    private final List<SourceDocument> batch = new ArrayList<>();
    private int sinceCommit;
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
        this.store = services.store();
        this.writer = new PassageWriter(services);
        this.tally = new Tally(progress);
        this.afterBatch = afterBatch;
    }

    /** Copies everything from {@code old}; every document counts as changed. */
    public IngestReport copy(StoredContent old) {
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
        afterBatch.run();
    }

    /** Documents of which some passage has no vector because embedding failed. */
    long withoutVectors() {
        return withoutVectors;
    }

    /** Documents written. */
    long written() {
        return tally.changed.get();
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
