package dev.nuri.indexer.store;

import java.io.IOException;
import org.apache.lucene.codecs.NormsConsumer;
import org.apache.lucene.codecs.NormsFormat;
import org.apache.lucene.codecs.NormsProducer;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;

/**
 * Another format's norms, read into an array. What a flush or a merge writes of a term's postings includes their norms,
 * and each of a field's terms reads these anew from its first entry on. In the field of one language among many, few
 * entries have norms, which Lucene then finds by a search among them: a tenth of the time that indexing takes. The files
 * are the other format's own. Searches read the files as they are: they ask for the norms of several fields by turns.
 */
final class ArrayNormsFormat extends NormsFormat {

    private final NormsFormat files;

    ArrayNormsFormat(NormsFormat files) {
        this.files = files;
    }

    @Override
    public NormsConsumer normsConsumer(SegmentWriteState state) throws IOException {
        return files.normsConsumer(state);
    }

    @Override
    public NormsProducer normsProducer(SegmentReadState state) throws IOException {
        return new Producer(files.normsProducer(state), state.segmentInfo.maxDoc());
    }

    /** For searches; a flush or a merge asks for an instance of its own. */
    private static final class Producer extends NormsProducer {

        private final NormsProducer files;
        private final int maxDoc;

        Producer(NormsProducer files, int maxDoc) {
            this.files = files;
            this.maxDoc = maxDoc;
        }

        @Override
        public NumericDocValues getNorms(FieldInfo field) throws IOException {
            return files.getNorms(field);
        }

        @Override
        public NormsProducer getMergeInstance() {
            return new ArrayProducer(files.getMergeInstance(), maxDoc);
        }

        @Override
        public void checkIntegrity() throws IOException {
            files.checkIntegrity();
        }

        @Override
        public void close() throws IOException {
            files.close();
        }
    }

    /** Holds the norms of the field read last: postings are written field by field. */
    private static final class ArrayProducer extends NormsProducer {

        private final NormsProducer files;
        private final int maxDoc;
        private Norms last;

        ArrayProducer(NormsProducer files, int maxDoc) {
            this.files = files;
            this.maxDoc = maxDoc;
        }

        @Override
        public synchronized NumericDocValues getNorms(FieldInfo field) throws IOException {
            if (last == null || last.field != field.number) {
                last = Norms.read(field.number, files.getNorms(field), maxDoc);
            }
            return last.fitBytes ? last.iterator() : files.getNorms(field);
        }

        @Override
        public NormsProducer getMergeInstance() {
            return new ArrayProducer(files.getMergeInstance(), maxDoc);
        }

        @Override
        public void checkIntegrity() throws IOException {
            files.checkIntegrity();
        }

        @Override
        public void close() throws IOException {
            files.close();
        }
    }

    /** The norms of one field. */
    private static final class Norms {

        private final int field;
        /** Entries that have a norm, of maxDoc. */
        private final FixedBitSet present;
        /** [maxDoc]; 0 where there is none. */
        private final byte[] values;
        /** Whether all norms do, as BM25's always do. */
        private final boolean fitBytes;

        private Norms(int field, FixedBitSet present, byte[] values, boolean fitBytes) {
            this.field = field;
            this.present = present;
            this.values = values;
            this.fitBytes = fitBytes;
        }

        static Norms read(int field, NumericDocValues stored, int maxDoc) throws IOException {
            FixedBitSet present = new FixedBitSet(maxDoc);
            byte[] values = new byte[maxDoc];
            boolean fitBytes = true;
            for (int doc = stored.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = stored.nextDoc()) {
                present.set(doc);
                values[doc] = (byte) stored.longValue();
                fitBytes &= values[doc] == stored.longValue();
            }
            return new Norms(field, present, values, fitBytes);
        }

        NumericDocValues iterator() {
            return new NumericDocValues() {
                private int doc = -1;

                @Override
                public long longValue() {
                    return values[doc];
                }

                @Override
                public boolean advanceExact(int target) {
                    doc = target;
                    return present.get(target);
                }

                @Override
                public int docID() {
                    return doc;
                }

                @Override
                public int nextDoc() {
                    return advance(doc + 1);
                }

                @Override
                public int advance(int target) {
                    doc = target >= values.length ? NO_MORE_DOCS : present.nextSetBit(target);
                    return doc;
                }

                @Override
                public long cost() {
                    return values.length;
                }
            };
        }
    }
}
