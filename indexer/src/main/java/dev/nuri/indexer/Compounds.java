package dev.nuri.indexer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;

/**
 * Words that are written together. What a compound is comes last in it: a {@code Krankenversicherung} is a {@code
 * Versicherung}. So it is found by each of its ends, and looked for by its longest end where no passage has the whole.
 *
 * <p>No dictionary tells where a word may be cut. Most ends mean nothing, and nobody looks for those.
 */
public final class Compounds {

    /** Letters of the shortest word that counts as an end. */
    public static final int MIN_END = 5;

    /** Keys of analyzers whose languages write compounds as one word. */
    private static final Set<String> LANGUAGES = Set.of("da", "de", "fi", "nl", "no", "sv");

    private static final int MIN_COMPOUND = 9;
    /** What comes before an end. */
    private static final int MIN_BEGINNING = 3;
    /** Longer runs of letters are no words. */
    private static final int MAX_COMPOUND = 40;

    private Compounds() {}

    /**
     * Whether a language writes compounds as one word.
     *
     * @param key of an analyzer, {@link LanguageAnalyzers#keyOf}; null for none
     */
    public static boolean areOneWord(String key) {
        return key != null && LANGUAGES.contains(key);
    }

    /** Whether a term may be a compound: long enough, not too long, and of letters. */
    public static boolean mayBe(String term) {
        return term.length() >= MIN_COMPOUND
                && term.length() <= MAX_COMPOUND
                && term.chars().allMatch(Character::isLetter);
    }

    /** Whether a compound ends in a word. */
    public static boolean endsIn(String compound, String word) {
        return word.length() >= MIN_END
                && compound.length() >= word.length() + MIN_BEGINNING
                && compound.endsWith(word);
    }

    /** What a term may end in as a compound, longest first; empty when it cannot be one. */
    public static List<String> ends(String term) {
        List<String> ends = new ArrayList<>();
        for (int start = MIN_BEGINNING; mayBe(term) && start <= term.length() - MIN_END; start++) {
            ends.add(term.substring(start));
        }
        return ends;
    }

    /** A term from its end: in this order compounds of one kind stand together. */
    public static String reversed(String term) {
        return new StringBuilder(term).reverse().toString();
    }

    /**
     * Every term of a text that may be a compound, once.
     *
     * @param analyzer of the text's language
     * @param field the analyzer is asked for
     */
    public static Set<String> in(Analyzer analyzer, String field, String text) {
        Set<String> compounds = new LinkedHashSet<>(LanguageAnalyzers.terms(analyzer, field, longWords(text)));
        compounds.removeIf(term -> !mayBe(term));
        return compounds;
    }

    /** Only these are analysed once more: an analyzer makes no word longer, but for ß, which becomes two letters. */
    private static String longWords(String text) {
        StringBuilder words = new StringBuilder();
        int start = 0;
        int letters = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ' ' : text.charAt(i);
            if (Character.isLetter(c)) {
                letters += c == 'ß' || c == 'ẞ' ? 2 : 1;
                continue;
            }
            if (letters >= MIN_COMPOUND) {
                words.append(text, start, i).append(' ');
            }
            start = i + 1;
            letters = 0;
        }
        return words.toString();
    }
}
