package dev.nuri.indexer.store;

import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;

/** Does again what a log says. */
final class Replay implements Operations.Target {

    private final Changes changes;
    private boolean changed;
    private long shown;

    Replay(Changes changes) {
        this.changes = changes;
    }

    /** Whether anything was done. */
    boolean changedSomething() {
        return changed;
    }

    /** The last generation that was shown; 0 when none was. */
    long shown() {
        return shown;
    }

    @Override
    public void replace(SourceDocument document, List<Passage> passages, float[][] vectors) throws IOException {
        changes.resume(document);
        changed |= changes.replace(document, passages, vectors);
    }

    @Override
    public void delete(String documentId) throws IOException {
        changed |= changes.delete(documentId);
    }

    @Override
    public void delete(String documentId, SourceRecord source) throws IOException {
        changed |= changes.delete(documentId, source);
    }

    @Override
    public void putSource(SourceRecord source) throws IOException {
        changed |= changes.putSource(source);
    }

    @Override
    public void deleteSource(String collection, String uri) throws IOException {
        changed |= changes.deleteSource(collection, uri);
    }

    @Override
    public void setReaders(String documentId, SortedSet<String> readers) throws IOException {
        changed |= changes.setReaders(documentId, readers);
    }

    @Override
    public void setCollectionReaders(String collection, SortedSet<String> readers) throws IOException {
        changed |= changes.setCollectionReaders(collection, readers);
    }

    @Override
    public void setCollectionQuota(String collection, Quota quota) throws IOException {
        changed |= changes.setCollectionQuota(collection, quota);
    }

    @Override
    public void show(long generation) {
        shown = Math.max(shown, generation);
    }
}
