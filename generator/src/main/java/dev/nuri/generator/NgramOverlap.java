package dev.nuri.generator;

import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Normalizer2;
import java.util.HashSet;
import java.util.Set;

/**
 * How much of one text another has, by runs of three letters or digits, of two in scripts without spaces: what to compare
 * closely first. In [0, 1]; 0 for texts in different scripts.
 */
final class NgramOverlap {

    private static final Normalizer2 FOLDING = Normalizer2.getNFKCCasefoldInstance();

    private final Set<String> wanted;

    NgramOverlap(String text) {
        wanted = ngrams(text);
    }

    /** Share of this text's runs that the other has. */
    double with(String other) {
        if (wanted.isEmpty()) {
            return 0;
        }
        Set<String> found = ngrams(other);
        long shared = wanted.stream().filter(found::contains).count();
        return (double) shared / wanted.size();
    }

    private static Set<String> ngrams(String text) {
        int[] letters = FOLDING.normalize(text)
                .codePoints()
                .map(c -> Character.isLetterOrDigit(c) ? c : ' ')
                .toArray();
        Set<String> ngrams = new HashSet<>();
        for (int i = 0; i + 1 < letters.length; i++) {
            int length = dense(letters[i]) ? 2 : 3;
            if (i + length <= letters.length && letters[i] != ' ' && letters[i + 1] != ' ') {
                ngrams.add(new String(letters, i, length));
            }
        }
        return ngrams;
    }

    private static boolean dense(int c) {
        return switch (UScript.getScript(c)) {
            case UScript.HAN, UScript.HIRAGANA, UScript.KATAKANA, UScript.HANGUL, UScript.THAI -> true;
            default -> false;
        };
    }
}
