package dev.nuri.indexer.store;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot.CollectionStats;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.Bits;

/** Counts documents and passages per collection from doc values: no stored field is read. */
final class CollectionCounts {

    private static final class Tally {
        private long documents;
        private long passages;
        private final Map<String, Long> languages = new TreeMap<>();
    }

    private final Map<String, Tally> tallies = new TreeMap<>();

    static Map<String, CollectionStats> of(IndexSearcher searcher) throws IOException {
        CollectionCounts counts = new CollectionCounts();
        for (LeafReaderContext context : searcher.getIndexReader().leaves()) {
            counts.documents(context.reader());
            counts.passages(context.reader());
        }
        Map<String, CollectionStats> stats = new TreeMap<>();
        counts.tallies.forEach((name, tally) ->
                stats.put(name, new CollectionStats(tally.documents, tally.passages, tally.languages)));
        return stats;
    }

    private void documents(LeafReader leaf) throws IOException {
        SortedDocValues languages = DocValues.getSorted(leaf, IndexSchema.LANG);
        long[] perPair = count(leaf, IndexSchema.KIND_DOCUMENT, languages);
        SortedDocValues collections = DocValues.getSorted(leaf, IndexSchema.COLLECTION);
        int width = Math.max(1, languages.getValueCount());
        for (int pair = 0; pair < perPair.length; pair++) {
            if (perPair[pair] > 0) {
                Tally tally = tally(collections, pair / width);
                tally.documents += perPair[pair];
                tally.languages.merge(languages.lookupOrd(pair % width).utf8ToString(), perPair[pair], Long::sum);
            }
        }
    }

    private void passages(LeafReader leaf) throws IOException {
        long[] perCollection = count(leaf, IndexSchema.KIND_PASSAGE, null);
        SortedDocValues collections = DocValues.getSorted(leaf, IndexSchema.COLLECTION);
        for (int ord = 0; ord < perCollection.length; ord++) {
            if (perCollection[ord] > 0) {
                tally(collections, ord).passages += perCollection[ord];
            }
        }
    }

    private Tally tally(SortedDocValues collections, int ord) throws IOException {
        return tallies.computeIfAbsent(collections.lookupOrd(ord).utf8ToString(), _ -> new Tally());
    }

    /**
     * Live entries of a kind per collection, or per collection and value of {@code second}.
     *
     * @return {@code long[collections * max(1, values of second)]}
     */
    private static long[] count(LeafReader leaf, String kind, SortedDocValues second) throws IOException {
        SortedDocValues collections = DocValues.getSorted(leaf, IndexSchema.COLLECTION);
        int width = second == null ? 1 : Math.max(1, second.getValueCount());
        long[] counts = new long[collections.getValueCount() * width];
        PostingsEnum postings = leaf.postings(new Term(IndexSchema.KIND, kind), PostingsEnum.NONE);
        if (postings == null) {
            return counts;
        }
        Bits live = leaf.getLiveDocs();
        for (int doc = postings.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = postings.nextDoc()) {
            if ((live == null || live.get(doc)) && collections.advanceExact(doc)) {
                int column = second != null && second.advanceExact(doc) ? second.ordValue() : 0;
                counts[collections.ordValue() * width + column]++;
            }
        }
        return counts;
    }
}
