package dev.nuri.generator.citation;

import com.ibm.icu.text.DateFormatSymbols;
import com.ibm.icu.util.Calendar;
import com.ibm.icu.util.GregorianCalendar;
import com.ibm.icu.util.ULocale;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names of months and weekdays in CLDR's wide and abbreviated forms. Gregorian months are numbered alike in every
 * language; those of the Persian and Islamic calendars and weekdays are told apart from them.
 */
final class CalendarWords {

    private static final int LEAST_LETTERS = 3;
    /** From here on the start of a month's name is enough, so that other cases are found. */
    private static final int LEAST_STEM = 5;

    private static final Map<String, List<String>> CALENDARS =
            Map.of("fa", List.of("persian", "islamic"), "ar", List.of("islamic"), "ur", List.of("islamic"));

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> stems = new HashMap<>();
    private final boolean endings;

    CalendarWords(ULocale locale, Spelling spelling) {
        endings = Set.of("fi", "ru", "pl", "uk", "cs", "sk", "el", "tr", "et", "hu", "lt", "lv", "hr", "sr", "sl", "bg")
                .contains(locale.getLanguage());
        DateFormatSymbols gregorian = new DateFormatSymbols(new GregorianCalendar(locale), locale);
        months(gregorian, "month", spelling);
        for (String calendar : CALENDARS.getOrDefault(locale.getLanguage(), List.of())) {
            ULocale in = locale.setKeywordValue("calendar", calendar);
            months(new DateFormatSymbols(Calendar.getInstance(in), in), calendar, spelling);
        }
        for (int context : new int[] {DateFormatSymbols.FORMAT, DateFormatSymbols.STANDALONE}) {
            add(gregorian.getWeekdays(context, DateFormatSymbols.WIDE), "weekday", 0, spelling);
        }
    }

    private void months(DateFormatSymbols symbols, String kind, Spelling spelling) {
        for (int width : new int[] {DateFormatSymbols.WIDE, DateFormatSymbols.ABBREVIATED}) {
            String[] format = symbols.getMonths(DateFormatSymbols.FORMAT, width);
            String[] alone = symbols.getMonths(DateFormatSymbols.STANDALONE, width);
            add(format, kind, 1, spelling);
            add(alone, kind, 1, spelling);
            for (int i = 0; endings && width == DateFormatSymbols.WIDE && i < format.length; i++) {
                stem(spelling.fold(format[i]), spelling.fold(alone[i]), kind + ':' + (i + 1));
            }
        }
    }

    private void stem(String one, String other, String id) {
        int same = 0;
        while (same < Math.min(one.length(), other.length()) && one.charAt(same) == other.charAt(same)) {
            same++;
        }
        if (same >= LEAST_STEM) {
            stems.put(one.substring(0, LEAST_STEM), id);
        }
    }

    private void add(String[] words, String kind, int base, Spelling spelling) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < words.length; i++) {
            String word = spelling.fold(words[i]).replace(".", "").strip();
            if (word.length() >= LEAST_LETTERS
                    && word.chars().noneMatch(c -> c == ' ' || Character.isDigit(c))
                    && seen.add(word)) {
                names.putIfAbsent(word, kind + ':' + (i + base));
            }
        }
    }

    /** What a folded word names, such as {@code month:3}; null when it is no month or weekday. */
    String named(String folded) {
        String exact = names.get(folded);
        if (exact != null || stems.isEmpty() || folded.length() < LEAST_STEM) {
            return exact;
        }
        return stems.get(folded.substring(0, LEAST_STEM));
    }

    /** Every name of some length, for scripts without spaces. */
    Map<String, String> all() {
        return names;
    }
}
