package dev.nuri.indexer.language;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;

/**
 * Tells simplified Chinese, traditional Chinese and Japanese apart by characters that only one of them uses. A
 * character belongs to those whose national character set has it: GB 2312, Big5, JIS X 0208.
 */
final class HanVariants {

    private static final byte SIMPLIFIED = 1;
    private static final byte TRADITIONAL = 2;
    private static final byte JAPANESE = 4;

    private static final int FIRST = 0x4E00;
    private static final int LAST = 0x9FFF;
    private static final byte[] USERS = users();

    private HanVariants() {}

    /**
     * Counts of the characters that one of the three uses and the other two do not.
     *
     * @param japanese those outside both Chinese sets
     */
    record Counts(int simplified, int traditional, int japanese) {}

    /** Counts what {@code text} holds of each. */
    static Counts count(CharSequence text) {
        int[] byUser = new int[8];
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= FIRST && c <= LAST) {
                byUser[USERS[c - FIRST]]++;
            }
        }
        // Japanese kept many old forms and shares some new ones: a form it has in common with one still tells the
        // two Chinese ones apart.
        return new Counts(
                byUser[SIMPLIFIED] + byUser[SIMPLIFIED | JAPANESE],
                byUser[TRADITIONAL] + byUser[TRADITIONAL | JAPANESE],
                byUser[JAPANESE]);
    }

    private static byte[] users() {
        byte[] users = new byte[LAST - FIRST + 1];
        mark(users, "GB2312", SIMPLIFIED);
        mark(users, "Big5", TRADITIONAL);
        mark(users, "Shift_JIS", JAPANESE);
        return users;
    }

    private static void mark(byte[] users, String charset, byte flag) {
        CharsetEncoder encoder = Charset.forName(charset).newEncoder();
        for (int i = 0; i < users.length; i++) {
            if (encoder.canEncode((char) (FIRST + i))) {
                users[i] |= flag;
            }
        }
    }
}
