package dev.nuri.indexer.analysis;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Words in lower-case Latin letters, letter by letter after {@link Romanisation}, which is remembered for each: a word
 * costs a look-up a letter. What depends on a letter's neighbours is lost, which a comparison of consonants can bear.
 */
final class NameLetters {

    private static final AtomicReferenceArray<String> TABLE = new AtomicReferenceArray<>(Character.MAX_VALUE + 1);

    private NameLetters() {}

    /** The word in letters a to z; an apostrophe stands for a letter without a sound of its own. */
    static String of(String word, Writing writing) {
        StringBuilder out = new StringBuilder(word.length() * 2);
        String letters = writing == Writing.THAI ? vowelsBehind(word) : word;
        for (int i = writing == Writing.ARABIC ? article(word) : 0; i < letters.length(); i++) {
            out.append(letter(letters.charAt(i)));
        }
        return out.toString();
    }

    private static String letter(char c) {
        String known = TABLE.get(c);
        if (known == null) {
            // The small tsu doubles what follows it, and a sound sign lengthens what is before it.
            known = c == 'ッ' || c == 'ー' ? "" : plain(Romanisation.of(String.valueOf(c)));
            TABLE.set(c, known);
        }
        return known;
    }

    private static String plain(String latin) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < latin.length(); i++) {
            char c = Character.toLowerCase(latin.charAt(i));
            if (c >= 'a' && c <= 'z') {
                out.append(c);
            } else if (c == '\'' || c == 'ʿ' || c == 'ʾ') {
                out.append('\'');
            }
        }
        return out.toString();
    }

    /** Thai writes some vowels before the consonant they follow. */
    private static String vowelsBehind(String word) {
        char[] letters = word.toCharArray();
        for (int i = 0; i + 1 < letters.length; i++) {
            if (letters[i] >= 'เ' && letters[i] <= 'ไ') {
                char vowel = letters[i];
                letters[i] = letters[i + 1];
                letters[++i] = vowel;
            }
        }
        return new String(letters);
    }

    /** Length of the Arabic article at the beginning of a word that has enough left without it. */
    private static int article(String word) {
        return word.startsWith("ال") && word.length() > 4 ? 2 : 0;
    }
}
