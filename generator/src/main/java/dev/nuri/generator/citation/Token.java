package dev.nuri.generator.citation;

/**
 * A word between spaces, a character of a script without, or a number.
 *
 * @param start first code unit in the text
 * @param end one past the last
 * @param folded its spelling for comparing; of a number, its value
 * @param key what must be equal in another token: the stem, or {@code folded}
 * @param kind what it is
 * @param content whether it carries meaning of its own
 * @param capital whether it begins with a capital letter
 */
record Token(int start, int end, String folded, String key, Kind kind, boolean content, boolean capital) {

    enum Kind {
        WORD,
        CHARACTER,
        NUMBER
    }

    int length() {
        return end - start;
    }

    boolean number() {
        return kind == Kind.NUMBER;
    }
}
