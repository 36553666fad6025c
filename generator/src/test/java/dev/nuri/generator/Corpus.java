package dev.nuri.generator;

import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStores;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.Section;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.retriever.Hit;
import dev.nuri.retriever.Hits;
import dev.nuri.retriever.Retriever;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A small index with every passage it holds, and retrievers that return passages as a test lays them out. */
final class Corpus implements AutoCloseable {

    static final String COLLECTION = "test";

    private final PassageStore store;
    private final List<Hit> hits = new ArrayList<>();

    Corpus(Path folder) {
        store = PassageStores.lucene(folder, LanguageAnalyzers.standard(), null, 0);
    }

    /** A document whose passages are each one section, in the order given, separated by blank lines. */
    Corpus add(String name, String lang, String title, String... passages) {
        List<Passage> cut = new ArrayList<>();
        String text = String.join("\n\n", passages);
        String uri = "upload:" + name;
        String id = SourceDocument.idOf(COLLECTION, uri);
        int start = 0;
        for (String passage : passages) {
            cut.add(new Passage(id, cut.size(), start, start + passage.length(), passage, lang, List.of(), 0));
            start += passage.length() + 2;
        }
        put(document(name, lang, title, text), cut);
        return this;
    }

    /** A document cut by the splitter. */
    Corpus addSplit(String name, String lang, String title, String text) {
        SourceDocument document = document(name, lang, title, text);
        put(document, new PassageSplitter().split(document));
        return this;
    }

    private void put(SourceDocument document, List<Passage> passages) {
        store.replace(document, passages, new float[passages.size()][]);
        store.commit();
        for (Passage passage : passages) {
            hits.add(new Hit(
                    hits.size() + 1,
                    1.0 / (hits.size() + 1),
                    passage,
                    document.title(),
                    document.uri(),
                    COLLECTION,
                    document.mediaType(),
                    List.of(),
                    List.of(),
                    0,
                    null,
                    null));
        }
    }

    /** A document without sections, pages or metadata. */
    static SourceDocument document(String name, String lang, String title, String text) {
        String uri = "upload:" + name;
        return new SourceDocument(
                SourceDocument.idOf(COLLECTION, uri),
                COLLECTION,
                uri,
                title,
                lang,
                "text/plain",
                text,
                List.of(new Section(0, text.length(), List.of())),
                List.of(),
                SourceDocument.hashOf(text),
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                Readers.EVERYONE);
    }

    PassageStore store() {
        return store;
    }

    /** Every passage, in the order added. */
    List<Hit> hits() {
        return List.copyOf(hits);
    }

    /** Finds every passage for every query, in the order added. */
    Retriever findsAll(String queryLang) {
        return request -> found(hits().subList(0, Math.min(hits.size(), request.k())), queryLang);
    }

    /** Finds nothing. */
    static Retriever findsNothing(String queryLang) {
        return request -> found(List.of(), queryLang);
    }

    static Hits found(List<Hit> hits, String queryLang) {
        return new Hits(hits, hits.size(), Map.of(), queryLang, null, Duration.ZERO, 1, null, null);
    }

    @Override
    public void close() {
        store.close();
    }
}
