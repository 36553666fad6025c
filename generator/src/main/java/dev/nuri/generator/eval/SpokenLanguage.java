package dev.nuri.generator.eval;

import com.ibm.icu.lang.UScript;
import com.ibm.icu.util.ULocale;
import dev.nuri.indexer.LanguageIdentifier;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Tells whether an answer is in the question's language: first whether it is in its script, then, where it is long enough
 * to tell, by the identifier. Marks, digits and punctuation do not count.
 */
final class SpokenLanguage {

    /** Letters below which only the script is looked at. */
    private static final int FEW_LETTERS = 40;
    /** Share of letters that must be in the script; names and codes may be in another. */
    private static final double MOST = 0.5;

    private static final Pattern MARK = Pattern.compile("\\[\\d+]");

    private final LanguageIdentifier identifier;

    SpokenLanguage(LanguageIdentifier identifier) {
        this.identifier = identifier;
    }

    /** Whether the identifier knows a language at all: it tells it of most of some texts that are in it. */
    boolean knows(String lang, List<String> texts) {
        long told = texts.stream().filter(text -> matches(text, lang)).count();
        return 2 * told > texts.size();
    }

    boolean matches(String answer, String lang) {
        String text = MARK.matcher(answer).replaceAll(" ");
        int[] scripts = UScript.getCode(ULocale.forLanguageTag(lang));
        long letters = text.codePoints().filter(Character::isLetter).count();
        long own = text.codePoints()
                .filter(Character::isLetter)
                .filter(c -> scripts == null || in(c, scripts))
                .count();
        if (own < MOST * letters) {
            return false;
        }
        String told = letters < FEW_LETTERS ? LanguageIdentifier.UNKNOWN : identifier.identify(text);
        return told.equals(LanguageIdentifier.UNKNOWN) || base(told).equals(base(lang)) || plausible(text, lang);
    }

    /** Close languages are told apart by chance in short texts: one of the guesses is enough. */
    private boolean plausible(String text, String lang) {
        return identifier.guesses(text).stream()
                .anyMatch(guess -> base(guess.lang()).equals(base(lang)));
    }

    private static boolean in(int c, int[] scripts) {
        for (int script : scripts) {
            boolean han = script == UScript.SIMPLIFIED_HAN || script == UScript.TRADITIONAL_HAN;
            if (UScript.hasScript(c, han ? UScript.HAN : script)) {
                return true;
            }
        }
        return false;
    }

    private static String base(String lang) {
        return new ULocale(lang).getLanguage();
    }
}
