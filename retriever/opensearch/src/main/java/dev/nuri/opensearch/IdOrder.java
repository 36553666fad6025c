package dev.nuri.opensearch;

import dev.nuri.indexer.Passage;

/**
 * A number of each passage by which passages sort as by their ids. A cluster sorts by numbers quicker than by ids, which it compares
 * as words.
 *
 * <p>A number has 45 bits of the document's id and five digits of the ordinal. Passages are in no order among themselves where these
 * are the same: two documents of a million in one index of seventy, and ordinals from 100,000 on that begin alike.
 */
final class IdOrder {

    /** Hexadecimal digits of a document's id that are taken, and bits of them that are not. */
    private static final int DIGITS = 12;

    private static final int LEFT_OUT = 3;
    /** Digits of an ordinal that count, with none as the least. */
    private static final int ORDINAL_DIGITS = 5;

    private static final int ORDINAL_BITS = 18;

    private IdOrder() {}

    /**
     * The number of a passage.
     *
     * @param id as {@link Passage#id()} makes it of the id of a document, which is hexadecimal
     * @return not negative
     * @throws NumberFormatException when the document's id is not
     */
    static long of(String id) {
        int mark = id.lastIndexOf('#');
        long document = Long.parseLong(id, 0, Math.min(DIGITS, mark), 16) >>> LEFT_OUT;
        return document << ORDINAL_BITS | ordinal(id, mark + 1);
    }

    /** Ordinals as the words that they are: 10 comes before 2. */
    private static int ordinal(String id, int from) {
        int order = 0;
        for (int i = from; i < from + ORDINAL_DIGITS; i++) {
            order = order * 11 + (i < id.length() ? 1 + Character.digit(id.charAt(i), 10) : 0);
        }
        return order;
    }
}
