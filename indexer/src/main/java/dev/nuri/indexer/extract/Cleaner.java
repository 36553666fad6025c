package dev.nuri.indexer.extract;

import java.text.Normalizer;

/** Makes the text of one block fit to store: NFC, single spaces, and nothing a reader cannot see. */
final class Cleaner {

    private static final char SOFT_HYPHEN = '\u00AD';
    private static final int TAB_COLUMNS = 4;

    private Cleaner() {}

    /** One line: every run of white space becomes one space, none at either end. */
    static String line(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isSpace(c)) {
                space = out.length() > 0;
            } else if (!isNoise(c)) {
                if (space) {
                    out.append(' ');
                    space = false;
                }
                out.appendCodePoint(c);
            }
        }
        return Normalizer.normalize(out, Normalizer.Form.NFC);
    }

    /** Code and the like: line ends and indents stay, a run of blank lines becomes none. */
    static String lines(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.lines().forEach(line -> {
            String indent = indentOf(line);
            String rest = line(line);
            if (!rest.isEmpty()) {
                out.append(out.isEmpty() ? "" : "\n").append(indent).append(rest);
            }
        });
        return out.toString();
    }

    private static String indentOf(String line) {
        int columns = 0;
        for (int i = 0; i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '\t'); i++) {
            columns += line.charAt(i) == '\t' ? TAB_COLUMNS : 1;
        }
        return " ".repeat(columns);
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    /**
     * Characters that carry nothing to search or read: controls, noncharacters, halves of surrogate pairs, soft
     * hyphens, zero-width spaces and marks of direction. The joiners U+200C and U+200D stay, since they change how
     * Persian and Indic words are written.
     */
    private static boolean isNoise(int c) {
        if (c == 0x200C || c == 0x200D) {
            return false;
        }
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || (type == Character.FORMAT && isInvisibleFormat(c))
                || (c & 0xFFFE) == 0xFFFE
                || (c >= 0xFDD0 && c <= 0xFDEF);
    }

    /** Format characters but those that carry meaning in a script, such as the Arabic number signs. */
    private static boolean isInvisibleFormat(int c) {
        return c == SOFT_HYPHEN || c == 0x061C || (c >= 0x180E && c <= 0xFFFB);
    }
}
