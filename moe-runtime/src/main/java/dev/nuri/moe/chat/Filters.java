package dev.nuri.moe.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** What may stand after a bar. */
final class Filters {
    private final Budget budget;

    Filters(Budget budget) {
        this.budget = budget;
    }

    Object apply(String name, Object value, Values.Called arguments) {
        return switch (name) {
            case "tojson" -> tojson(value, arguments);
            case "trim" -> Values.text(value).strip(set(arguments.get(0, "chars")), true, true);
            case "length", "count" -> (long) length(value);
            case "default", "d" -> otherwise(value, arguments);
            case "string" -> Values.text(value);
            case "safe" -> value;
            case "int" -> integer(value, arguments);
            case "float" -> real(value);
            case "abs" -> value instanceof Long number ? (Object) Math.abs(number) : Math.abs(real(value));
            case "list" -> Values.items(value);
            case "first" -> Values.items(value).stream().findFirst().orElse(Undefined.VALUE);
            case "last" -> last(Values.items(value));
            case "join" -> join(value, arguments);
            case "items" -> items(value);
            case "dictsort" -> sortedItems(value);
            case "reverse" ->
                value instanceof Text text
                        ? text.like(new StringBuilder(text.value()).reverse().toString())
                        : Values.items(value).reversed();
            case "sort" -> sorted(value, arguments);
            case "unique" -> new ArrayList<>(new LinkedHashSet<>(Values.items(value)));
            case "map" -> mapped(value, arguments);
            case "select", "reject", "selectattr", "rejectattr" -> selected(name, value, arguments);
            case "indent" -> indent(Values.text(value), arguments);
            case "escape", "e" -> escaped(Values.text(value));
            default ->
                TextMethods.isFilter(name)
                        ? TextMethods.call(Values.text(value), name, arguments, budget)
                        : unknown(name);
        };
    }

    private static Object unknown(String name) {
        throw new TemplateException("unknown filter '" + name + "'");
    }

    private Text tojson(Object value, Values.Called arguments) {
        Object indent = arguments.get(0, "indent");
        String json = Json.json(value, indent instanceof Long spaces ? Math.clamp(spaces, 0, 16) : 0);
        budget.made(json.length());
        return Values.made(value, json);
    }

    private static String set(Object chars) {
        return chars instanceof Text text ? text.value() : null;
    }

    static int length(Object value) {
        return switch (value) {
            case Text text -> text.value().codePointCount(0, text.length());
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case Undefined none -> 0;
            case null, default -> throw new TemplateException(Values.describe(value) + " has no length");
        };
    }

    private static Object otherwise(Object value, Values.Called arguments) {
        boolean falseToo = Values.truth(arguments.get(1, "boolean"));
        boolean replaced = value == Undefined.VALUE || (falseToo && !Values.truth(value));
        Object other = arguments.get(0, "default_value");
        return !replaced ? value : other == Undefined.VALUE ? Text.EMPTY : other;
    }

    private static Object integer(Object value, Values.Called arguments) {
        try {
            return value instanceof Number number
                    ? (Object) number.longValue()
                    : Long.parseLong(Values.text(value).value().strip());
        } catch (NumberFormatException e) {
            Object other = arguments.get(0, "default");
            return other == Undefined.VALUE ? 0L : other;
        }
    }

    private static double real(Object value) {
        try {
            return value instanceof Number number
                    ? number.doubleValue()
                    : Double.parseDouble(Values.text(value).value().strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Object last(List<Object> items) {
        return items.isEmpty() ? Undefined.VALUE : items.getLast();
    }

    private Text join(Object value, Values.Called arguments) {
        Object between = arguments.get(0, "d");
        Object attribute = arguments.get(1, "attribute");
        Text out = Text.EMPTY;
        boolean first = true;
        for (Object item : Values.items(value)) {
            Object part = attribute instanceof Text name ? attribute(item, name.value()) : item;
            Text next = first || !(between instanceof Text text) ? Values.text(part) : text.plus(Values.text(part));
            budget.made(out.length() + next.length());
            out = out.plus(next);
            first = false;
        }
        return out;
    }

    static List<Object> items(Object value) {
        List<Object> out = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> out.add(pair(key.toString(), item)));
        } else if (value != Undefined.VALUE) {
            throw new TemplateException(Values.describe(value) + " has no items");
        }
        return out;
    }

    private static List<Object> pair(String key, Object value) {
        List<Object> pair = new ArrayList<>();
        pair.add(Text.marked(key));
        pair.add(value);
        return pair;
    }

    private static List<Object> sortedItems(Object value) {
        List<Object> items = items(value);
        items.sort((a, b) -> Values.compare(((List<?>) a).getFirst(), ((List<?>) b).getFirst()));
        return items;
    }

    private static List<Object> sorted(Object value, Values.Called arguments) {
        List<Object> items = Values.items(value);
        Object attribute = arguments.named().get("attribute");
        items.sort((a, b) -> attribute instanceof Text name
                ? Values.compare(attribute(a, name.value()), attribute(b, name.value()))
                : Values.compare(a, b));
        if (Values.truth(arguments.get(0, "reverse"))) {
            Collections.reverse(items);
        }
        return items;
    }

    private List<Object> mapped(Object value, Values.Called arguments) {
        Object attribute = arguments.named().get("attribute");
        List<Object> out = new ArrayList<>();
        for (Object item : Values.items(value)) {
            budget.step();
            out.add(
                    attribute instanceof Text name
                            ? attribute(item, name.value())
                            : apply(Values.text(arguments.get(0, "filter")).value(), item, rest(arguments, 1)));
        }
        return out;
    }

    private List<Object> selected(String name, Object value, Values.Called arguments) {
        boolean byAttribute = name.endsWith("attr");
        int at = byAttribute ? 1 : 0;
        boolean wanted = name.startsWith("select");
        Object test = arguments.get(at, "test");
        List<Object> out = new ArrayList<>();
        for (Object item : Values.items(value)) {
            budget.step();
            Object tested = byAttribute
                    ? attribute(item, Values.text(arguments.get(0, "attribute")).value())
                    : item;
            boolean holds = test instanceof Text text
                    ? Tests.test(text.value(), tested, rest(arguments, at + 1), budget)
                    : Values.truth(tested);
            if (holds == wanted) {
                out.add(item);
            }
        }
        return out;
    }

    private static Values.Called rest(Values.Called arguments, int from) {
        List<Object> values = arguments.values();
        return new Values.Called(values.subList(Math.min(from, values.size()), values.size()), arguments.named());
    }

    static Object attribute(Object value, String name) {
        return value instanceof Map<?, ?> map && map.containsKey(name) ? map.get(name) : Undefined.VALUE;
    }

    private Text indent(Text text, Values.Called arguments) {
        Object width = arguments.get(0, "width");
        String spaces = width instanceof Text own
                ? own.value()
                : " ".repeat(Math.clamp(width instanceof Long count ? count : 4, 0, 256));
        boolean first = Values.truth(arguments.get(1, "first"));
        String out = text.value().replaceAll("\n(?=[^\n])", java.util.regex.Matcher.quoteReplacement("\n" + spaces));
        budget.made(out.length());
        return text.like(first ? spaces + out : out);
    }

    private static Text escaped(Text text) {
        return text.like(text.value()
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;"));
    }

    /** A copy of a mapping with more in it. */
    static Map<String, Object> mapping(Values.Called arguments) {
        Map<String, Object> out = new LinkedHashMap<>();
        if (arguments.get(0, "") instanceof Map<?, ?> first) {
            first.forEach((key, value) -> out.put(key.toString(), value));
        }
        out.putAll(arguments.named());
        return out;
    }
}
