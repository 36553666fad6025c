package dev.nuri.moe.chat;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Values as JSON in the spelling of Python's json module, and as Python prints them. */
final class Json {
    private final boolean python;
    private final int indent; // spaces a level; 0 for one line
    private final StringBuilder out = new StringBuilder();

    private Json(boolean python, int indent) {
        this.python = python;
        this.indent = indent;
    }

    static String json(Object value, int indent) {
        Json json = new Json(false, indent);
        json.value(value, 0);
        return json.out.toString();
    }

    static String python(Object value) {
        Json json = new Json(true, 0);
        json.value(value, 0);
        return json.out.toString();
    }

    private void value(Object value, int level) {
        if (level > 64) {
            throw new TemplateException("a value nests deeper than 64");
        }
        switch (value) {
            case null -> out.append(python ? "None" : "null");
            case Boolean flag -> out.append(python ? (flag ? "True" : "False") : flag.toString());
            case Long number -> out.append(number);
            case Double number -> out.append(Values.real(number));
            case Text text -> string(text.value());
            case List<?> list -> list(list, level);
            case Map<?, ?> map -> map(map, level);
            default -> throw new TemplateException("cannot write " + Values.describe(value) + " as JSON");
        }
    }

    private void list(List<?> list, int level) {
        out.append('[');
        for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
            line(level + 1);
            value(items.next(), level + 1);
            comma(items.hasNext());
        }
        if (!list.isEmpty()) {
            line(level);
        }
        out.append(']');
    }

    private void map(Map<?, ?> map, int level) {
        out.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<?, ?> entry = entries.next();
            line(level + 1);
            string(entry.getKey().toString());
            out.append(": ");
            value(entry.getValue(), level + 1);
            comma(entries.hasNext());
        }
        if (!map.isEmpty()) {
            line(level);
        }
        out.append('}');
    }

    private void comma(boolean more) {
        if (more) {
            out.append(indent > 0 ? "," : ", ");
        }
    }

    private void line(int level) {
        if (indent > 0) {
            out.append('\n').append(" ".repeat(indent * level));
        }
    }

    private void string(String text) {
        char quote = python ? (text.contains("'") && !text.contains("\"") ? '"' : '\'') : '"';
        out.append(quote);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(c);
                    } else if (c < ' ') {
                        out.append(python ? "\\x" : "\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append(quote);
    }
}
