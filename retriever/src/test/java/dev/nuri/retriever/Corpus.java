package dev.nuri.retriever;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStores;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.Section;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Span;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Documents in a real store, for tests of retrieval. */
final class Corpus implements AutoCloseable {

    static final LanguageAnalyzers ANALYZERS = LanguageAnalyzers.standard();

    private final PassageStore store;
    private final Embedder embedder;
    private final Map<String, Entry> entries = new HashMap<>();

    /** A passage and its document. */
    record Entry(Passage passage, SourceDocument document) {}

    Corpus(Path folder, Embedder embedder) {
        this.embedder = embedder;
        store = PassageStores.lucene(folder, ANALYZERS, embedder, 0);
    }

    PassageStore store() {
        return store;
    }

    /** Every passage by id. */
    Map<String, Entry> entries() {
        return entries;
    }

    /** Adds a document of one passage. */
    String add(String lang, String text) {
        return add("default", "doc" + entries.size(), lang, "text/plain", text, List.of(new Span(0, text.length())));
    }

    /** Adds a document; returns its id. */
    String add(String collection, String name, String lang, String type, String text, List<Span> passages) {
        String uri = "upload:" + name;
        SourceDocument document = new SourceDocument(
                SourceDocument.idOf(collection, uri),
                collection,
                uri,
                name,
                lang,
                type,
                text,
                List.of(new Section(0, text.length(), List.of())),
                List.of(),
                SourceDocument.hashOf(text),
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                Readers.EVERYONE);
        List<Passage> cut = new ArrayList<>();
        for (Span span : passages) {
            cut.add(new Passage(
                    document.id(), cut.size(), span.start(), span.end(), span.of(text), lang, List.of(), 0));
        }
        cut.forEach(passage -> entries.put(passage.id(), new Entry(passage, document)));
        store.replace(document, cut, vectors(cut));
        return document.id();
    }

    private float[][] vectors(List<Passage> passages) {
        float[][] vectors = new float[passages.size()][];
        for (int i = 0; embedder != null && i < vectors.length; i++) {
            if (embedder.supports(passages.get(i).lang())) {
                vectors[i] = embedder.embed(List.of(passages.get(i).text()), Embedder.Role.PASSAGE)[0];
            }
        }
        return vectors;
    }

    Corpus commit() {
        store.commit();
        return this;
    }

    @Override
    public void close() {
        store.close();
    }
}
