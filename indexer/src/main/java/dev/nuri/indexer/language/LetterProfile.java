package dev.nuri.indexer.language;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UScript;
import java.util.Map;
import java.util.TreeMap;

/**
 * The letters of a text by script. A letter of a script that writes a syllable or more with one sign weighs more, so
 * that shares are shares of what is said: a Korean sentence with English names in it is Korean.
 */
final class LetterProfile {

    /** What one ideograph or Hangul syllable weighs against one letter of an alphabet. */
    private static final int SYLLABLE = 3;

    /** Marks that open a question or an exclamation: few languages have them, and they stand where a text is shortest. */
    static final int[] OPENING_MARKS = {0xA1, 0xBF};

    /** The letters of one script. */
    private static final class Letters {
        private final StringBuilder words = new StringBuilder(" ");
        private int weight;

        void endWord() {
            if (words.charAt(words.length() - 1) != ' ') {
                words.append(' ');
            }
        }
    }

    private final Map<Integer, Letters> byScript = new TreeMap<>();
    private int total;
    /** The last of {@link #OPENING_MARKS} that no word has followed yet, or 0. */
    private int opening;

    private LetterProfile() {}

    /** Reads {@code text}, leaving out web and e-mail addresses. */
    static LetterProfile of(CharSequence text) {
        LetterProfile profile = new LetterProfile();
        int length = text.length();
        int i = 0;
        while (i < length) {
            int end = wordEnd(text, i);
            if (end > i && !isAddress(text, i, end)) {
                profile.addWord(text, i, end);
            }
            i = end + 1;
        }
        return profile;
    }

    /** Sum of all weights; 0 for a text without letters. */
    int total() {
        return total;
    }

    /** Weight of the letters of a script. */
    int weight(int script) {
        Letters letters = byScript.get(script);
        return letters == null ? 0 : letters.weight;
    }

    /** Scripts that occur. */
    Iterable<Integer> scripts() {
        return byScript.keySet();
    }

    /**
     * The words of a script in lower case, parted by spaces, with one before the first and after the last. Each of
     * {@link #OPENING_MARKS} stands before the word that it opened, as a word of its own.
     */
    CharSequence letters(int script) {
        Letters letters = byScript.get(script);
        return letters == null ? "" : letters.words;
    }

    private static int wordEnd(CharSequence text, int start) {
        int end = start;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isAddress(CharSequence text, int start, int end) {
        for (int i = start + 1; i < end - 2; i++) {
            char c = text.charAt(i);
            if (c == '@' || (c == ':' && text.charAt(i + 1) == '/' && text.charAt(i + 2) == '/')) {
                return true;
            }
        }
        return false;
    }

    private void addWord(CharSequence text, int start, int end) {
        int current = -1;
        Letters letters = null;
        for (int i = start; i < end; ) {
            int c = Character.codePointAt(text, i);
            i += Character.charCount(c);
            int script = scriptOf(c, current);
            if (script != current && letters != null) {
                letters.endWord();
            }
            if (opens(c)) {
                opening = c;
            }
            if (script >= 0) {
                letters = script == current ? letters : byScript.computeIfAbsent(script, s -> new Letters());
                add(letters, c, isSyllabic(script) ? SYLLABLE : 1);
            }
            current = script;
        }
        if (letters != null) {
            letters.endWord();
        }
    }

    private static boolean opens(int c) {
        return c == OPENING_MARKS[0] || c == OPENING_MARKS[1];
    }

    private void add(Letters letters, int c, int weight) {
        if (opening > 0) {
            letters.words.appendCodePoint(opening).append(' ');
            opening = 0;
        }
        letters.words.appendCodePoint(UCharacter.toLowerCase(c));
        letters.weight += weight;
        total += weight;
    }

    /** The script of a letter, {@code current} for a mark or apostrophe inside a word, -1 for anything else. */
    private static int scriptOf(int c, int current) {
        if (c < 0x250 && Character.isLetter(c)) {
            return UScript.LATIN;
        }
        if (c == '\'' || c == 0x2019) {
            return current == UScript.LATIN ? current : -1;
        }
        if (!Character.isLetter(c)
                && Character.getType(c) != Character.NON_SPACING_MARK
                && Character.getType(c) != Character.COMBINING_SPACING_MARK) {
            return -1;
        }
        int script = UScript.getScript(c);
        return script == UScript.INHERITED || script == UScript.COMMON ? current : script;
    }

    private static boolean isSyllabic(int script) {
        return switch (script) {
            case UScript.HAN, UScript.HANGUL, UScript.HIRAGANA, UScript.KATAKANA -> true;
            default -> false;
        };
    }
}
