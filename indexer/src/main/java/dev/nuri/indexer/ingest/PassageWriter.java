package dev.nuri.indexer.ingest;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.store.VectorCheck;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Cuts documents into passages, embeds these, many documents' at a time, and stores both. Thread-safe. */
final class PassageWriter {

    private static final Logger LOG = Logger.getLogger(PassageWriter.class);

    /** Passages embedded in one call: enough to keep a model busy, few enough to keep memory small. */
    private static final int EMBED_BATCH = 64;

    private final Services services;

    PassageWriter(Services services) {
        this.services = services;
    }

    /** A document on its way into the store. */
    static final class Prepared {
        final SourceDocument document;
        final List<Passage> passages;
        /** {@code float[passages][dimension]}; null without an embedder, rows null where there is no vector. */
        final float[][] vectors;
        /** Why some passage has no vector though it should; null when all is well. */
        String embedFailure;

        private Prepared(SourceDocument document, List<Passage> passages, float[][] vectors) {
            this.document = document;
            this.passages = passages;
            this.vectors = vectors;
        }
    }

    private record Slot(Prepared prepared, int index) {
        Passage passage() {
            return prepared.passages.get(index);
        }
    }

    /** Stores one document, as a repetition of the document {@code original} unless that is null; its passages. */
    int write(SourceDocument document, String original) {
        Prepared prepared = prepare(document, original);
        embed(List.of(prepared));
        store(prepared);
        return prepared.passages.size();
    }

    /**
     * Cuts a document into passages.
     *
     * @param original id of the document it repeats, so that it gets none; or null
     */
    Prepared prepare(SourceDocument document, String original) {
        SourceDocument first = document.asFirst();
        List<Passage> own = services.splitter().apply(first);
        SourceDocument marked = original == null ? first : first.asRepetition(original, own.size());
        List<Passage> passages = original == null ? own : List.of();
        return new Prepared(marked, passages, services.embedder() == null ? null : new float[passages.size()][]);
    }

    /** Fills in the vectors of passages in languages the embedder knows. A failure leaves them out. */
    void embed(List<Prepared> documents) {
        Embedder embedder = services.embedder();
        if (embedder == null) {
            return;
        }
        List<Slot> batch = new ArrayList<>(EMBED_BATCH);
        for (Prepared document : documents) {
            for (int i = 0; i < document.passages.size(); i++) {
                if (embedder.supports(document.passages.get(i).lang())) {
                    batch.add(new Slot(document, i));
                }
                if (batch.size() == EMBED_BATCH) {
                    embed(embedder, batch);
                    batch.clear();
                }
            }
        }
        embed(embedder, batch);
    }

    private static void embed(Embedder embedder, List<Slot> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            float[][] vectors =
                    embedder.embed(batch.stream().map(PassageWriter::embedded).toList(), Embedder.Role.PASSAGE);
            if (vectors.length != batch.size()) {
                throw new IllegalArgumentException(
                        "there must be one vector per text (" + batch.size() + "), got " + vectors.length);
            }
            for (float[] vector : vectors) {
                VectorCheck.require(vector, embedder.dimension());
            }
            for (int i = 0; i < vectors.length; i++) {
                Slot slot = batch.get(i);
                slot.prepared.vectors[slot.index] = vectors[i];
            }
        } catch (RuntimeException e) {
            LOG.warnf(e, "%d passages could not be embedded", batch.size());
            batch.forEach(slot -> slot.prepared.embedFailure =
                    "It is found by words only, since embedding failed: " + e.getMessage());
        }
    }

    /** A passage's words alone often do not say what they are about: its document's title goes before them. */
    private static String embedded(Slot slot) {
        return slot.prepared.document.title() + "\n" + slot.passage().text();
    }

    void store(Prepared prepared) {
        services.store().replace(prepared.document, prepared.passages, prepared.vectors);
    }
}
