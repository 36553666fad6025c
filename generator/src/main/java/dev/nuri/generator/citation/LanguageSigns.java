package dev.nuri.generator.citation;

import com.ibm.icu.text.DecimalFormatSymbols;
import com.ibm.icu.util.ULocale;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What numbers, months, units and negation look like in one language. Made once, when first asked for. */
final class LanguageSigns {

    /** Languages whose nouns and names change their endings. */
    private static final Set<String> INFLECTED = Set.of(
            "be", "bg", "bs", "cs", "el", "et", "eu", "fi", "hr", "hu", "hy", "ka", "kk", "la", "lt", "lv", "mk", "pl",
            "ro", "ru", "sk", "sl", "sq", "sr", "tr", "uk", "uz", "az", "hi", "bn", "te", "ta", "ml", "kn", "mr");

    private static final Map<String, LanguageSigns> MADE = new ConcurrentHashMap<>();

    private final String language;
    private final Spelling spelling;
    private final char decimalSeparator;
    private final Negation negation;
    private final NumberWords numberWords;
    private final CalendarWords calendar;
    private final UnitNames units;

    private LanguageSigns(String language) {
        ULocale locale = new ULocale(language);
        this.language = language;
        spelling = new Spelling(language);
        decimalSeparator = DecimalFormatSymbols.getInstance(locale).getDecimalSeparator() == ',' ? ',' : '.';
        negation = Negation.of(language);
        numberWords = new NumberWords(locale, spelling);
        calendar = new CalendarWords(locale, spelling);
        units = new UnitNames(locale, spelling);
    }

    /**
     * The signs of a language.
     *
     * @param lang BCP 47 tag; only its language part counts
     */
    static LanguageSigns of(String lang) {
        return MADE.computeIfAbsent(base(lang), LanguageSigns::new);
    }

    /** The language part of a tag, the current code for an old one. */
    static String base(String lang) {
        int dash = lang.indexOf('-');
        String base = (dash < 0 ? lang : lang.substring(0, dash)).toLowerCase(Locale.ROOT);
        return switch (base) {
            case "in" -> "id";
            case "iw" -> "he";
            case "yue", "cmn" -> "zh";
            default -> base;
        };
    }

    String language() {
        return language;
    }

    String fold(String word) {
        return spelling.fold(word);
    }

    char decimalSeparator() {
        return decimalSeparator;
    }

    boolean inflected() {
        return INFLECTED.contains(language);
    }

    Negation negation() {
        return negation;
    }

    NumberWords numberWords() {
        return numberWords;
    }

    CalendarWords calendar() {
        return calendar;
    }

    UnitNames units() {
        return units;
    }
}
