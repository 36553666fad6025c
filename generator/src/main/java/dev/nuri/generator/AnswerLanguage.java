package dev.nuri.generator;

import com.ibm.icu.lang.UScript;
import com.ibm.icu.util.ULocale;
import dev.nuri.indexer.LanguageGuess;
import dev.nuri.indexer.LanguageIdentifier;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells whether a model writes in another language than the question's: by script first, then by the words. */
final class AnswerLanguage {

    /** Fewer letters say too little about a script, or about a language. */
    private static final int LETTERS_OF_SCRIPT = 12;

    private static final int LETTERS_OF_LANGUAGE = 40;
    /** Names may be in another script, the rest may not. */
    private static final double LEAST_OF_SCRIPT = 0.4;

    private final LanguageIdentifier identifier;

    AnswerLanguage(LanguageIdentifier identifier) {
        this.identifier = identifier;
    }

    /** What answers to a question may be written in: its language, or any that a short one may plausibly be in. */
    Set<String> wanted(String question, String queryLang) {
        Set<String> wanted = new HashSet<>();
        if (!queryLang.equals(LanguageIdentifier.UNKNOWN)) {
            wanted.add(base(queryLang));
            identifier.guesses(question).forEach(guess -> wanted.add(base(guess.lang())));
        }
        return wanted;
    }

    /**
     * Whether a sentence is certainly in none of the wanted languages.
     *
     * @param wanted primary subtags; any language will do when it is empty
     */
    boolean differs(String sentence, Set<String> wanted) {
        long letters = sentence.codePoints().filter(Character::isLetter).count();
        if (wanted.isEmpty() || letters < LETTERS_OF_SCRIPT) {
            return false;
        }
        if (wanted.stream().noneMatch(lang -> inScriptOf(lang, sentence, letters))) {
            return true;
        }
        List<LanguageGuess> guesses = letters < LETTERS_OF_LANGUAGE ? List.of() : identifier.guesses(sentence);
        return !guesses.isEmpty() && guesses.stream().noneMatch(guess -> wanted.contains(base(guess.lang())));
    }

    /** The language of a text, as a BCP 47 tag. */
    String of(String text) {
        return identifier.identify(text);
    }

    private static boolean inScriptOf(String lang, String sentence, long letters) {
        int[] scripts = UScript.getCode(ULocale.addLikelySubtags(new ULocale(lang)));
        if (scripts == null) {
            return true;
        }
        Set<Integer> own = new HashSet<>();
        for (int script : scripts) {
            own.addAll(partsOf(script));
        }
        long inside = sentence.codePoints()
                .filter(Character::isLetter)
                .filter(c -> own.contains(UScript.getScript(c)))
                .count();
        return inside >= LEAST_OF_SCRIPT * letters;
    }

    private static List<Integer> partsOf(int script) {
        return switch (script) {
            case UScript.KOREAN -> List.of(UScript.HANGUL, UScript.HAN);
            case UScript.JAPANESE -> List.of(UScript.HIRAGANA, UScript.KATAKANA, UScript.HAN);
            case UScript.SIMPLIFIED_HAN, UScript.TRADITIONAL_HAN -> List.of(UScript.HAN);
            default -> List.of(script);
        };
    }

    static boolean sameBase(String a, String b) {
        return base(a).equals(base(b));
    }

    private static String base(String lang) {
        return ULocale.forLanguageTag(lang).getLanguage();
    }
}
