package dev.nuri.moe.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The values of templates and what operators do with them: {@link Text}, Long, Double, Boolean, null for none, List, Map
 * with String keys, {@link Undefined} and {@link Function}.
 */
final class Values {
    /** Something that can be called. */
    @FunctionalInterface
    interface Function {
        Object call(Called arguments);
    }

    /** Arguments of a call. */
    record Called(List<Object> values, Map<String, Object> named) {
        /** The argument of a name or else at a place; {@link Undefined#VALUE} if there is none. */
        Object get(int place, String name) {
            return place < values.size() ? values.get(place) : named.getOrDefault(name, Undefined.VALUE);
        }
    }

    private Values() {}

    static boolean truth(Object value) {
        return switch (value) {
            case null -> false;
            case Undefined none -> false;
            case Boolean flag -> flag;
            case Long number -> number != 0;
            case Double number -> number != 0;
            case Text text -> text.length() > 0;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    static Text text(Object value) {
        return switch (value) {
            case null -> Text.of("None");
            case Text text -> text;
            case Boolean flag -> Text.of(flag ? "True" : "False");
            case Double number -> Text.of(real(number));
            case List<?> list -> made(list, Json.python(list));
            case Map<?, ?> map -> made(map, Json.python(map));
            default -> Text.of(value.toString());
        };
    }

    /** A text about a value that may hold marked ones: marked if it does. */
    static Text made(Object value, String text) {
        return hasMarks(value) ? Text.marked(text) : Text.of(text);
    }

    private static boolean hasMarks(Object value) {
        return switch (value) {
            case Text text -> !text.marks().isEmpty();
            case List<?> list -> list.stream().anyMatch(Values::hasMarks);
            case Map<?, ?> map -> true; // keys come from outside too
            case null, default -> false;
        };
    }

    static String real(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e16
                ? String.format(Locale.ROOT, "%.1f", value)
                : Double.toString(value);
    }

    static long integer(Object value, String what) {
        return switch (value) {
            case Long number -> number;
            case Boolean flag -> flag ? 1 : 0;
            case Double number when number == Math.rint(number) -> number.longValue();
            case null, default -> throw new TemplateException(what + " must be a whole number, is " + describe(value));
        };
    }

    static List<Object> items(Object value) {
        return switch (value) {
            case Undefined none -> List.of();
            case List<?> list -> new ArrayList<>(list);
            case Map<?, ?> map ->
                new ArrayList<>(map.keySet().stream()
                        .map(key -> Text.of(key.toString()))
                        .toList());
            case Text text -> {
                List<Object> chars = new ArrayList<>();
                for (int i = 0; i < text.length(); i = text.value().offsetByCodePoints(i, 1)) {
                    chars.add(text.cut(i, text.value().offsetByCodePoints(i, 1)));
                }
                yield chars;
            }
            case null, default -> throw new TemplateException("cannot go through " + describe(value));
        };
    }

    static String describe(Object value) {
        return switch (value) {
            case null -> "none";
            case Undefined none -> "undefined";
            case Text text -> "a string";
            case List<?> list -> "a list";
            case Map<?, ?> map -> "a mapping";
            case Function function -> "a function";
            default -> value.toString();
        };
    }

    static Object binary(String operator, Object left, Object right, Budget budget) {
        return switch (operator) {
            case "==" -> same(left, right);
            case "!=" -> !same(left, right);
            case "<" -> compare(left, right) < 0;
            case ">" -> compare(left, right) > 0;
            case "<=" -> compare(left, right) <= 0;
            case ">=" -> compare(left, right) >= 0;
            case "in" -> contains(right, left);
            case "not in" -> !contains(right, left);
            case "~" -> joined(text(left), text(right), budget);
            case "+" -> plus(left, right, budget);
            case "*" -> times(left, right, budget);
            default -> arithmetic(operator, left, right);
        };
    }

    static boolean same(Object left, Object right) {
        if (left instanceof Number a && right instanceof Number b) {
            return a.doubleValue() == b.doubleValue();
        }
        return Objects.equals(left, right);
    }

    static int compare(Object left, Object right) {
        if (left instanceof Number a && right instanceof Number b) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        if (left instanceof Text a && right instanceof Text b) {
            return a.value().compareTo(b.value());
        }
        throw new TemplateException("cannot compare " + describe(left) + " with " + describe(right));
    }

    private static boolean contains(Object all, Object one) {
        return switch (all) {
            case Text text when one instanceof Text part -> text.value().contains(part.value());
            case List<?> list -> list.stream().anyMatch(item -> same(item, one));
            case Map<?, ?> map -> map.containsKey(String.valueOf(one));
            case Undefined none -> false;
            case null, default -> throw new TemplateException("cannot look for something in " + describe(all));
        };
    }

    private static Text joined(Text left, Text right, Budget budget) {
        budget.made(left.length() + right.length());
        return left.plus(right);
    }

    private static Object plus(Object left, Object right, Budget budget) {
        if (left instanceof Text a && right instanceof Text b) {
            return joined(a, b, budget);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            budget.made(a.size() + b.size());
            List<Object> all = new ArrayList<>(a);
            all.addAll(b);
            return all;
        }
        return arithmetic("+", left, right);
    }

    private static Object times(Object left, Object right, Budget budget) {
        if (left instanceof Text text && right instanceof Long count) {
            int times = Math.clamp(count, 0, 1 << 20);
            budget.made((long) times * text.length());
            return text.like(text.value().repeat(times));
        }
        return arithmetic("*", left, right);
    }

    private static Object arithmetic(String operator, Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b && !operator.equals("/")) {
            return whole(operator, a, b);
        }
        if (!(left instanceof Number a) || !(right instanceof Number b)) {
            throw new TemplateException("cannot work out " + describe(left) + " " + operator + " " + describe(right));
        }
        double x = a.doubleValue();
        double y = b.doubleValue();
        return switch (operator) {
            case "+" -> x + y;
            case "-" -> x - y;
            case "*" -> x * y;
            case "/" -> x / y;
            case "//" -> Math.floor(x / y);
            case "%" -> x - y * Math.floor(x / y);
            case "**" -> Math.pow(x, y);
            default -> throw new TemplateException("unknown operator " + operator);
        };
    }

    private static Object whole(String operator, long a, long b) {
        try {
            return switch (operator) {
                case "+" -> Math.addExact(a, b);
                case "-" -> Math.subtractExact(a, b);
                case "*" -> Math.multiplyExact(a, b);
                case "//" -> Math.floorDiv(a, b);
                case "%" -> Math.floorMod(a, b);
                case "**" -> (long) Math.pow((double) a, (double) b);
                default -> throw new TemplateException("unknown operator " + operator);
            };
        } catch (ArithmeticException e) {
            throw new TemplateException("cannot work out " + a + " " + operator + " " + b + ": " + e.getMessage());
        }
    }
}
