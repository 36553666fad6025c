package dev.nuri.indexer;

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

    /** Keys of analyzers whose languages write compounds as one word. */
    private static final Set<String> LANGUAGES = Set.of("da", "de", "fi", "nl", "no", "sv");

    private static final int MIN_COMPOUND = 9;
    /** What comes before an end. */
    private static final int MIN_BEGINNING = 3;

    private static final int MIN_END = 5;
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

    /** What a term may end in as a compound, longest first; empty when it is too short to be one, or not of letters. */
    public static List<String> ends(String term) {
        if (term.length() < MIN_COMPOUND
                || term.length() > MAX_COMPOUND
                || !term.chars().allMatch(Character::isLetter)) {
            return List.of();
        }
        String[] ends = new String[term.length() - MIN_BEGINNING - MIN_END + 1];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = term.substring(MIN_BEGINNING + i);
        }
        return List.of(ends);
    }

    /**
     * The ends of every compound of a text, each once.
     *
     * @param analyzer of the text's language
     * @param field the analyzer is asked for
     */
    public static Set<String> ends(Analyzer analyzer, String field, String text) {
        Set<String> ends = new LinkedHashSet<>();
        for (String term : new LinkedHashSet<>(LanguageAnalyzers.terms(analyzer, field, longWords(text)))) {
            ends.addAll(ends(term));
        }
        return ends;
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
