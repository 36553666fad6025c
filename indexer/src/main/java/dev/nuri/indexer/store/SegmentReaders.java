package dev.nuri.indexer.store;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.Readers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.packed.PackedInts;

/** Who may read each entry of a segment, as numbers of distinct sets: a viewer is asked once for each set. Immutable. */
final class SegmentReaders {

    /** Distinct sets; the first is everyone. */
    private final List<SortedSet<String>> sets;
    /** [maxDoc] number of an entry's set; null when all are the first. */
    private final PackedInts.Reader numbers;

    private SegmentReaders(List<SortedSet<String>> sets, PackedInts.Reader numbers) {
        this.sets = sets;
        this.numbers = numbers;
    }

    static SegmentReaders read(LeafReader leaf) throws IOException {
        List<SortedSet<String>> sets = new ArrayList<>(List.of(Readers.EVERYONE));
        BinaryDocValues values = leaf.getBinaryDocValues(IndexSchema.READERS);
        if (values == null) {
            return new SegmentReaders(sets, null);
        }
        Map<BytesRef, Integer> known = new HashMap<>(Map.of(new BytesRef(), 0));
        int[] numbers = new int[leaf.maxDoc()];
        for (int doc = values.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = values.nextDoc()) {
            BytesRef value = values.binaryValue();
            Integer number = known.get(value);
            if (number == null) {
                number = sets.size();
                known.put(BytesRef.deepCopyOf(value), number);
                sets.add(ReadersField.decoded(value));
            }
            numbers[doc] = number;
        }
        return new SegmentReaders(sets, sets.size() == 1 ? null : packed(numbers, sets.size()));
    }

    private static PackedInts.Reader packed(int[] numbers, int sets) {
        PackedInts.Mutable packed =
                PackedInts.getMutable(numbers.length, PackedInts.bitsRequired(sets - 1L), PackedInts.FAST);
        for (int i = 0; i < numbers.length; i++) {
            packed.set(i, numbers[i]);
        }
        return packed;
    }

    /**
     * The live entries of the segment that are there for someone.
     *
     * @param collections which collections he may read
     * @param readers which sets of readers he is in
     */
    FixedBitSet visible(LeafReader leaf, Predicate<String> collections, Predicate<SortedSet<String>> readers)
            throws IOException {
        boolean[] allowed = new boolean[sets.size()];
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = readers.test(sets.get(i));
        }
        SortedDocValues names = DocValues.getSorted(leaf, IndexSchema.COLLECTION);
        boolean[] allowedNames = new boolean[names.getValueCount()];
        for (int i = 0; i < allowedNames.length; i++) {
            allowedNames[i] = collections.test(names.lookupOrd(i).utf8ToString());
        }
        Bits live = leaf.getLiveDocs();
        FixedBitSet visible = new FixedBitSet(leaf.maxDoc());
        for (int doc = names.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = names.nextDoc()) {
            if (allowedNames[names.ordValue()]
                    && (live == null || live.get(doc))
                    && allowed[numbers == null ? 0 : (int) numbers.get(doc)]) {
                visible.set(doc);
            }
        }
        hideCollections(leaf, visible);
        return visible;
    }

    /** What collections themselves let in and may hold is nobody's to search. */
    private static void hideCollections(LeafReader leaf, FixedBitSet visible) throws IOException {
        hide(leaf, IndexSchema.KIND_COLLECTION, visible);
        hide(leaf, IndexSchema.KIND_QUOTA, visible);
    }

    private static void hide(LeafReader leaf, String kind, FixedBitSet visible) throws IOException {
        PostingsEnum entries = leaf.postings(new Term(IndexSchema.KIND, kind), PostingsEnum.NONE);
        if (entries != null) {
            for (int doc = entries.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = entries.nextDoc()) {
                visible.clear(doc);
            }
        }
    }
}
