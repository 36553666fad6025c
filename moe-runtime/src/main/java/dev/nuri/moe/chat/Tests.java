package dev.nuri.moe.chat;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What may stand after {@code is}. */
final class Tests {
    private static final Set<String> WITH_ARGUMENT =
            Set.of("divisibleby", "equalto", "eq", "ne", "gt", "ge", "lt", "le", "in", "sameas");

    private Tests() {}

    /** Whether an argument may follow without parentheses. */
    static boolean takesArgument(String name) {
        return WITH_ARGUMENT.contains(name);
    }

    static boolean test(String name, Object value, Values.Called arguments, Budget budget) {
        return switch (name) {
            case "defined" -> value != Undefined.VALUE;
            case "undefined" -> value == Undefined.VALUE;
            case "none" -> value == null;
            case "string" -> value instanceof Text;
            case "mapping" -> value instanceof Map;
            case "sequence" -> value instanceof List || value instanceof Text || value instanceof Map;
            case "iterable" ->
                value instanceof List || value instanceof Text || value instanceof Map || value == Undefined.VALUE;
            case "number" -> value instanceof Number || value instanceof Boolean;
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "callable" -> value instanceof Values.Function;
            case "odd" -> Math.floorMod(Values.integer(value, "a number"), 2) == 1;
            case "even" -> Math.floorMod(Values.integer(value, "a number"), 2) == 0;
            case "lower" ->
                value instanceof Text text && text.value().equals(text.value().toLowerCase(java.util.Locale.ROOT));
            case "upper" ->
                value instanceof Text text && text.value().equals(text.value().toUpperCase(java.util.Locale.ROOT));
            case "divisibleby" ->
                Values.integer(value, "a number") % nonZero(Values.integer(arguments.get(0, "num"), "a divisor")) == 0;
            default -> compared(name, value, arguments.get(0, "other"), budget);
        };
    }

    private static boolean compared(String name, Object value, Object other, Budget budget) {
        String operator =
                switch (name) {
                    case "equalto", "eq", "sameas" -> "==";
                    case "ne" -> "!=";
                    case "gt" -> ">";
                    case "ge" -> ">=";
                    case "lt" -> "<";
                    case "le" -> "<=";
                    case "in" -> "in";
                    default -> throw new TemplateException("unknown test '" + name + "'");
                };
        return Values.truth(Values.binary(operator, value, other, budget));
    }

    private static long nonZero(long number) {
        if (number == 0) {
            throw new TemplateException("cannot divide by 0");
        }
        return number;
    }
}
