package dev.nuri.indexer.store;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import java.util.List;
import java.util.SortedSet;

/** What a store takes; who breaks a rule is told which, and nothing is written. */
public final class WriteRules {

    /** Length limit of Lucene's exact terms, less room for the collection. */
    private static final int MAX_URI_CHARS = 10_000;

    private final StoreSettings settings;

    /** Rules of an index with {@code settings}. */
    public WriteRules(StoreSettings settings) {
        this.settings = settings;
    }

    /**
     * Checks a document.
     *
     * @param vectors one a passage, each of unit length or null; null for none
     * @throws NuriException when it breaks a rule
     * @throws IllegalArgumentException when the vectors are not those of the passages
     */
    public void check(SourceDocument document, List<Passage> passages, float[][] vectors) {
        requireShort(document.uri());
        check(document.readers());
        requireVectors(passages, vectors);
    }

    /** Checks the record of a source. */
    public void check(SourceRecord source) {
        requireShort(source.uri());
        check(source.access().readers());
        source.access().own().values().forEach(this::check);
    }

    private static void requireShort(String uri) {
        if (uri.length() > MAX_URI_CHARS) {
            throw NuriException.invalid("A URI has at most " + MAX_URI_CHARS + " characters, got " + uri.length()
                    + ", beginning with " + uri.substring(0, 100) + ".");
        }
    }

    /** Checks readers: earlier versions of Nuri, which show everyone everything, still open an index of an older format. */
    void check(SortedSet<String> readers) {
        if (!readers.isEmpty() && settings.format() < CommitStamp.FORMAT) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The index has format " + settings.format() + ", in which everyone may read everything: rebuild it"
                            + " with `nuri reindex` before you say who may read what.");
        }
    }

    /** Checks a quota: earlier versions of Nuri, which know none, still open an index of an older format. */
    void check(Quota quota) {
        if (!quota.equals(Quota.NONE) && settings.format() < CommitStamp.FORMAT) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The index has format " + settings.format() + ", which has no quotas: rebuild it with"
                            + " `nuri reindex` before you set one.");
        }
    }

    private void requireVectors(List<Passage> passages, float[][] vectors) {
        if (vectors == null) {
            return;
        }
        if (vectors.length != passages.size()) {
            throw new IllegalArgumentException(
                    "there must be one vector per passage (" + passages.size() + "), got " + vectors.length);
        }
        for (float[] vector : vectors) {
            if (vector != null) {
                VectorCheck.require(vector, settings.dimension());
            }
        }
    }
}
