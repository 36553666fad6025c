package dev.nuri.moe.chat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What every template can use, and the caller's values in a template's terms. */
final class Globals {
    private static final long LONGEST_RANGE = 100_000;

    private Globals() {}

    static Map<String, Object> functions(Instant now) {
        Map<String, Object> out = new HashMap<>();
        out.put("namespace", (Values.Function) arguments -> new Evaluator.Namespace(Filters.mapping(arguments)));
        out.put("dict", (Values.Function) Filters::mapping);
        out.put("range", (Values.Function) Globals::range);
        out.put("raise_exception", (Values.Function) arguments -> {
            throw new TemplateException("refuses the messages: "
                    + Values.text(arguments.get(0, "message")).value());
        });
        out.put("strftime_now", (Values.Function) arguments ->
                Text.of(time(Values.text(arguments.get(0, "format")).value(), now.atZone(ZoneOffset.UTC))));
        return out;
    }

    private static List<Object> range(Values.Called arguments) {
        boolean one = arguments.values().size() == 1;
        long from = one ? 0 : Values.integer(arguments.get(0, "start"), "a range's start");
        long to = Values.integer(arguments.get(one ? 0 : 1, "stop"), "a range's end");
        long step = arguments.values().size() > 2 ? Values.integer(arguments.get(2, "step"), "a range's step") : 1;
        if (step == 0) {
            throw new TemplateException("a range's step must not be 0");
        }
        List<Object> out = new ArrayList<>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            out.add(i);
            if (out.size() > LONGEST_RANGE) {
                throw new TemplateException("a range must have at most " + LONGEST_RANGE + " numbers");
            }
        }
        return out;
    }

    /** A time as C's strftime writes it, in English. */
    private static String time(String format, ZonedDateTime now) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            char field = format.charAt(++i);
            out.append(
                    field == '%'
                            ? "%"
                            : DateTimeFormatter.ofPattern(pattern(field), Locale.ENGLISH)
                                    .format(now));
        }
        return out.toString();
    }

    private static String pattern(char field) {
        return switch (field) {
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'b' -> "MMM";
            case 'B' -> "MMMM";
            case 'd' -> "dd";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'j' -> "DDD";
            case 'm' -> "MM";
            case 'M' -> "mm";
            case 'p' -> "a";
            case 'S' -> "ss";
            case 'y' -> "yy";
            case 'Y' -> "uuuu";
            case 'Z' -> "'UTC'";
            default -> throw new TemplateException("unknown time field %" + field);
        };
    }

    /** A caller's value in a template's terms; every string in it is marked. */
    static Object marked(Object value) {
        return switch (value) {
            case null -> null;
            case String text -> Text.marked(text);
            case Boolean flag -> flag;
            case Integer number -> number.longValue();
            case Long number -> number;
            case Float number -> number.doubleValue();
            case Double number -> number;
            case List<?> list -> {
                List<Object> out = new ArrayList<>();
                list.forEach(item -> out.add(marked(item)));
                yield out;
            }
            case Map<?, ?> map -> {
                Map<String, Object> out = new LinkedHashMap<>();
                map.forEach((key, item) -> out.put(key.toString(), marked(item)));
                yield out;
            }
            default ->
                throw new TemplateException("a message must hold strings, numbers, lists and maps, holds "
                        + value.getClass().getSimpleName());
        };
    }
}
