package dev.nuri.indexer.ingest;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.store.StoredIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Builds an index anew from the documents of the old one, with other analyzers or another embedder. The old one stays
 * as it is until the new one is whole; then the folders change places.
 */
public final class Reindex {

    private static final int BATCH_DOCUMENTS = 32;
    private static final int COMMIT_DOCUMENTS = 10_000;

    private final Services services;
    private final PassageWriter writer;
    private final Tally tally;
    private final List<SourceDocument> batch = new ArrayList<>();
    private int sinceCommit;

    /**
     * A rebuilding.
     *
     * @param services with the new, empty store; parsers are not needed
     */
    public Reindex(Services services, Consumer<IngestProgress> progress) {
        this.services = services;
        this.writer = new PassageWriter(services);
        this.tally = new Tally(progress);
    }

    /** Where the index of a data folder is. */
    public static Path index(Path dataDir) {
        return dataDir.resolve("index");
    }

    /** Where a new index is built; empty when this returns. */
    public static Path prepare(Path dataDir) {
        Path next = next(dataDir);
        delete(next);
        return next;
    }

    /** Copies everything from {@code old}; every document counts as changed. */
    public IngestReport copy(StoredIndex old) {
        PassageStore store = services.store();
        for (long i = old.documentCount(); i > 0; i--) {
            tally.found();
        }
        tally.scanned();
        old.forEachDocument(this::add);
        flush();
        old.forEachSource(store::putSource);
        store.commit();
        tally.tellEnd();
        return tally.report();
    }

    private void add(SourceDocument document) {
        tally.started(document.uri());
        batch.add(document);
        if (batch.size() == BATCH_DOCUMENTS) {
            flush();
        }
    }

    private void flush() {
        List<PassageWriter.Prepared> prepared = batch.stream()
                .map(d -> writer.prepare(d, d.metadata().get(SourceDocument.DUPLICATE_OF)))
                .toList();
        writer.embed(prepared);
        prepared.forEach(this::store);
        sinceCommit += batch.size();
        batch.clear();
        if (sinceCommit >= COMMIT_DOCUMENTS) {
            services.store().commit();
            sinceCommit = 0;
        }
    }

    private void store(PassageWriter.Prepared prepared) {
        writer.store(prepared);
        tally.changed.incrementAndGet();
        tally.passages.addAndGet(prepared.passages.size());
        if (prepared.embedFailure != null) {
            tally.flawed(new IngestFailure(prepared.document.uri(), "embed", prepared.embedFailure));
        }
        tally.done();
    }

    /** Puts the new index in the place of the old one, which is still locked. */
    public static void swap(Path dataDir) {
        try {
            delete(old(dataDir));
            Files.move(index(dataDir), old(dataDir), StandardCopyOption.ATOMIC_MOVE);
            settle(dataDir);
        } catch (IOException e) {
            throw failed(dataDir, e);
        }
    }

    /** Ends a change of places that was interrupted, and removes what is left of a rebuilding. */
    public static void settle(Path dataDir) {
        try {
            if (!Files.exists(index(dataDir)) && Files.exists(old(dataDir)) && Files.exists(next(dataDir))) {
                Files.move(next(dataDir), index(dataDir), StandardCopyOption.ATOMIC_MOVE);
            }
            if (Files.exists(index(dataDir))) {
                delete(old(dataDir));
            }
        } catch (IOException e) {
            throw failed(dataDir, e);
        }
    }

    private static Path next(Path dataDir) {
        return dataDir.resolve("index.next");
    }

    private static Path old(Path dataDir) {
        return dataDir.resolve("index.old");
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    private static NuriException failed(Path folder, IOException e) {
        return new NuriException(
                ErrorCode.INTERNAL, "The index folders in " + folder + " cannot be moved: " + e.getMessage() + ".", e);
    }
}
