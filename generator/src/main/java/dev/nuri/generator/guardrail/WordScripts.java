package dev.nuri.generator.guardrail;

/** How scripts show where a word begins and ends. */
final class WordScripts {

    private WordScripts() {}

    /** Whether spaces part the words of a character's script. */
    static boolean parted(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, BOPOMOFO, THAI, LAO, KHMER, MYANMAR, TIBETAN -> false;
            default -> Character.isLetterOrDigit(c);
        };
    }

    /** Whether particles are written to the end of a word. */
    static boolean takesEndings(int c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.HANGUL;
    }
}
