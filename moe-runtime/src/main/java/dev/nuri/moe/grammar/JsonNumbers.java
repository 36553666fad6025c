package dev.nuri.moe.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Numbers between bounds, digit by digit. */
final class JsonNumbers {
    /** What a bound that is missing counts as: 16 digits, which a double still holds nearly exactly. */
    private static final BigInteger MOST = BigInteger.TEN.pow(16).subtract(BigInteger.ONE);

    private JsonNumbers() {}

    /** Lowest and highest value allowed, each perhaps missing, and whether it is itself left out. */
    private record Bounds(BigDecimal low, boolean openLow, BigDecimal high, boolean openHigh) {
        static Bounds of(JsonNode schema, String path) {
            BigDecimal minimum = bound(schema, "minimum", path);
            BigDecimal above = bound(schema, "exclusiveMinimum", path);
            BigDecimal maximum = bound(schema, "maximum", path);
            BigDecimal below = bound(schema, "exclusiveMaximum", path);
            boolean openLow = above != null && (minimum == null || above.compareTo(minimum) >= 0);
            boolean openHigh = below != null && (maximum == null || below.compareTo(maximum) <= 0);
            return new Bounds(openLow ? above : minimum, openLow, openHigh ? below : maximum, openHigh);
        }

        private static BigDecimal bound(JsonNode schema, String name, String path) {
            JsonNode value = schema.get(name);
            if (value == null) {
                return null;
            }
            if (!value.isNumber() || value.decimalValue().abs().compareTo(new BigDecimal(MOST)) > 0) {
                throw JsonSchemaGrammar.error(path, name + " must be a number of at most 16 digits, is " + value);
            }
            return value.decimalValue();
        }

        boolean areAbsent() {
            return low == null && high == null;
        }

        /** The least whole number allowed. */
        BigInteger leastWhole() {
            if (low == null) {
                return MOST.negate();
            }
            BigInteger up = up(low);
            return openLow && new BigDecimal(up).compareTo(low) == 0 ? up.add(BigInteger.ONE) : up;
        }

        private static BigInteger up(BigDecimal value) {
            return value.setScale(0, RoundingMode.CEILING).toBigInteger();
        }

        private static BigInteger down(BigDecimal value) {
            return value.setScale(0, RoundingMode.FLOOR).toBigInteger();
        }

        /** The whole number at the lower bound or next above it: what lies above it is allowed. */
        BigInteger edgeBelow() {
            return low == null ? MOST.negate() : up(low);
        }

        /** The whole number at the upper bound or next below it: what lies below it is allowed. */
        BigInteger edgeAbove() {
            return high == null ? MOST : down(high);
        }

        /** The greatest whole number allowed. */
        BigInteger greatestWhole() {
            if (high == null) {
                return MOST;
            }
            BigInteger down = down(high);
            return openHigh && new BigDecimal(down).compareTo(high) == 0 ? down.subtract(BigInteger.ONE) : down;
        }
    }

    static String integer(JsonNode schema, String path, RuleWriter writer) {
        Bounds bounds = Bounds.of(schema, path);
        if (schema.has("multipleOf")) {
            BigInteger factor = JsonMultiples.factor(schema, path);
            return bounds.areAbsent()
                    ? JsonMultiples.any(factor, path, writer)
                    : JsonMultiples.listed(factor, bounds.leastWhole(), bounds.greatestWhole(), path);
        }
        if (bounds.areAbsent()) {
            return "(\"-\"? whole)";
        }
        return choice(whole(bounds.leastWhole(), bounds.greatestWhole()), path);
    }

    /** Whole numbers between the bounds, and those with a fraction that lie between two such whole numbers. */
    static String number(JsonNode schema, String path, RuleWriter writer) {
        if (schema.has("multipleOf")) { // of a whole number, so that it has no fraction
            return integer(schema, path, writer);
        }
        Bounds bounds = Bounds.of(schema, path);
        if (bounds.areAbsent()) {
            return "number";
        }
        BigInteger least = bounds.leastWhole();
        BigInteger greatest = bounds.greatestWhole();
        List<String> options = new ArrayList<>(whole(least, greatest));
        // A fraction may be .0, so the end nearer to zero must be allowed itself; the other end is never reached.
        BigInteger above = bounds.edgeAbove().subtract(BigInteger.ONE);
        BigInteger below = bounds.edgeBelow().negate().subtract(BigInteger.ONE);
        between(least.max(BigInteger.ZERO), above, "", options);
        between(greatest.negate().max(BigInteger.ZERO), below, "\"-\" ", options);
        return choice(options, path);
    }

    private static void between(BigInteger least, BigInteger greatest, String sign, List<String> options) {
        if (least.compareTo(greatest) <= 0) {
            options.add(sign + "(" + String.join(" | ", digits(least.toString(), greatest.toString())) + ") fraction");
        }
    }

    private static String choice(List<String> options, String path) {
        if (options.isEmpty()) {
            throw JsonSchemaGrammar.error(path, "no number lies between its bounds");
        }
        return "(" + String.join(" | ", options) + ")";
    }

    private static List<String> whole(BigInteger least, BigInteger greatest) {
        List<String> options = new ArrayList<>();
        BigInteger first = least.max(BigInteger.ZERO);
        if (first.compareTo(greatest) <= 0) {
            options.addAll(digits(first.toString(), greatest.toString()));
        }
        BigInteger last = greatest.negate().max(BigInteger.ONE);
        if (last.compareTo(least.negate()) <= 0) {
            options.add("\"-\" ("
                    + String.join(" | ", digits(last.toString(), least.negate().toString())) + ")");
        }
        return options;
    }

    /** Decimal numbers without sign from {@code low} to {@code high}, one length of digits after the other. */
    private static List<String> digits(String low, String high) {
        List<String> out = new ArrayList<>();
        for (int length = low.length(); length <= high.length(); length++) {
            String from = length == low.length() ? low : "1" + "0".repeat(length - 1);
            String to = length == high.length() ? high : "9".repeat(length);
            out.add(sameLength(from, to));
        }
        return out;
    }

    /** Numbers of equally many digits: those that share the first digit of a bound are bound by its rest. */
    private static String sameLength(String low, String high) {
        int n = low.length();
        if (n == 0) {
            return "\"\"";
        }
        boolean free = low.equals("0".repeat(n)) && high.equals("9".repeat(n));
        if (free) {
            return "[0-9]{" + n + "}";
        }
        char first = low.charAt(0);
        char last = high.charAt(0);
        if (first == last) {
            return "\"" + first + "\" " + sameLength(low.substring(1), high.substring(1));
        }
        List<String> options = new ArrayList<>();
        options.add("\"" + first + "\" " + sameLength(low.substring(1), "9".repeat(n - 1)));
        if (last - first > 1) {
            options.add("[" + (char) (first + 1) + "-" + (char) (last - 1) + "] [0-9]{" + (n - 1) + "}");
        }
        options.add("\"" + last + "\" " + sameLength("0".repeat(n - 1), high.substring(1)));
        return "(" + String.join(" | ", options) + ")";
    }
}
