package dev.nuri.student;

import java.util.Arrays;
import java.util.List;

/**
 * Pieces by their characters: an open-addressing table probed with a hash that grows one char at a time, so that the
 * longest piece at a position is found in one pass without cutting a string.
 */
final class PieceTable {

    private static final int NONE = -1;

    private final String[] pieces;
    private final int[] slots;
    private final int mask;
    private final int longest; // chars

    /** @param pieces distinct; the index is the id */
    PieceTable(List<String> pieces) {
        this.pieces = pieces.toArray(String[]::new);
        int size = Integer.highestOneBit(Math.max(16, pieces.size())) * 4;
        slots = new int[size];
        Arrays.fill(slots, NONE);
        mask = size - 1;
        int length = 0;
        for (int id = 0; id < this.pieces.length; id++) {
            insert(id);
            length = Math.max(length, this.pieces[id].length());
        }
        longest = length;
    }

    private void insert(int id) {
        String piece = pieces[id];
        int hash = SEED;
        for (int i = 0; i < piece.length(); i++) {
            hash = grow(hash, piece.charAt(i));
        }
        int slot = spread(hash) & mask;
        while (slots[slot] != NONE) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = id;
    }

    /** Id of a whole piece, or -1. */
    int id(String text, int from, int to) {
        int hash = SEED;
        for (int i = from; i < to; i++) {
            hash = grow(hash, text.charAt(i));
        }
        return find(hash, text, from, to);
    }

    /**
     * The longest piece that begins at a position.
     *
     * @param prefix char that pieces of this kind begin with, or 0 for none
     * @return its id and its length in chars of the text as {@code id << 8 | length}, or -1
     */
    long longest(char prefix, String text, int from, int to) {
        int hash = prefix == 0 ? SEED : grow(SEED, prefix);
        int offset = prefix == 0 ? 0 : 1;
        int end = Math.min(to, from + longest - offset);
        long best = NONE;
        for (int i = from; i < end; i++) {
            hash = grow(hash, text.charAt(i));
            int id = find(hash, prefix, offset, text, from, i + 1);
            if (id >= 0) {
                best = ((long) id << 8) | (i + 1 - from);
            }
        }
        return best;
    }

    private static final int SEED = 0x811c9dc5;

    private static int grow(int hash, char c) {
        return (hash ^ c) * 0x01000193;
    }

    private static int spread(int hash) {
        int h = hash * 0x9e3779b9;
        return h ^ (h >>> 15);
    }

    private int find(int hash, String text, int from, int to) {
        return find(hash, (char) 0, 0, text, from, to);
    }

    private int find(int hash, char prefix, int offset, String text, int from, int to) {
        for (int slot = spread(hash) & mask; slots[slot] != NONE; slot = (slot + 1) & mask) {
            String piece = pieces[slots[slot]];
            if (piece.length() == to - from + offset
                    && (offset == 0 || piece.charAt(0) == prefix)
                    && piece.regionMatches(offset, text, from, to - from)) {
                return slots[slot];
            }
        }
        return NONE;
    }
}
