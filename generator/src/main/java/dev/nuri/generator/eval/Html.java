package dev.nuri.generator.eval;

import java.util.Locale;

/** Writes HTML that is XML too. Whatever is not markup is escaped. */
final class Html {

    private final StringBuilder out = new StringBuilder();

    /** Adds markup of our own as it is. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Adds text of any origin. */
    Html text(String text) {
        out.append(escaped(text));
        return this;
    }

    /** Adds an element that holds text alone; {@code attributes} is markup of our own. */
    Html element(String name, String attributes, String text) {
        return raw("<" + name + (attributes.isEmpty() ? "" : " " + attributes) + ">")
                .text(text)
                .raw("</" + name + ">\n");
    }

    /** Text of any origin, in any direction. */
    Html foreign(String name, String attributes, String text) {
        return element(name, "dir=\"auto\"" + (attributes.isEmpty() ? "" : " " + attributes), text);
    }

    /** A share as per cent with one decimal; a dash where there is none. */
    static String percent(Double share) {
        return share == null ? "–" : String.format(Locale.ROOT, "%.1f", 100 * share);
    }

    /** Text without a character that means something in markup or attributes, or that XML forbids. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(allowed(c) ? c : 0xFFFD);
            }
        });
        return safe.toString();
    }

    private static boolean allowed(int c) {
        boolean control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
        return !control && (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE && c != 0xFFFF && (c < 0x7F || c > 0x9F);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
