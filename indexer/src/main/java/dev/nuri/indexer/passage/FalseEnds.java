package dev.nuri.indexer.passage;

import java.util.Locale;
import java.util.Set;

/** Full stops that end no sentence though the rules of UAX #29 say so: initials, list numbers and ordinals. */
final class FalseEnds {

    /** Languages that write ordinal numbers with a full stop: 3. Oktober. */
    private static final Set<String> DOTTED_ORDINALS = Set.of(
            "bs", "cs", "da", "de", "et", "eu", "fi", "hr", "hu", "is", "lb", "lt", "lv", "mk", "nb", "nn", "no", "pl",
            "sk", "sl", "sr", "sv", "tr");

    /** Titles and references that CLDR's lists of abbreviations lack. */
    static final Set<String> ABBREVIATIONS =
            Set.of("Dr.", "Drs.", "Eq.", "Fig.", "Figs.", "Gen.", "Gov.", "Messrs.", "Prof.", "Sen.", "St.", "Vol.");

    private static final int ORDINAL_DIGITS = 2;

    private final boolean dottedOrdinals;

    /**
     * The rules of a language.
     *
     * @param lang BCP 47 tag
     */
    FalseEnds(String lang) {
        int dash = lang.indexOf('-');
        dottedOrdinals = DOTTED_ORDINALS.contains((dash < 0 ? lang : lang.substring(0, dash)).toLowerCase(Locale.ROOT));
    }

    /** Whether the sentence does not end at {@code end}, where the rules put a border, though it began at {@code start}. */
    boolean contains(CharSequence text, int start, int end) {
        int stop = end - 1;
        while (stop > start && TextSize.isBlank(text.charAt(stop))) {
            stop--;
        }
        if (stop == end - 1 || stop <= start || text.charAt(stop) != '.') {
            return false;
        }
        int word = stop;
        while (word > start && Character.isLetterOrDigit(text.charAt(word - 1))) {
            word--;
        }
        boolean standsAlone = word == start || !Character.isLetterOrDigit(text.charAt(word - 1));
        return standsAlone && (isInitial(text, word, stop) || isNumber(text, start, word, stop));
    }

    private static boolean isInitial(CharSequence text, int word, int stop) {
        return stop - word == 1 && Character.isUpperCase(text.charAt(word));
    }

    private boolean isNumber(CharSequence text, int start, int word, int stop) {
        if (stop == word || stop - word > ORDINAL_DIGITS) {
            return false;
        }
        for (int i = word; i < stop; i++) {
            if (!Character.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return word == start || (dottedOrdinals && TextSize.isBlank(text.charAt(word - 1)));
    }
}
