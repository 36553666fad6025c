package dev.nuri.indexer.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FilterDirectoryReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Terms;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;

/**
 * An index as if it held only some of its entries: the others are no live entries, have no postings, and count in no
 * statistics, so that what is computed from it does not depend on them.
 *
 * <p>Scores of two views that show the same are the same, whatever each leaves out. Numbers of entries are those of the
 * index it is over. Never closed: it is of use as long as that index is open.
 */
final class VisibleReader extends FilterDirectoryReader {

    /** What is visible of a segment. */
    interface Visibility {
        FixedBitSet of(LeafReader leaf) throws IOException;
    }

    /** How many terms the entries of a segment have in a field without norms. */
    interface Counts {
        TermCounts of(LeafReader leaf, String field, Terms terms) throws IOException;
    }

    VisibleReader(DirectoryReader in, Visibility visibility, Counts counts) throws IOException {
        super(in, new SubReaderWrapper() {
            @Override
            public LeafReader wrap(LeafReader leaf) {
                try {
                    return new VisibleLeaf(leaf, visibility.of(leaf), counts);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    @Override
    protected DirectoryReader doWrapDirectoryReader(DirectoryReader other) {
        throw new UnsupportedOperationException("a view is of one commit");
    }

    /** None: what is cached of an index is not to be found by a view of it. */
    @Override
    public CacheHelper getReaderCacheHelper() {
        return null;
    }

    private static final class VisibleLeaf extends FilterLeafReader {

        private final FixedBitSet visible;
        private final int count;
        private final Counts counts;
        private final Map<String, VisibleTerms> fields = new ConcurrentHashMap<>();

        private VisibleLeaf(LeafReader in, FixedBitSet visible, Counts counts) {
            super(in);
            this.visible = visible;
            this.count = visible.cardinality();
            this.counts = counts;
        }

        @Override
        public Bits getLiveDocs() {
            return visible;
        }

        @Override
        public int numDocs() {
            return count;
        }

        @Override
        public Terms terms(String field) throws IOException {
            VisibleTerms known = fields.get(field);
            if (known != null) {
                return known;
            }
            Terms terms = count == 0 ? null : in.terms(field);
            if (terms == null) {
                return null;
            }
            VisibleTerms visibleTerms = new VisibleTerms(terms, visible, count, () -> sums(field, terms));
            VisibleTerms other = fields.putIfAbsent(field, visibleTerms);
            return other == null ? visibleTerms : other;
        }

        private TermCounts.Sums sums(String field, Terms terms) throws IOException {
            FieldInfo info = in.getFieldInfos().fieldInfo(field);
            return info != null && info.hasNorms()
                    ? TermCounts.ofNorms(in, field, visible)
                    : counts.of(in, field, terms).sums(visible);
        }

        @Override
        public CacheHelper getCoreCacheHelper() {
            return null;
        }

        @Override
        public CacheHelper getReaderCacheHelper() {
            return null;
        }
    }
}
