package dev.nuri.indexer.ingest;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.TextExtractor;
import java.util.List;
import java.util.function.Function;

/**
 * What an ingest works with; all of it is the caller's to close.
 *
 * @param extractor null when nothing is read
 * @param splitter cuts a document into passages
 */
public record Services(
        IndexerConfig config,
        PassageStore store,
        TextExtractor extractor,
        LanguageIdentifier languages,
        Function<SourceDocument, List<Passage>> splitter) {

    /** What makes the store's vectors; null when passages get none. Changes when the store changes its index. */
    Embedder embedder() {
        return store.embedder();
    }

    /** The same over another store. */
    Services over(PassageStore other) {
        return new Services(config, other, extractor, languages, splitter);
    }
}
