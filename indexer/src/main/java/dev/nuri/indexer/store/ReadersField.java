package dev.nuri.indexer.store;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.Readers;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.util.BytesRef;

/** {@link IndexSchema#READERS} of an entry. */
final class ReadersField {

    private ReadersField() {}

    /** Adds the field, unless everyone may read the entry: most may read most, and what is not there takes no room. */
    static void add(Document entry, SortedSet<String> readers) {
        if (!readers.isEmpty()) {
            entry.add(of(readers));
        }
    }

    /** A field to put in the place of what an entry has. */
    static BinaryDocValuesField of(SortedSet<String> readers) {
        return new BinaryDocValuesField(IndexSchema.READERS, new BytesRef(Readers.encoded(readers)));
    }

    static SortedSet<String> decoded(BytesRef value) {
        return Readers.decoded(value.bytes, value.offset, value.length);
    }

    /** The readers of one entry. */
    static SortedSet<String> read(IndexReader reader, int docId) throws IOException {
        List<LeafReaderContext> leaves = reader.leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(docId, leaves));
        BinaryDocValues values = leaf.reader().getBinaryDocValues(IndexSchema.READERS);
        return values != null && values.advanceExact(docId - leaf.docBase)
                ? decoded(values.binaryValue())
                : Readers.EVERYONE;
    }
}
