package dev.nuri.indexer.store;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;

/**
 * Makes views of commits, and remembers those made last. What is read of a segment is read once for all views of it.
 * Thread-safe.
 */
final class Views {

    /** A view takes a bit for each entry of the index, and the counts that searches asked for. */
    private static final int KEPT = 200;

    /** A commit as a viewer sees it. */
    private record ViewKey(IndexReader.CacheKey commit, Viewer viewer) {}

    /** Readers of a segment's entries change in place, each time with a new generation of its doc values. */
    private record Column(long generation, Once<SegmentReaders> readers) {}

    private record FieldKey(IndexReader.CacheKey segment, String field) {}

    private final Map<ViewKey, Once<VisibleReader>> views = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ViewKey, Once<VisibleReader>> eldest) {
            return size() > KEPT;
        }
    };

    private final Map<IndexReader.CacheKey, Once<Map<String, SortedSet<String>>>> collections =
            new ConcurrentHashMap<>();
    private final Map<IndexReader.CacheKey, Column> segments = new ConcurrentHashMap<>();
    private final Map<FieldKey, Once<TermCounts>> counts = new ConcurrentHashMap<>();

    /** A value made by the first who asks for it, while others wait. */
    private static final class Once<T> implements Supplier<T> {

        private Making<T> making;
        private T value;

        private Once(Making<T> making) {
            this.making = making;
        }

        @Override
        public synchronized T get() {
            if (value == null) {
                try {
                    value = making.make();
                    making = null;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return value;
        }
    }

    private interface Making<T> {
        T make() throws IOException;
    }

    /** The commit as a viewer who may not read everything sees it. */
    DirectoryReader of(DirectoryReader commit, Viewer viewer) throws IOException {
        IndexReader.CacheHelper helper = commit.getReaderCacheHelper();
        Once<VisibleReader> view;
        synchronized (views) {
            view = views.computeIfAbsent(new ViewKey(helper.getKey(), viewer), key -> {
                helper.addClosedListener(closed -> forget(key));
                return new Once<>(() -> view(commit, viewer));
            });
        }
        try {
            return view.get();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void forget(ViewKey key) {
        synchronized (views) {
            views.remove(key);
        }
    }

    private VisibleReader view(DirectoryReader commit, Viewer viewer) throws IOException {
        Map<String, SortedSet<String>> restricted = collectionReaders(commit);
        return new VisibleReader(
                commit,
                leaf -> readers(leaf).visible(leaf, name -> allows(viewer, restricted, name), viewer::isAmong),
                this::counts);
    }

    /** Whether a viewer may read a collection. */
    static boolean allows(Viewer viewer, Map<String, SortedSet<String>> restricted, String collection) {
        return viewer.hasCollection(collection)
                && viewer.isAmong(restricted.getOrDefault(collection, Readers.EVERYONE));
    }

    /** The readers of each collection that not everyone may read. */
    Map<String, SortedSet<String>> collectionReaders(DirectoryReader commit) {
        IndexReader.CacheHelper helper = commit.getReaderCacheHelper();
        return collections
                .computeIfAbsent(helper.getKey(), key -> {
                    helper.addClosedListener(collections::remove);
                    return new Once<>(() -> readCollections(commit));
                })
                .get();
    }

    private static Map<String, SortedSet<String>> readCollections(IndexReader commit) throws IOException {
        Map<String, SortedSet<String>> readers = new TreeMap<>();
        StoredFields fields = commit.storedFields();
        Lookup.each(commit, new Term(IndexSchema.KIND, IndexSchema.KIND_COLLECTION), docId -> {
            Entries.CollectionEntry entry =
                    StoredEntry.read(fields, docId, false).collection();
            readers.put(entry.name(), Readers.of(entry.readers()));
        });
        return readers;
    }

    private SegmentReaders readers(LeafReader leaf) {
        IndexReader.CacheHelper helper = leaf.getCoreCacheHelper();
        LeafReader segment = FilterLeafReader.unwrap(leaf);
        long generation = ((SegmentReader) segment).getSegmentInfo().getDocValuesGen();
        return segments.compute(helper.getKey(), (_, known) -> {
                    if (known == null) {
                        helper.addClosedListener(segments::remove);
                    }
                    return known != null && known.generation == generation
                            ? known
                            : new Column(generation, new Once<>(() -> SegmentReaders.read(leaf)));
                })
                .readers
                .get();
    }

    private TermCounts counts(LeafReader leaf, String field, Terms terms) {
        IndexReader.CacheHelper helper = leaf.getCoreCacheHelper();
        return counts.computeIfAbsent(new FieldKey(helper.getKey(), field), key -> {
                    helper.addClosedListener(closed -> counts.remove(key));
                    return new Once<>(() -> TermCounts.count(leaf, terms));
                })
                .get();
    }
}
