package dev.nuri.indexer.store;

import dev.nuri.indexer.Embedder;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;

/**
 * What an index is written with. An index is stamped with the fingerprints and opens only with the same ones.
 *
 * @param analyzer analyzer of each field
 * @param keyOf language tag to analyzer key, null for a language without an analyzer of its own
 * @param analysis fingerprint of the analyzers
 * @param embedder id of the embedder, or {@link #NO_EMBEDDER}
 * @param dimension of the embedder's vectors; 0 without one
 * @param encoder makes those vectors; null without an embedder, or when the one of that id cannot be had any more
 * @param format of an index that is written to; a new one always has the present format
 * @param minFreeDiskBytes writes are refused below this much free space
 */
public record StoreSettings(
        Analyzer analyzer,
        UnaryOperator<String> keyOf,
        String analysis,
        String embedder,
        int dimension,
        Embedder encoder,
        int format,
        long minFreeDiskBytes) {

    /** Embedder id of an index without vectors. */
    public static final String NO_EMBEDDER = "none";

    /**
     * Settings for an embedder.
     *
     * @param embedder null for an index without vectors
     */
    public static StoreSettings of(
            Analyzer analyzer, UnaryOperator<String> keyOf, String analysis, Embedder embedder, long minFreeDiskBytes) {
        return embedder == null
                ? new StoreSettings(
                        analyzer, keyOf, analysis, NO_EMBEDDER, 0, null, CommitStamp.FORMAT, minFreeDiskBytes)
                : new StoreSettings(
                        analyzer,
                        keyOf,
                        analysis,
                        embedder.id(),
                        embedder.dimension(),
                        embedder,
                        CommitStamp.FORMAT,
                        minFreeDiskBytes);
    }

    /**
     * These settings for an index that was built with others: it keeps its stamp, and is written to with the present
     * analyzers.
     *
     * @param former the embedder it was built with; null when there was none or it cannot be had any more
     */
    public StoreSettings asBuilt(CommitStamp stamp, Embedder former) {
        return new StoreSettings(
                analyzer,
                keyOf,
                stamp.analysis(),
                stamp.embedder(),
                stamp.dimension(),
                former,
                stamp.formatWritten(),
                minFreeDiskBytes);
    }
}
