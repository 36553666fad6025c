package dev.nuri.indexer.store;

import dev.nuri.indexer.EntrySearcher.Occurrence;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/** Reads where terms of a field are in entries, from the postings. For one thread. */
final class Occurrences {

    private static final int[] NO_NUMBERS = {};

    private final List<String> terms;
    private final Occurrence what;
    private final Map<Integer, int[][]> found = new HashMap<>();

    private Occurrences(List<String> terms, Occurrence what) {
        this.terms = terms;
        this.what = what;
    }

    /** Entry to {@code [terms][]}, see {@link dev.nuri.indexer.EntrySearcher#occurrences}. */
    static Map<Integer, int[][]> read(
            List<LeafReaderContext> leaves, String field, List<String> terms, Occurrence what, int[] docs)
            throws IOException {
        Occurrences occurrences = new Occurrences(terms, what);
        BySegment.each(leaves, docs, (leaf, within) -> {
            Terms indexed = leaf.reader().terms(field);
            if (indexed != null && (what != Occurrence.OFFSETS || indexed.hasOffsets())) {
                occurrences.read(indexed.iterator(), leaf.docBase, within);
            }
        });
        return occurrences.found;
    }

    private void read(TermsEnum cursor, int docBase, int[] docs) throws IOException {
        PostingsEnum postings = null;
        for (int t = 0; t < terms.size(); t++) {
            if (!cursor.seekExact(new BytesRef(terms.get(t)))) {
                continue;
            }
            postings = cursor.postings(postings, flags());
            int at = -1;
            for (int doc : docs) {
                int within = doc - docBase;
                at = at < within ? postings.advance(within) : at;
                if (at == within) {
                    found.computeIfAbsent(doc, _ -> new int[terms.size()][])[t] = numbers(postings);
                }
            }
        }
    }

    private int flags() {
        return switch (what) {
            case PRESENCE -> PostingsEnum.NONE;
            case POSITIONS -> PostingsEnum.POSITIONS;
            case OFFSETS -> PostingsEnum.OFFSETS;
        };
    }

    private int[] numbers(PostingsEnum postings) throws IOException {
        if (what == Occurrence.PRESENCE) {
            return NO_NUMBERS;
        }
        int freq = postings.freq();
        int[] numbers = new int[what == Occurrence.OFFSETS ? 2 * freq : freq];
        for (int i = 0; i < freq; i++) {
            int position = postings.nextPosition();
            if (what == Occurrence.OFFSETS) {
                numbers[2 * i] = postings.startOffset();
                numbers[2 * i + 1] = postings.endOffset();
            } else {
                numbers[i] = position;
            }
        }
        return numbers;
    }
}
