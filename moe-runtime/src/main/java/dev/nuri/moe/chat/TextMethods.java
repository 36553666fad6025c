package dev.nuri.moe.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What can be called on a string, as {@code text.name()} or, in part, as a filter. */
final class TextMethods {
    private static final Set<String> FILTERS = Set.of("upper", "lower", "title", "capitalize", "replace");

    private TextMethods() {}

    static boolean isFilter(String name) {
        return FILTERS.contains(name);
    }

    static Object call(Text text, String name, Values.Called arguments, Budget budget) {
        String value = text.value();
        Object first = arguments.get(0, "");
        budget.made(text.length());
        return switch (name) {
            case "strip" -> text.strip(set(first), true, true);
            case "lstrip" -> text.strip(set(first), true, false);
            case "rstrip" -> text.strip(set(first), false, true);
            case "split" -> text.split(set(first), most(arguments));
            case "splitlines" -> lines(text);
            case "startswith" -> anyOf(first, value::startsWith);
            case "endswith" -> anyOf(first, value::endsWith);
            case "removeprefix" ->
                value.startsWith(need(first)) ? text.cut(need(first).length(), text.length()) : text;
            case "removesuffix" ->
                value.endsWith(need(first))
                        ? text.cut(0, text.length() - need(first).length())
                        : text;
            case "find" -> (long) value.indexOf(need(first));
            case "count" -> (long) text.split(need(first), Integer.MAX_VALUE).size() - 1;
            case "replace" -> replace(text, arguments, budget);
            case "upper" -> text.like(value.toUpperCase(Locale.ROOT));
            case "lower" -> text.like(value.toLowerCase(Locale.ROOT));
            case "capitalize" -> text.like(capitalised(value));
            case "title" -> text.like(titled(value));
            case "isdigit" -> !value.isEmpty() && value.chars().allMatch(Character::isDigit);
            case "isalpha" -> !value.isEmpty() && value.chars().allMatch(Character::isLetter);
            case "isspace" -> !value.isEmpty() && value.isBlank();
            case "join" -> joined(text, first, budget);
            default -> throw new TemplateException("a string has no method '" + name + "'");
        };
    }

    private static String set(Object chars) {
        return chars instanceof Text text ? text.value() : null;
    }

    private static String need(Object value) {
        if (value instanceof Text text && text.length() > 0) {
            return text.value();
        }
        throw new TemplateException("expected a string that is not empty, found " + Values.describe(value));
    }

    private static int most(Values.Called arguments) {
        if (arguments.get(0, "sep") instanceof Text text) {
            need(text);
        }
        Object most = arguments.get(1, "maxsplit");
        return most instanceof Long count && count >= 0 ? (int) Math.min(count, Integer.MAX_VALUE) : Integer.MAX_VALUE;
    }

    private static List<Object> lines(Text text) {
        List<Object> lines = new ArrayList<>(text.split("\n", Integer.MAX_VALUE));
        if (((Text) lines.getLast()).length() == 0) {
            lines.removeLast();
        }
        return lines;
    }

    private static boolean anyOf(Object wanted, java.util.function.Predicate<String> test) {
        return wanted instanceof List<?> list
                ? list.stream().anyMatch(one -> one instanceof Text text && test.test(text.value()))
                : wanted instanceof Text text && test.test(text.value());
    }

    private static Text replace(Text text, Values.Called arguments, Budget budget) {
        Text by = Values.text(arguments.get(1, "new"));
        Object count = arguments.get(2, "count");
        int most = count instanceof Long number && number >= 0 ? (int) Math.min(number, 1 << 30) : Integer.MAX_VALUE;
        Text out = Text.EMPTY;
        boolean first = true;
        for (Object part : text.split(need(arguments.get(0, "old")), most)) {
            Text next = first ? (Text) part : by.plus((Text) part);
            budget.made(out.length() + next.length());
            out = out.plus(next);
            first = false;
        }
        return out;
    }

    private static Text joined(Text between, Object items, Budget budget) {
        Text out = Text.EMPTY;
        boolean first = true;
        for (Object item : Values.items(items)) {
            Text next = first ? Values.text(item) : between.plus(Values.text(item));
            budget.made(out.length() + next.length());
            out = out.plus(next);
            first = false;
        }
        return out;
    }

    private static String capitalised(String value) {
        return value.isEmpty()
                ? value
                : value.substring(0, 1).toUpperCase(Locale.ROOT)
                        + value.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String titled(String value) {
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            boolean starts = i == 0 || !Character.isLetter(value.charAt(i - 1));
            char c = value.charAt(i);
            out.append(starts ? Character.toUpperCase(c) : Character.toLowerCase(c));
        }
        return out.toString();
    }
}
