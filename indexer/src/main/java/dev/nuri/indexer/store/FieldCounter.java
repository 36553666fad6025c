package dev.nuri.indexer.store;

import dev.nuri.indexer.EntrySearcher.FieldCounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.CollectionTerminatedException;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/** Counts ordinals of fields leaf by leaf and turns them into values when a leaf is done. */
final class FieldCounter extends SimpleCollector {

    private final List<String> fields;
    private final long most;
    private final List<Map<String, Long>> values = new ArrayList<>();
    private final SortedDocValues[] columns;
    private final int[][] counts;
    private long total;

    private FieldCounter(List<String> fields, long most) {
        this.fields = fields;
        this.most = most;
        columns = new SortedDocValues[fields.size()];
        counts = new int[fields.size()][];
        fields.forEach(_ -> values.add(new HashMap<>()));
    }

    /** Counts what matches, up to {@code most} entries. */
    static FieldCounts count(IndexSearcher searcher, Query query, List<String> fields, long most) throws IOException {
        return searcher.search(query, new CollectorManager<FieldCounter, FieldCounts>() {
            @Override
            public FieldCounter newCollector() {
                return new FieldCounter(fields, most);
            }

            @Override
            public FieldCounts reduce(Collection<FieldCounter> counters) throws IOException {
                return merge(counters, fields);
            }
        });
    }

    private static FieldCounts merge(Collection<FieldCounter> counters, List<String> fields) throws IOException {
        long total = 0;
        for (FieldCounter counter : counters) {
            counter.finishLeaf();
            total += counter.total;
        }
        Map<String, Map<String, Long>> merged = new LinkedHashMap<>();
        for (int f = 0; f < fields.size(); f++) {
            Map<String, Long> values = new HashMap<>();
            for (FieldCounter counter : counters) {
                counter.values.get(f).forEach((value, count) -> values.merge(value, count, Long::sum));
            }
            merged.put(fields.get(f), values);
        }
        return new FieldCounts(total, merged);
    }

    @Override
    protected void doSetNextReader(LeafReaderContext context) throws IOException {
        finishLeaf();
        for (int f = 0; f < columns.length; f++) {
            columns[f] = DocValues.getSorted(context.reader(), fields.get(f));
            counts[f] = new int[columns[f].getValueCount()];
        }
    }

    @Override
    public void collect(int doc) throws IOException {
        if (total >= most) {
            throw new CollectionTerminatedException();
        }
        total++;
        for (int f = 0; f < columns.length; f++) {
            if (columns[f].advanceExact(doc)) {
                counts[f][columns[f].ordValue()]++;
            }
        }
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }

    private void finishLeaf() throws IOException {
        for (int f = 0; f < columns.length && columns[f] != null; f++) {
            for (int ord = 0; ord < counts[f].length; ord++) {
                if (counts[f][ord] > 0) {
                    values.get(f).merge(columns[f].lookupOrd(ord).utf8ToString(), (long) counts[f][ord], Long::sum);
                }
            }
            columns[f] = null;
        }
    }
}
