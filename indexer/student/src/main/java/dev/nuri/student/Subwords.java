package dev.nuri.student;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts a text into rows of the student's table. Thread-safe.
 *
 * <p>Words between spaces are cut greedily into the longest pieces, as WordPiece does (Devlin et al., arXiv
 * 1810.04805); ideographs count alone and in pairs; Thai, Lao, Khmer and Burmese are cut into words by ICU's
 * dictionaries. A word that the vocabulary cannot spell gives its character trigrams, hashed into rows of their own
 * (Bojanowski et al., arXiv 1607.04606).
 */
public final class Subwords {

    /** First char of a piece that continues a word. */
    public static final char CONTINUES = '#';

    /** A longer run without spaces is no word: an encoded file, say. */
    private static final int LONGEST_WORD = 64; // chars

    private final List<String> pieces;
    private final PieceTable table;
    private final int hashed;
    private final ThreadLocal<BreakIterator> dictionary =
            ThreadLocal.withInitial(() -> BreakIterator.getWordInstance(ULocale.ROOT));

    /**
     * A vocabulary.
     *
     * @param pieces distinct, in the folded form; one that continues a word begins with {@link #CONTINUES}
     * @param hashed rows for trigrams, at least 1
     */
    public Subwords(List<String> pieces, int hashed) {
        if (hashed < 1) {
            throw new IllegalArgumentException("hashed rows must be >= 1, got " + hashed);
        }
        this.pieces = List.copyOf(pieces);
        this.hashed = hashed;
        table = new PieceTable(this.pieces);
    }

    /** The vocabulary; the index is the row. */
    public List<String> pieces() {
        return pieces;
    }

    /** Rows for trigrams; they follow those of the pieces. */
    public int hashed() {
        return hashed;
    }

    /** All rows. */
    public int rows() {
        return pieces.size() + hashed;
    }

    /** The form in which words are looked up. */
    public static String fold(String text) {
        return Words.fold(text);
    }

    /**
     * Rows of a text in order, each in [0, {@link #rows}).
     *
     * @param limit rows after which the text is cut
     */
    public int[] encode(String text, int limit) {
        return encode(text, limit, word -> {});
    }

    /**
     * Rows of a text as {@link #encode(String, int)} gives them, and what a vocabulary may learn from it as a piece.
     *
     * @param candidates takes words that only trigrams can spell, words of scripts without spaces, and pairs of
     *     ideographs, known or not
     */
    public int[] encode(String text, int limit, Consumer<String> candidates) {
        Rows rows = new Rows(limit);
        // No row takes more than a few chars: what lies far beyond the limit need not be folded.
        String head = text.length() > limit * 16L ? text.substring(0, limit * 16) : text;
        Words.split(head, (kind, folded, from, to) -> {
            if (!rows.full()) {
                cut(kind, folded, from, to, rows, candidates);
            }
        });
        return rows.toArray();
    }

    @FunctionalInterface
    private interface SpanSink {
        void span(int from, int to);
    }

    private void cut(Words.Kind kind, String text, int from, int to, Rows rows, Consumer<String> candidates) {
        switch (kind) {
            case SPACED -> {
                if (to - from <= LONGEST_WORD && !spells(text, from, to, rows)) {
                    trigrams(text, from, to, rows);
                    candidates.accept(text.substring(from, to));
                }
            }
            case IDEOGRAPHS -> ideographs(text, from, to, rows, candidates);
            case UNSPACED ->
                words(text, from, to, (a, b) -> {
                    if (!spells(text, a, b, rows)) {
                        trigrams(text, a, b, rows);
                    }
                    candidates.accept(text.substring(a, b));
                });
        }
    }

    /** Adds the pieces of a word, or nothing where a part of it is in no piece. */
    private boolean spells(String text, int from, int to, Rows rows) {
        int mark = rows.size;
        int at = from;
        while (at < to) {
            long found = table.longest(at == from ? (char) 0 : CONTINUES, text, at, to);
            if (found < 0) {
                rows.size = mark;
                return false;
            }
            rows.add((int) (found >> 8));
            at += (int) (found & 0xff);
        }
        return true;
    }

    private void ideographs(String text, int from, int to, Rows rows, Consumer<String> candidates) {
        for (int at = from; at < to; ) {
            int end = text.offsetByCodePoints(at, 1);
            int id = table.id(text, at, end);
            if (id >= 0) {
                rows.add(id);
            } else {
                rows.add(hashed(text, at, end));
            }
            at = end;
        }
        pairs(text, from, to, (a, b) -> {
            int id = table.id(text, a, b);
            if (id >= 0) {
                rows.add(id);
            }
            candidates.accept(text.substring(a, b));
        });
    }

    private static void pairs(String text, int from, int to, SpanSink sink) {
        int first = from;
        int second = text.offsetByCodePoints(first, 1);
        while (second < to) {
            int end = text.offsetByCodePoints(second, 1);
            sink.span(first, end);
            first = second;
            second = end;
        }
    }

    private void words(String text, int from, int to, SpanSink sink) {
        BreakIterator iterator = dictionary.get();
        iterator.setText(text.substring(from, to));
        int start = iterator.first();
        for (int end = iterator.next(); end != BreakIterator.DONE; end = iterator.next()) {
            sink.span(from + start, from + end);
            start = end;
        }
    }

    /** The trigrams of a word with its ends marked. */
    private void trigrams(String text, int from, int to, Rows rows) {
        for (int at = from - 1; at + 2 <= to; at++) {
            int hash = 17;
            for (int i = at; i < at + 3; i++) {
                hash = hash * 31 + (i < from || i >= to ? ' ' : text.charAt(i));
            }
            rows.add(row(hash));
        }
    }

    private int hashed(String text, int from, int to) {
        int hash = 17;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + text.charAt(i);
        }
        return row(hash);
    }

    private int row(int hash) {
        int h = hash * 0x9e3779b9;
        return pieces.size() + Integer.remainderUnsigned(h ^ (h >>> 16), hashed);
    }

    /** Rows found so far, up to a limit. */
    private static final class Rows {
        private final int limit;
        private int[] rows = new int[32];
        private int size;

        Rows(int limit) {
            this.limit = limit;
        }

        boolean full() {
            return size >= limit;
        }

        void add(int row) {
            if (full()) {
                return;
            }
            if (size == rows.length) {
                rows = Arrays.copyOf(rows, size * 2);
            }
            rows[size++] = row;
        }

        int[] toArray() {
            return Arrays.copyOf(rows, size);
        }
    }
}
