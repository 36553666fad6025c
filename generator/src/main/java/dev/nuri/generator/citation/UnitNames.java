package dev.nuri.generator.citation;

import com.ibm.icu.number.NumberFormatter;
import com.ibm.icu.number.NumberFormatter.UnitWidth;
import com.ibm.icu.number.UnlocalizedNumberFormatter;
import com.ibm.icu.text.PluralRules;
import com.ibm.icu.util.Currency;
import com.ibm.icu.util.MeasureUnit;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names and symbols of units and currencies beside a number, after CLDR, in a language and in its symbols everywhere. */
final class UnitNames {

    /**
     * A unit.
     *
     * @param id CLDR's name of it, a currency's code
     * @param dimension units of one dimension can be converted; otherwise the id
     * @param factor size in the dimension's base unit
     */
    record Unit(String id, String dimension, double factor) {}

    private static final List<Unit> MEASURES = List.of(
            new Unit("kilometer", "length", 1e3),
            new Unit("meter", "length", 1),
            new Unit("centimeter", "length", 1e-2),
            new Unit("millimeter", "length", 1e-3),
            new Unit("mile", "length", 1609.344),
            new Unit("foot", "length", 0.3048),
            new Unit("inch", "length", 0.0254),
            new Unit("yard", "length", 0.9144),
            new Unit("light-year", "length", 9.4607e15),
            new Unit("tonne", "mass", 1e3),
            new Unit("kilogram", "mass", 1),
            new Unit("gram", "mass", 1e-3),
            new Unit("milligram", "mass", 1e-6),
            new Unit("pound", "mass", 0.45359237),
            new Unit("ounce", "mass", 0.028349523),
            new Unit("square-kilometer", "area", 1e6),
            new Unit("square-meter", "area", 1),
            new Unit("hectare", "area", 1e4),
            new Unit("acre", "area", 4046.8564),
            new Unit("square-mile", "area", 2589988.11),
            new Unit("square-foot", "area", 0.09290304),
            new Unit("cubic-meter", "volume", 1e3),
            new Unit("cubic-kilometer", "volume", 1e12),
            new Unit("liter", "volume", 1),
            new Unit("milliliter", "volume", 1e-3),
            new Unit("gallon", "volume", 3.785411784),
            new Unit("kilometer-per-hour", "speed", 1 / 3.6),
            new Unit("mile-per-hour", "speed", 0.44704),
            new Unit("meter-per-second", "speed", 1),
            new Unit("celsius", "celsius", 1),
            new Unit("fahrenheit", "fahrenheit", 1),
            new Unit("kelvin", "kelvin", 1),
            new Unit("second", "time", 1),
            new Unit("minute", "time", 60),
            new Unit("hour", "time", 3600),
            new Unit("day", "day", 1),
            new Unit("week", "day", 7),
            new Unit("month", "month", 1),
            new Unit("year", "month", 12),
            new Unit("percent", "percent", 1),
            new Unit("permille", "permille", 1),
            new Unit("watt", "power", 1),
            new Unit("kilowatt", "power", 1e3),
            new Unit("megawatt", "power", 1e6),
            new Unit("horsepower", "horsepower", 1),
            new Unit("kilowatt-hour", "kilowatt-hour", 1),
            new Unit("volt", "volt", 1),
            new Unit("ampere", "ampere", 1),
            new Unit("hertz", "frequency", 1),
            new Unit("kilohertz", "frequency", 1e3),
            new Unit("megahertz", "frequency", 1e6),
            new Unit("gigahertz", "frequency", 1e9),
            new Unit("byte", "bytes", 1),
            new Unit("kilobyte", "bytes", 1e3),
            new Unit("megabyte", "bytes", 1e6),
            new Unit("gigabyte", "bytes", 1e9),
            new Unit("calorie", "calorie", 1),
            new Unit("kilocalorie", "kilocalorie", 1),
            new Unit("joule", "joule", 1),
            new Unit("degree", "degree", 1));

    private static final List<String> CURRENCIES = List.of(
            "USD", "EUR", "GBP", "JPY", "CNY", "KRW", "INR", "RUB", "CHF", "BRL", "MXN", "TRY", "PLN", "THB", "VND",
            "IDR", "IRR", "SAR", "EGP", "BDT", "KES", "TZS", "NGN", "SEK", "NOK", "DKK", "TWD", "HKD", "CAD", "AUD");

    /** Where one language is spelled in two ways, or written in two scripts. */
    private static final Map<String, List<ULocale>> VARIANTS = Map.of(
            "en", List.of(ULocale.UK),
            "pt", List.of(new ULocale("pt_PT")),
            "sr", List.of(new ULocale("sr_Latn")),
            "zh", List.of(ULocale.TRADITIONAL_CHINESE));

    private static final int LONGEST = 32;
    /** Of names in an alphabet without spaces; a shorter one may begin any word. */
    private static final int LEAST_UNSPACED = 3;
    /** One letter is too little to tell a unit from a word, but for these. */
    private static final Set<String> SHORT = Set.of(
            "m", "g", "l", "t", "%", "‰", "°", "$", "€", "£", "¥", "₩", "₹", "₽", "米", "克", "年", "月", "日", "円", "元",
            "원", "년", "월", "일", "圆", "人");

    private final Map<String, Unit> names = new HashMap<>();
    private int longest;

    UnitNames(ULocale language, Spelling spelling) {
        add(language, spelling);
        for (ULocale variant : VARIANTS.getOrDefault(language.getLanguage(), List.of())) {
            add(variant, spelling);
        }
    }

    private void add(ULocale locale, Spelling spelling) {
        List<Double> counts = counts(locale);
        for (Unit unit : MEASURES) {
            for (UnitWidth width : List.of(UnitWidth.FULL_NAME, UnitWidth.SHORT)) {
                UnlocalizedNumberFormatter format = NumberFormatter.with()
                        .unit(MeasureUnit.forIdentifier(unit.id()))
                        .unitWidth(width);
                counts.forEach(n -> add(format.locale(locale).format(n).toString(), unit, spelling));
                if (width == UnitWidth.SHORT) {
                    add(format.locale(ULocale.ENGLISH).format(5).toString(), unit, spelling);
                }
            }
        }
        for (String code : CURRENCIES) {
            currency(Currency.getInstance(code), locale, spelling);
        }
    }

    private static List<Double> counts(ULocale locale) {
        PluralRules plurals = PluralRules.forLocale(locale);
        Set<Double> counts = new LinkedHashSet<>(List.of(5.0, 1.0, 2.0));
        for (String keyword : plurals.getKeywords()) {
            plurals.getSamples(keyword).stream().limit(1).forEach(counts::add);
        }
        return new ArrayList<>(counts);
    }

    private void currency(Currency currency, ULocale locale, Spelling spelling) {
        Unit unit = new Unit(currency.getCurrencyCode(), currency.getCurrencyCode(), 1);
        for (String keyword : PluralRules.forLocale(locale).getKeywords()) {
            add(currency.getName(locale, Currency.PLURAL_LONG_NAME, keyword, null), unit, spelling);
        }
        for (int style : new int[] {Currency.LONG_NAME, Currency.SYMBOL_NAME, Currency.NARROW_SYMBOL_NAME}) {
            add(currency.getName(locale, style, null), unit, spelling);
        }
        add(currency.getCurrencyCode(), unit, spelling);
    }

    private void add(String formatted, Unit unit, Spelling spelling) {
        StringBuilder name = new StringBuilder();
        formatted.codePoints().forEach(c -> {
            boolean digit = Character.isDigit(c) || (c >= 0x660 && c <= 0x669);
            boolean control = Character.getType(c) == Character.FORMAT;
            name.appendCodePoint(digit ? ' ' : control ? 0x200B : c);
        });
        String bare = tidy(spelling.fold(name.toString().replace("\u200B", "")));
        boolean tells = bare.length() > 1 || SHORT.contains(bare);
        if (tells && bare.length() <= LONGEST && bare.chars().anyMatch(c -> c != '.' && c != ',')) {
            names.putIfAbsent(bare, unit);
            longest = Math.max(longest, bare.length());
        }
    }

    /** Without the decimal separator left from the number and double spaces. */
    static String tidy(String name) {
        StringBuilder out = new StringBuilder(name.length());
        boolean gap = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean space = Character.isWhitespace(c) || Character.isSpaceChar(c);
            boolean separator = (c == '.' || c == ',' || c == '٫') && (out.isEmpty() || gap);
            if (space || separator) {
                gap = true;
            } else {
                if (gap && !out.isEmpty()) {
                    out.append(' ');
                }
                gap = false;
                out.append(c);
            }
        }
        int end = out.length();
        while (end > 0 && out.charAt(end - 1) == '.') {
            end--;
        }
        return out.substring(0, end);
    }

    /** The unit that a tidy text begins with, whole words of a script with spaces; null when none. */
    Unit startOf(String tidy) {
        for (int length = Math.min(longest, tidy.length()); length > 0; length--) {
            if (ends(tidy, length)) {
                Unit unit = names.get(tidy.substring(0, length));
                if (unit != null) {
                    return unit;
                }
            }
        }
        return null;
    }

    /** The unit that a tidy text ends with; null when none. Only symbols and codes stand before a number. */
    Unit endOf(String tidy) {
        for (int length = Math.min(4, tidy.length()); length > 0; length--) {
            int from = tidy.length() - length;
            boolean whole = from == 0 || !Character.isLetter(tidy.charAt(from - 1));
            Unit unit = whole ? names.get(tidy.substring(from)) : null;
            if (unit != null && unit.id().length() == 3) {
                return unit;
            }
        }
        return null;
    }

    private static boolean ends(String text, int length) {
        if (length == text.length()) {
            return true;
        }
        int next = text.codePointAt(length);
        int last = text.codePointBefore(length);
        boolean goesOn = Character.isLetter(next) || Scripts.isMark(next);
        if (!goesOn) {
            return true;
        }
        if (Scripts.isLetterOfAlphabet(last)) {
            return length >= LEAST_UNSPACED && !Scripts.isMark(next);
        }
        return Scripts.comparedByCharacter(last) || Scripts.comparedByCharacter(next);
    }
}
