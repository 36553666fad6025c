package dev.nuri.generator.extractive;

import com.ibm.icu.text.DateFormatSymbols;
import com.ibm.icu.text.RuleBasedNumberFormat;
import com.ibm.icu.util.ULocale;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether a sentence in some language shows an answer of a type, beyond what the question already says: numbers,
 * month names and years, names, and the signs of {@link QuestionForms}. Numbers in words and month names are ICU's.
 */
final class AnswerSigns {

    private static final Pattern NUMBER = Pattern.compile("\\d+(?:[.,]\\d+)*");
    private static final Pattern NOT_LETTERS = Pattern.compile("[^\\p{L}\\p{M}]+");
    private static final Pattern NAME = Pattern.compile("(?<![\\p{L}\\p{N}])\\p{Lu}[\\p{L}\\p{M}'’-]+");
    /** Languages in which a number in words is one character that also means something else. */
    private static final Set<String> DIGITS_ONLY = Set.of("ko", "ja", "zh", "th");

    private static final Map<String, AnswerSigns> MADE = new ConcurrentHashMap<>();

    private final QuestionForms forms;
    private final Set<String> months = new HashSet<>();
    private final Set<String> numberWords = new HashSet<>();
    private final boolean nounsCapitalised;

    private AnswerSigns(String lang) {
        forms = QuestionForms.of(lang);
        nounsCapitalised = lang.equals("de");
        if (!DIGITS_ONLY.contains(lang)) {
            ULocale locale = new ULocale(lang);
            addMonths(DateFormatSymbols.getInstance(locale));
            addNumbers(new RuleBasedNumberFormat(locale, RuleBasedNumberFormat.SPELLOUT));
        }
    }

    static AnswerSigns of(String lang) {
        return MADE.computeIfAbsent(QuestionForms.base(lang), AnswerSigns::new);
    }

    QuestionForms forms() {
        return forms;
    }

    private void addMonths(DateFormatSymbols symbols) {
        for (int context : new int[] {DateFormatSymbols.FORMAT, DateFormatSymbols.STANDALONE}) {
            for (String month : symbols.getMonths(context, DateFormatSymbols.WIDE)) {
                months.add(Folding.fold(month));
            }
        }
    }

    private void addNumbers(RuleBasedNumberFormat spelled) {
        for (long n : new long[] {
            2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 30, 40, 50, 60, 70, 80, 90, 100, 1000,
            1_000_000
        }) {
            for (String word : NOT_LETTERS.split(Folding.fold(spelled.format(n)), -1)) {
                if (word.length() > 1) {
                    numberWords.add(word);
                }
            }
        }
    }

    /** How well a sentence shows an answer of {@code type}, in [0, 1]. */
    double match(AnswerType type, Sentence sentence, Query query) {
        return switch (type) {
            case TIME -> time(sentence, query);
            case NUMBER -> number(sentence, query);
            case DEFINITION -> definition(sentence, query);
            case PLACE, PERSON, REASON, MANNER -> forms.shows(type, sentence.folded()) ? 1 : 0;
            case ANY -> 0;
        };
    }

    private double time(Sentence sentence, Query query) {
        List<String> numbers = newNumbers(sentence, query);
        boolean month = sentence.words().stream().anyMatch(months::contains);
        if (numbers.stream().anyMatch(AnswerSigns::yearLike) || (month && !numbers.isEmpty())) {
            return 1;
        }
        boolean sign = forms.shows(AnswerType.TIME, sentence.folded());
        return sign && !numbers.isEmpty() ? 0.8 : sign || month || !numbers.isEmpty() ? 0.4 : 0;
    }

    private double number(Sentence sentence, Query query) {
        if (!newNumbers(sentence, query).isEmpty()) {
            return 1;
        }
        Collection<String> asked = query.words();
        boolean spelled = sentence.words().stream().anyMatch(w -> numberWords.contains(w) && !asked.contains(w));
        return spelled || forms.shows(AnswerType.NUMBER, sentence.folded()) ? 0.7 : 0;
    }

    /** A definition names its subject early and says "is". */
    private double definition(Sentence sentence, Query query) {
        int early = Math.max(6, sentence.folded().length() / 3);
        int first = query.terms().stream()
                .mapToInt(term -> sentence.folded().indexOf(term))
                .filter(at -> at >= 0)
                .min()
                .orElse(Integer.MAX_VALUE);
        return (first < early ? 0.5 : 0) + (forms.hasCopula(sentence.folded()) ? 0.5 : 0);
    }

    private static List<String> newNumbers(Sentence sentence, Query query) {
        return numbers(sentence.folded()).stream()
                .filter(n -> !query.numbers().contains(n))
                .toList();
    }

    /** Whether a folded word names a month. */
    boolean isMonth(String word) {
        return months.contains(word);
    }

    /** Whether a folded word is a number in words. */
    boolean isNumberWord(String word) {
        return numberWords.contains(word);
    }

    /** Whether a number may be a year. */
    static boolean yearLike(String number) {
        return number.length() == 4 && number.chars().allMatch(c -> c >= '0' && c <= '9') && number.charAt(0) <= '2';
    }

    /** The numbers of a folded text, as written. */
    static Set<String> numbers(String folded) {
        Set<String> numbers = new HashSet<>();
        Matcher matcher = NUMBER.matcher(folded);
        while (matcher.find()) {
            numbers.add(matcher.group());
        }
        return numbers;
    }

    /** Names beyond the first word that the question lacks, up to 3, as a share of 3. */
    double newNames(Sentence sentence, Query query) {
        Matcher matcher = NAME.matcher(sentence.text());
        int names = 0;
        int lastEnd = -2;
        while (matcher.find() && names < 3) {
            boolean follows = matcher.start() == lastEnd + 1;
            lastEnd = matcher.end();
            boolean counts = matcher.start() > 0 && (follows || !nounsCapitalised);
            if (counts && !query.words().contains(Folding.fold(matcher.group()))) {
                names++;
            }
        }
        return names / 3.0;
    }

    /** The capitalised words of a question beyond its first, folded: names, as a rule. */
    static Set<String> names(String question) {
        Set<String> names = new HashSet<>();
        Matcher matcher = NAME.matcher(question);
        while (matcher.find()) {
            if (matcher.start() > 0) {
                names.add(Folding.fold(matcher.group()));
            }
        }
        return names;
    }
}
