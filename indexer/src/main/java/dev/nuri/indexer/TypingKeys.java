package dev.nuri.indexer;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.BreakIterator;
import dev.nuri.indexer.analysis.Hangul;
import dev.nuri.indexer.analysis.Hepburn;
import dev.nuri.indexer.analysis.JapaneseReading;
import dev.nuri.indexer.analysis.KanaAndHan;
import dev.nuri.indexer.analysis.Romanisation;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The keys under which a text can be found while it is being typed: a text is offered when what was typed so far is a
 * prefix of one of its keys. Thread-safe.
 *
 * <p>A key holds letters and digits only, without case, accents, width or spaces; Hangul is taken apart into the
 * letters in the order in which they are typed, so that every state of a syllable under composition is a prefix of the
 * finished word; katakana counts as hiragana and traditional characters as simplified. A text has keys from each of its
 * first words on, and those of its romanisation: pinyin for Chinese, Hepburn with short vowels for Japanese, which has its reading in kana too; and the
 * initial consonants for Korean.
 */
public final class TypingKeys {

    /** A key is cut to so many code units: more is hardly typed before a suggestion is taken. */
    public static final int MAX_KEY_CHARS = 40;

    private static final int MAX_WORDS = 6;

    private static final BreakIterator WORDS = BreakIterator.getWordInstance(Locale.ROOT);

    private TypingKeys() {}

    /**
     * What was typed so far, as the prefixes of keys to look for. Latin letters may be romanised Japanese, of which there
     * are several spellings, or Korean, whose ㄹ is written r and l.
     */
    public static List<String> typed(String text) {
        String key = key(text);
        Set<String> keys = new LinkedHashSet<>(List.of(key));
        if (isAscii(key)) {
            keys.add(cut(shortVowels(Hepburn.of(key))));
            keys.add(key.replace('l', 'r'));
        }
        keys.remove("");
        return List.copyOf(keys);
    }

    /**
     * The keys of a text.
     *
     * @param lang its language, which decides how Chinese characters are read
     * @param found told each key and whether it starts where the text does
     */
    public static void of(String text, String lang, BiConsumer<String, Boolean> found) {
        Set<String> given = new LinkedHashSet<>();
        boolean first = true;
        for (String rest : fromEachWord(text)) {
            boolean start = first;
            keys(rest, lang).forEach(key -> {
                if (given.add(key)) {
                    found.accept(key, start);
                }
            });
            first = false;
        }
    }

    private static Set<String> keys(String text, String lang) {
        String head =
                text.substring(0, text.offsetByCodePoints(0, Math.min(text.codePointCount(0, text.length()), 60)));
        Set<String> keys = new LinkedHashSet<>();
        keys.add(key(head));
        if (lang.startsWith("ja")) {
            String reading = JapaneseReading.of(head);
            keys.add(key(reading));
            keys.add(cut(shortVowels(key(Hepburn.of(reading)))));
        } else if (!isAscii(head)) {
            String latin = key(Romanisation.of(head));
            keys.add(lang.startsWith("ko") ? latin.replace('l', 'r') : latin);
            keys.add(cut(Hangul.initials(head)));
        }
        keys.remove("");
        return keys;
    }

    /** Letters and digits in the form in which keys are compared. */
    static String key(String text) {
        String apart = Normalizer.normalize(UCharacter.foldCase(text, true), Normalizer.Form.NFKD);
        StringBuilder plain = new StringBuilder();
        apart.codePoints().filter(TypingKeys::counts).forEach(plain::appendCodePoint);
        String together = Normalizer.normalize(plain, Normalizer.Form.NFC);
        return cut(Hangul.letters(KanaAndHan.folded(together)));
    }

    /** Letters, digits and the marks that are part of a letter; accents of Latin, Greek and Cyrillic are not. */
    private static boolean counts(int c) {
        int type = Character.getType(c);
        boolean mark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
        return Character.isLetterOrDigit(c) || (mark && (c < 0x300 || c > 0x36F));
    }

    private static List<String> fromEachWord(String text) {
        BreakIterator words = WORDS.clone();
        words.setText(text);
        List<String> rests = new ArrayList<>();
        for (int start = words.first(), end = words.next();
                end != BreakIterator.DONE && rests.size() < MAX_WORDS;
                start = end, end = words.next()) {
            if (words.getRuleStatus() != BreakIterator.WORD_NONE) {
                rests.add(text.substring(start));
            }
        }
        return rests;
    }

    private static String shortVowels(String latin) {
        StringBuilder out = new StringBuilder(latin.length());
        for (int i = 0; i < latin.length(); i++) {
            char c = latin.charAt(i);
            char before = out.isEmpty() ? 0 : out.charAt(out.length() - 1);
            boolean lengthens = (c == before && "aiueo".indexOf(c) >= 0) || (c == 'u' && before == 'o');
            if (!lengthens) {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private static String cut(String key) {
        if (key.length() <= MAX_KEY_CHARS) {
            return key;
        }
        return key.substring(
                0, Character.isHighSurrogate(key.charAt(MAX_KEY_CHARS - 1)) ? MAX_KEY_CHARS - 1 : MAX_KEY_CHARS);
    }
}
