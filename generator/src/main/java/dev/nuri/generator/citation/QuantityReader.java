package dev.nuri.generator.citation;

import dev.nuri.generator.citation.UnitNames.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Finds the numbers of a text: in digits, in words, in Chinese characters, with what multiplies them and their unit. */
final class QuantityReader {

    private static final String HAN_DIGITS = "〇一二三四五六七八九";
    private static final int UNIT_REACH = 32;
    private static final int LONGEST = 40;

    private final String text;
    private final List<Token> tokens;
    private final LanguageSigns signs;
    private final List<Quantity> found = new ArrayList<>();

    private QuantityReader(String text, List<Token> tokens, LanguageSigns signs) {
        this.text = text;
        this.tokens = tokens;
        this.signs = signs;
    }

    static List<Quantity> read(String text, List<Token> tokens, LanguageSigns signs) {
        QuantityReader reader = new QuantityReader(text, tokens, signs);
        int at = 0;
        while (at < tokens.size()) {
            at = reader.at(at) + 1;
        }
        return reader.found;
    }

    /** Reads what begins with a token; the last token it took. */
    private int at(int first) {
        Token token = tokens.get(first);
        if (token.number()) {
            return token.folded().length() > LONGEST
                    ? plain(first)
                    : multiplied(first, first, new BigDecimal(token.folded()), false);
        }
        if (token.kind() == Token.Kind.CHARACTER) {
            return han(first);
        }
        Integer spelled = signs.numberWords().spelled(token.folded());
        return spelled == null ? first : spelled(first, spelled);
    }

    private int plain(int at) {
        add(at, at, tokens.get(at).folded(), false);
        return at;
    }

    private int spelled(int first, int value) {
        int last = first;
        int whole = value;
        if (value >= 20
                && value % 10 == 0
                && first + 1 < tokens.size()
                && between(first).equals("-")) {
            Integer units = signs.numberWords().spelled(tokens.get(first + 1).folded());
            if (units != null && units < 10) {
                last = first + 1;
                whole += units;
            }
        }
        return multiplied(first, last, new BigDecimal(whole), true);
    }

    /** Chinese and Japanese numerals of two characters or more; one alone is most often part of a word. */
    private int han(int first) {
        int last = first;
        while (last < tokens.size()
                && hanValue(last) != null
                && (last == first || between(last - 1).isEmpty())) {
            last++;
        }
        last--;
        if (last <= first) {
            return first;
        }
        BigDecimal value = hanNumber(first, last);
        if (value != null) {
            add(first, last, Numerals.plain(value), true);
        }
        return last;
    }

    private BigDecimal hanValue(int at) {
        String c = tokens.get(at).folded();
        if (c.length() != 1 || tokens.get(at).kind() != Token.Kind.CHARACTER) {
            return null;
        }
        int digit = HAN_DIGITS.indexOf(c.charAt(0));
        return digit >= 0 ? new BigDecimal(digit) : power(c);
    }

    private BigDecimal power(String c) {
        return switch (c) {
            case "十" -> BigDecimal.TEN;
            case "百", "백" -> new BigDecimal(100);
            case "千", "천" -> new BigDecimal(1000);
            default -> signs.numberWords().multiplier(c);
        };
    }

    private BigDecimal hanNumber(int first, int last) {
        boolean positional = true;
        for (int i = first; i <= last; i++) {
            positional &= HAN_DIGITS.contains(tokens.get(i).folded());
        }
        BigDecimal total = BigDecimal.ZERO;
        BigDecimal section = BigDecimal.ZERO;
        BigDecimal digit = null;
        for (int i = first; i <= last; i++) {
            BigDecimal value = hanValue(i);
            if (positional) {
                total = total.multiply(BigDecimal.TEN).add(value);
            } else if (value.compareTo(BigDecimal.TEN) < 0) {
                digit = value;
            } else if (value.compareTo(new BigDecimal(10_000)) < 0) {
                section = section.add(value.multiply(digit == null ? BigDecimal.ONE : digit));
                digit = null;
            } else {
                section = digit == null ? section : section.add(digit);
                if (section.signum() == 0) {
                    return null; // 万 without a number before it is part of a word
                }
                total = total.add(section.multiply(value));
                section = BigDecimal.ZERO;
                digit = null;
            }
        }
        return positional ? total : total.add(section).add(digit == null ? BigDecimal.ZERO : digit);
    }

    /** Takes what multiplies a number, and the smaller parts that follow: 3억 5천만. */
    private int multiplied(int first, int numberEnd, BigDecimal number, boolean spelled) {
        BigDecimal total = BigDecimal.ZERO;
        BigDecimal part = number;
        BigDecimal least = null;
        int last = numberEnd;
        while (last + 1 < tokens.size()) {
            Token next = tokens.get(last + 1);
            String gap = between(last);
            BigDecimal power = gap.isBlank() && !next.number() ? multiplier(next) : null;
            if (power != null) {
                part = part.multiply(power);
                least = power;
            } else if (least != null && continues(last + 1, gap, least)) {
                total = total.add(part);
                part = new BigDecimal(next.folded());
                least = null;
            } else {
                break;
            }
            last++;
        }
        add(first, last, Numerals.plain(total.add(part)), spelled);
        return last;
    }

    private BigDecimal multiplier(Token token) {
        return token.kind() == Token.Kind.CHARACTER
                ? power(token.folded())
                : signs.numberWords().multiplier(token.folded());
    }

    private boolean continues(int at, String gap, BigDecimal least) {
        Token token = tokens.get(at);
        boolean characters = tokens.get(at - 1).kind() == Token.Kind.CHARACTER;
        return characters
                && token.number()
                && token.folded().length() <= LONGEST
                && gap.isBlank()
                && gap.length() <= 1
                && new BigDecimal(token.folded()).compareTo(least) < 0;
    }

    private String between(int at) {
        return at + 1 < tokens.size()
                ? text.substring(tokens.get(at).end(), tokens.get(at + 1).start())
                : "";
    }

    private void add(int first, int last, String value, boolean spelled) {
        if (spelled && value.equals("1")) {
            return;
        }
        int start = tokens.get(first).start();
        int end = tokens.get(last).end();
        found.add(new Quantity(
                first, last, value, spelled ? null : unit(start, end), spelled, text.substring(start, end)));
    }

    private Unit unit(int start, int end) {
        String after = text.substring(end, Math.min(text.length(), end + UNIT_REACH));
        Unit unit = after.isEmpty() || after.charAt(0) == '\n'
                ? null
                : signs.units().startOf(UnitNames.tidy(signs.fold(after)));
        if (unit != null) {
            return unit;
        }
        return signs.units().endOf(UnitNames.tidy(signs.fold(text.substring(Math.max(0, start - 4), start))));
    }
}
