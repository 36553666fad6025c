package dev.nuri.web;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.Ingestor;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** An ingestor that refuses everything; tests override what they need. */
public class StubIngestor implements Ingestor {

    @Override
    public IngestReport ingest(IngestRequest request, Consumer<IngestProgress> progress, BooleanSupplier cancelled) {
        throw new UnsupportedOperationException();
    }

    @Override
    public IngestReport upload(Path file, String name, String collection, AccessRule access) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean setReaders(String documentId, SortedSet<String> readers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setCollectionReaders(String collection, SortedSet<String> readers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean mayReplace(Viewer viewer, String collection, String target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean remove(String documentId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InputStream original(SourceDocument document) {
        throw new UnsupportedOperationException();
    }
}
