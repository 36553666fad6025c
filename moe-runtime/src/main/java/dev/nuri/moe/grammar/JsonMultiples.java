package dev.nuri.moe.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Multiples of a whole number. Between bounds they are listed; without, an automaton reads digits and knows the remainder
 * so far, and zeros at the end stand for the tens in the number.
 */
final class JsonMultiples {
    private static final int MOST_LISTED = 1000;
    private static final int MOST_REMAINDERS = 64;
    private static final int DIGITS = 16;

    private JsonMultiples() {}

    /** The number of {@code multipleOf}. */
    static BigInteger factor(JsonNode schema, String path) {
        JsonNode value = schema.get("multipleOf");
        boolean whole =
                SchemaTypes.isOf(value, "integer") && value.decimalValue().signum() > 0;
        if (!whole) {
            throw JsonSchemaGrammar.error(path, "multipleOf must be a whole number of at least 1, is " + value);
        }
        return value.decimalValue().toBigIntegerExact();
    }

    /** Those from {@code least} to {@code greatest}. */
    static String listed(BigInteger factor, BigInteger least, BigInteger greatest, String path) {
        BigInteger[] parts = least.divideAndRemainder(factor);
        BigInteger first = parts[1].signum() > 0 ? parts[0].add(BigInteger.ONE) : parts[0];
        BigInteger count = greatest.subtract(first.multiply(factor)).divide(factor);
        if (first.multiply(factor).compareTo(greatest) > 0) {
            throw JsonSchemaGrammar.error(path, "no multiple of " + factor + " lies between its bounds");
        }
        if (count.compareTo(BigInteger.valueOf(MOST_LISTED)) >= 0) {
            throw JsonSchemaGrammar.error(
                    path, "more than " + MOST_LISTED + " multiples of " + factor + " between bounds are not supported");
        }
        List<String> options = new ArrayList<>();
        for (int i = 0; i <= count.intValue(); i++) {
            options.add("\"" + first.add(BigInteger.valueOf(i)).multiply(factor) + "\"");
        }
        return "(" + String.join(" | ", options) + ")";
    }

    /** All of at most 16 digits. */
    static String any(BigInteger factor, String path, RuleWriter writer) {
        int zeros = 0;
        BigInteger core = factor;
        while (core.mod(BigInteger.TEN).signum() == 0) {
            core = core.divide(BigInteger.TEN);
            zeros++;
        }
        if (core.compareTo(BigInteger.valueOf(MOST_REMAINDERS)) > 0 || zeros >= DIGITS) {
            throw JsonSchemaGrammar.error(
                    path,
                    "multipleOf without bounds must be at most " + MOST_REMAINDERS + ", zeros at its end apart, is "
                            + factor);
        }
        String name = writer.newName();
        int modulus = core.intValue();
        int digits = DIGITS - zeros;
        boolean[][] reachable = reachable(modulus, digits);
        for (int left = 0; left < digits; left++) {
            for (int remainder = 0; remainder < modulus; remainder++) {
                if (reachable[left][remainder]) {
                    writer.rule(name + "-" + remainder + "-" + left, next(name, reachable, remainder, left, 0));
                }
            }
        }
        String first = next(name, reachable, -1, digits, 1);
        return "(\"0\" | \"-\"? (" + first + ")" + (zeros == 0 ? "" : " \"" + "0".repeat(zeros) + "\"") + ")";
    }

    /** Whether so many further digits, or fewer, can take a remainder to 0: a text must never come to a dead end. */
    private static boolean[][] reachable(int modulus, int digits) {
        boolean[][] out = new boolean[digits][modulus];
        for (int left = 0; left < digits; left++) {
            for (int remainder = 0; remainder < modulus; remainder++) {
                out[left][remainder] = remainder == 0;
                for (int digit = 0; left > 0 && digit <= 9; digit++) {
                    out[left][remainder] |= out[left - 1][(10 * remainder + digit) % modulus];
                }
            }
        }
        return out;
    }

    /** What may follow digits of a remainder: another digit, or nothing if it is 0; -1 before the first digit. */
    private static String next(String name, boolean[][] reachable, int remainder, int left, int leastDigit) {
        List<String> options = new ArrayList<>();
        if (remainder == 0) {
            options.add("\"\"");
        }
        for (int digit = leastDigit; left > 0 && digit <= 9; digit++) {
            int then = (10 * Math.max(0, remainder) + digit) % reachable[0].length;
            if (reachable[left - 1][then]) {
                options.add("\"" + digit + "\" " + name + "-" + then + "-" + (left - 1));
            }
        }
        return String.join(" | ", options);
    }
}
