package dev.nuri.moe.tokenizer;

import dev.nuri.moe.ModelInputException;
import java.util.List;

/** Which pairs of tokens byte pair encoding joins, and in what order: an open hash table from pair to rank and result. */
final class MergeTable implements PairMerger.Rule {
    private static final long EMPTY = -1;

    private final long[] pairs;
    private final int[] ranks;
    private final int[] joined;
    private final int mask;

    private MergeTable(int entries) {
        int capacity = Integer.highestOneBit(Math.max(8, entries) * 2 - 1) * 2;
        pairs = new long[capacity];
        java.util.Arrays.fill(pairs, EMPTY);
        ranks = new int[capacity];
        joined = new int[capacity];
        mask = capacity - 1;
    }

    /**
     * @param merges pairs in order of rank, each two token texts parted by a space; pairs of which a part or the whole
     *     is no token can never apply and are left out
     */
    static MergeTable of(Vocabulary vocabulary, List<String> merges) {
        MergeTable table = new MergeTable(merges.size());
        for (int rank = 0; rank < merges.size(); rank++) {
            String merge = merges.get(rank);
            int space = merge.indexOf(' ', 1);
            if (space < 0) {
                throw new ModelInputException(
                        "merge " + rank + " must be two tokens parted by a space, is '" + merge + "'");
            }
            table.put(vocabulary, rank, merge.substring(0, space), merge.substring(space + 1));
        }
        return table;
    }

    /** As {@link #of}, with the two tokens of each pair one after the other. */
    static MergeTable ofPairs(Vocabulary vocabulary, List<String> tokens) {
        MergeTable table = new MergeTable(tokens.size() / 2);
        for (int rank = 0; rank < tokens.size() / 2; rank++) {
            table.put(vocabulary, rank, tokens.get(2 * rank), tokens.get(2 * rank + 1));
        }
        return table;
    }

    private void put(Vocabulary vocabulary, int rank, String first, String second) {
        int left = vocabulary.pieceOr(first, -1);
        int right = vocabulary.pieceOr(second, -1);
        int whole = vocabulary.pieceOr(first + second, -1);
        if (left >= 0 && right >= 0 && whole >= 0) {
            put(left, right, rank, whole);
        }
    }

    private void put(int left, int right, int rank, int whole) {
        int at = slot(left, right);
        if (pairs[at] == EMPTY) {
            pairs[at] = (long) left << 32 | right;
            ranks[at] = rank;
            joined[at] = whole;
        }
    }

    /** Where the pair is, or the free slot where it would go. */
    private int slot(int left, int right) {
        long pair = (long) left << 32 | right;
        int at = (int) ((pair * 0x9e3779b97f4a7c15L) >>> 32) & mask;
        while (pairs[at] != EMPTY && pairs[at] != pair) {
            at = (at + 1) & mask;
        }
        return at;
    }

    @Override
    public int join(int left, int right) {
        int at = slot(left, right);
        return pairs[at] == EMPTY ? -1 : joined[at];
    }

    @Override
    public int rank(int left, int right) {
        return ranks[slot(left, right)];
    }
}
