package dev.nuri.web.permissions;

import dev.nuri.generator.GroundedAnswerer;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStores;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.HybridRetriever;
import dev.nuri.retriever.Suggester;
import dev.nuri.retriever.Synonyms;
import dev.nuri.web.engine.NuriEngine;
import java.nio.file.Path;
import java.util.List;

/** Makes engines that are alike but for what their stores hold. */
final class Engines {

    private final LanguageAnalyzers analyzers = LanguageAnalyzers.standard();
    private final LanguageIdentifier languages = LanguageIdentifiers.standard();
    private final PassageSplitter splitter = new PassageSplitter(languages);
    private final NuriEngine opened;

    /** @param opened over the index that holds everything */
    Engines(NuriEngine opened) {
        this.opened = opened;
    }

    /** An engine over a store. */
    NuriEngine over(PassageStore store) {
        HybridRetriever retriever = HybridRetriever.of(store, languages, analyzers, Synonyms.NONE, null);
        return new NuriEngine(
                opened.settings(),
                store,
                opened.ingestor(),
                retriever,
                new Suggester(store, analyzers),
                GroundedAnswerer.over(retriever, store, analyzers, languages).build(),
                null,
                opened.chats(),
                opened.embedder(),
                opened.embedderState(),
                opened.notice(),
                opened.reindexer(),
                opened.holder(),
                opened.checker(),
                () -> {});
    }

    /** A store that holds what a viewer may read of the opened one, by what {@code world} tells, and nothing else. */
    PassageStore readable(World world, Viewer viewer, Path folder) {
        PassageStore part = PassageStores.lucene(folder, analyzers, opened.embedder(), 0);
        try (IndexSnapshot all = opened.store().snapshot(Viewer.OPERATOR)) {
            world.documents().filter(file -> world.mayRead(viewer, file)).forEach(file -> {
                SourceDocument document = all.document(world.id(file)).orElseThrow();
                write(part, document);
            });
        }
        world.sources()
                .filter(file -> world.mayRead(viewer, file))
                .forEach(file -> part.putSource(opened.store()
                        .source(world.collection(file), World.uri(file))
                        .orElseThrow()));
        World.collections().forEach(name -> part.setCollectionReaders(name, world.collectionReaders(name)));
        part.commit();
        return part;
    }

    private void write(PassageStore part, SourceDocument document) {
        boolean repeats = document.metadata().containsKey(SourceDocument.DUPLICATE_OF);
        List<Passage> passages = repeats ? List.of() : splitter.split(document);
        float[][] vectors = new float[passages.size()][];
        Embedder embedder = opened.embedder();
        for (int i = 0; i < vectors.length; i++) {
            if (embedder.supports(passages.get(i).lang())) {
                String text = document.title() + "\n" + passages.get(i).text();
                vectors[i] = embedder.embed(List.of(text), Embedder.Role.PASSAGE)[0];
            }
        }
        part.replace(document, passages, vectors);
    }
}
