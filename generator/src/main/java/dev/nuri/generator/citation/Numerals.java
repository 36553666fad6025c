package dev.nuri.generator.citation;

import dev.nuri.generator.citation.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Reads numbers written in digits of any script. */
final class Numerals {

    /** Longer ones are compared by their digits. */
    private static final int LONGEST = 40;

    private Numerals() {}

    /**
     * Reads what begins with a digit: one number, or several where points stand between them as in a date.
     *
     * @param decimal the language's decimal separator, {@code .} or {@code ,}
     * @return one past the last code unit read
     */
    static int read(String text, int start, char decimal, List<Token> into) {
        StringBuilder digits = new StringBuilder();
        List<Integer> starts = new ArrayList<>();
        StringBuilder separators = new StringBuilder();
        int at = start;
        starts.add(start);
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (Character.isDigit(c)) {
                digits.append((char) ('0' + Character.digit(c, 10)));
                at += Character.charCount(c);
            } else if (separates(text, at)) {
                separators.append(normal((char) c));
                digits.append(' ');
                at++;
                starts.add(at);
            } else {
                break;
            }
        }
        add(digits.toString().split(" "), separators.toString(), starts, at, decimal, into);
        return at;
    }

    private static char normal(char c) {
        return switch (c) {
            case '٫' -> 'd';
            case '٬' -> 'g';
            case '，' -> ',';
            case '．' -> '.';
            case ',', '.' -> c;
            default -> 'g';
        };
    }

    /** Whether a separator stands here and digits follow: three and no more after a space or an apostrophe. */
    private static boolean separates(String text, int at) {
        char c = text.charAt(at);
        boolean point = c == '.' || c == ',' || c == '٫' || c == '٬' || c == '，' || c == '．';
        boolean space = c == '\u00A0' || c == '\u202F' || c == '\u2009' || c == ' ' || c == '\'' || c == '’';
        if (!point && !space) {
            return false;
        }
        int digits = digitsAt(text, at + 1);
        int before = digitsBefore(text, at);
        return point ? digits > 0 : digits == 3 && before > 0 && before <= 3;
    }

    private static int digitsAt(String text, int from) {
        int count = 0;
        int at = from;
        while (at < text.length() && count <= LONGEST && Character.isDigit(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
            count++;
        }
        return count;
    }

    private static int digitsBefore(String text, int to) {
        int count = 0;
        int at = to;
        while (at > 0 && count <= LONGEST && Character.isDigit(text.codePointBefore(at))) {
            at -= Character.charCount(text.codePointBefore(at));
            count++;
        }
        return count;
    }

    private static void add(
            String[] groups, String separators, List<Integer> starts, int end, char decimal, List<Token> into) {
        if (groups.length == 1) {
            into.add(token(groups[0], starts.getFirst(), end));
            return;
        }
        int last = separators.length() - 1;
        boolean grouped = grouped(groups, separators, last, decimal);
        boolean fraction = !grouped && fraction(groups, separators, last);
        if (grouped || fraction) {
            StringBuilder value = new StringBuilder();
            for (int i = 0; i < groups.length; i++) {
                value.append(fraction && i == groups.length - 1 ? "." : "").append(groups[i]);
            }
            into.add(token(value.toString(), starts.getFirst(), end));
            return;
        }
        for (int i = 0; i < groups.length; i++) {
            into.add(token(groups[i], starts.get(i), i + 1 < groups.length ? starts.get(i + 1) - 1 : end));
        }
    }

    /** Whether all separators group thousands. */
    private static boolean grouped(String[] groups, String separators, int last, char decimal) {
        char first = separators.charAt(0);
        boolean same = separators.chars().allMatch(c -> c == first);
        boolean decimals = first == 'd' || (first == decimal && last == 0);
        return same && !decimals && thousands(groups, groups.length) && !groups[0].equals("0");
    }

    /** Whether the last separator begins a fraction and those before it group thousands. */
    private static boolean fraction(String[] groups, String separators, int last) {
        if (last == 0) {
            return separators.charAt(0) != 'g';
        }
        char first = separators.charAt(0);
        boolean same = separators.substring(0, last).chars().allMatch(c -> c == first);
        return same && separators.charAt(last) != first && thousands(groups, groups.length - 1);
    }

    /** Lakhs are written in groups of two. */
    private static boolean thousands(String[] groups, int count) {
        for (int i = 1; i < count; i++) {
            boolean lakh = groups[i].length() == 2 && i < count - 1;
            if (groups[i].length() != 3 && !lakh) {
                return false;
            }
        }
        return groups[0].length() <= 3;
    }

    private static Token token(String digits, int start, int end) {
        String value = value(digits);
        return new Token(start, end, value, "#" + value, Kind.NUMBER, true, false);
    }

    /** The shortest way to write a number, whatever its leading and trailing zeros. */
    static String value(String digits) {
        return digits.length() > LONGEST ? digits : plain(new BigDecimal(digits));
    }

    static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
