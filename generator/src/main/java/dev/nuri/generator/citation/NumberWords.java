package dev.nuri.generator.citation;

import com.ibm.icu.text.CompactDecimalFormat;
import com.ibm.icu.text.CompactDecimalFormat.CompactStyle;
import com.ibm.icu.text.PluralRules;
import com.ibm.icu.text.RuleBasedNumberFormat;
import com.ibm.icu.util.ULocale;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Numbers in words: 1 to 100 after ICU's spell-out rules, in every gender and case those give, ordinals included; and the
 * words that multiply a number before them (million, crore, 万, 억), after CLDR's compact forms.
 */
final class NumberWords {

    /** Languages in which a spelled number is one character that is also part of other words. */
    private static final Set<String> NOT_SPELLED = Set.of("ko", "ja", "zh", "th", "vi", "lo", "km", "my");

    private static final Pattern FRACTION = Pattern.compile("\\p{Nd}[.,٫]\\p{Nd}");
    private static final int LAST = 100;
    private static final int LEAST_LETTERS = 3;

    private final Map<String, Integer> spelled = new HashMap<>();
    private final Map<String, BigDecimal> multipliers = new HashMap<>();

    NumberWords(ULocale locale, Spelling spelling) {
        if (!NOT_SPELLED.contains(locale.getLanguage()) && spells(locale)) {
            spell(new RuleBasedNumberFormat(locale, RuleBasedNumberFormat.SPELLOUT), spelling);
        }
        multipliers.put("万", new BigDecimal(10_000));
        multipliers.put("萬", new BigDecimal(10_000));
        multipliers.put("億", new BigDecimal(100_000_000));
        multipliers.put("亿", new BigDecimal(100_000_000));
        multipliers.put("兆", new BigDecimal(1_000_000_000_000L));
        multipliers.put("만", new BigDecimal(10_000));
        multipliers.put("억", new BigDecimal(100_000_000));
        multipliers.put("조", new BigDecimal(1_000_000_000_000L));
        compact(locale, spelling);
    }

    /** Whether there are rules for the language itself, not for what it falls back to. */
    private static boolean spells(ULocale locale) {
        for (ULocale available : RuleBasedNumberFormat.getAvailableULocales()) {
            if (available.getLanguage().equals(locale.getLanguage())) {
                return true;
            }
        }
        return false;
    }

    private void spell(RuleBasedNumberFormat format, Spelling spelling) {
        Set<String> ambiguous = new HashSet<>();
        for (String rules : format.getRuleSetNames()) {
            if (rules.startsWith("%spellout") && !rules.contains("year") && !rules.contains("verbose")) {
                for (int n = 1; n <= LAST; n++) {
                    String word = spelling.fold(format.format(n, rules)).replace("\u00AD", "");
                    boolean single =
                            word.length() >= LEAST_LETTERS && word.chars().allMatch(Character::isLetter);
                    Integer before = single ? spelled.putIfAbsent(word, n) : null;
                    if (before != null && before != n) {
                        ambiguous.add(word);
                    }
                }
            }
        }
        ambiguous.forEach(spelled::remove);
    }

    private void compact(ULocale locale, Spelling spelling) {
        CompactDecimalFormat format = CompactDecimalFormat.getInstance(locale, CompactStyle.LONG);
        PluralRules plurals = PluralRules.forLocale(locale);
        Set<Integer> counts = new HashSet<>(Set.of(1, 2, 5, 11));
        for (String keyword : plurals.getKeywords()) {
            for (double sample : plurals.getSamples(keyword)) {
                if (sample >= 1 && sample < 100 && sample == Math.rint(sample)) {
                    counts.add((int) sample);
                    break;
                }
            }
        }
        for (int exponent = 3; exponent <= 12; exponent++) {
            for (int count : counts) {
                multiplier(format, spelling, count, BigDecimal.TEN.pow(exponent));
            }
        }
    }

    private void multiplier(CompactDecimalFormat format, Spelling spelling, int count, BigDecimal power) {
        BigDecimal number = power.multiply(new BigDecimal(count));
        StringBuilder digits = new StringBuilder();
        StringBuilder word = new StringBuilder();
        String formatted = format.format(number);
        if (FRACTION.matcher(formatted).find()) {
            return;
        }
        formatted.codePoints().forEach(c -> {
            if (Character.isDigit(c)) {
                digits.append((char) ('0' + Character.digit(c, 10)));
            } else if (Character.isLetter(c) || Scripts.isMark(c)) {
                word.appendCodePoint(c);
            }
        });
        if (digits.length() > 0 && digits.length() <= 4 && word.length() > 0) {
            BigDecimal shown = new BigDecimal(digits.toString());
            if (shown.signum() > 0 && number.remainder(shown).signum() == 0) {
                multipliers.putIfAbsent(spelling.fold(word.toString()), number.divide(shown));
            }
        }
    }

    /** Whether numbers in words are read in this language. */
    boolean spells() {
        return !spelled.isEmpty();
    }

    /** The number a folded word spells; null when none. */
    Integer spelled(String folded) {
        return spelled.get(folded);
    }

    /** What a folded word after a number multiplies it by; null when nothing. */
    BigDecimal multiplier(String folded) {
        return multipliers.get(folded);
    }
}
