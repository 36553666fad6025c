package dev.nuri.web.traces;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.Ingestor;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** An ingestor whose ingests are traced, each by itself: it outlives the request that asked for it. */
public final class TracedIngestor implements Ingestor {

    private final Ingestor ingestor;
    private final Traces traces;

    public TracedIngestor(Ingestor ingestor, Traces traces) {
        this.ingestor = ingestor;
        this.traces = traces;
    }

    @Override
    public IngestReport ingest(IngestRequest request, Consumer<IngestProgress> progress, BooleanSupplier cancelled) {
        return traced(() -> ingestor.ingest(request, progress, cancelled));
    }

    @Override
    public IngestReport upload(Path file, String name, String collection, AccessRule access) {
        return traced(() -> ingestor.upload(file, name, collection, access));
    }

    private IngestReport traced(Supplier<IngestReport> ingest) {
        return traces.work("nuri.ingest", ingest, report -> report.failed() == 0 ? "done" : "in part");
    }

    @Override
    public boolean setReaders(String documentId, SortedSet<String> readers) {
        return ingestor.setReaders(documentId, readers);
    }

    @Override
    public void setCollectionReaders(String collection, SortedSet<String> readers) {
        ingestor.setCollectionReaders(collection, readers);
    }

    @Override
    public void setCollectionQuota(String collection, Quota quota) {
        ingestor.setCollectionQuota(collection, quota);
    }

    @Override
    public void requireRoom(String collection, String target) {
        ingestor.requireRoom(collection, target);
    }

    @Override
    public boolean mayReplace(Viewer viewer, String collection, String target) {
        return ingestor.mayReplace(viewer, collection, target);
    }

    @Override
    public boolean remove(String documentId) {
        return ingestor.remove(documentId);
    }

    @Override
    public InputStream original(SourceDocument document) {
        return ingestor.original(document);
    }
}
