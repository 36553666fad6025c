package dev.nuri.retriever.query;

import dev.nuri.retriever.SearchRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads the syntax of a query in one pass. Each of these counts only at the start of a word, an operand being a word or
 * words in quotation marks; everything else, an unpaired mark or an unknown field among it, is text:
 *
 * <table>
 * <caption>Syntax</caption>
 * <tr><td>{@code "two words"}</td><td>ranks passages with the phrase higher</td></tr>
 * <tr><td>{@code +operand}</td><td>only passages with it</td></tr>
 * <tr><td>{@code -operand}</td><td>only passages without it; not before a digit, which makes a negative number</td></tr>
 * <tr><td>{@code title:operand}</td><td>only where the title or a heading has it</td></tr>
 * <tr><td>{@code lang:ko type:pdf collection:name}</td><td>only such passages; values of one field are alternatives</td></tr>
 * </table>
 *
 * <p>A query that would leave no word to look for is text as a whole.
 */
final class QuerySyntax {

    static final int MAX_PHRASES = 4;
    /** More operators than this are text: each costs a clause. */
    static final int MAX_OPERATORS = 16;

    private static final String TITLE = "title";
    private static final int LONGEST_FIELD = SearchRequest.COLLECTION_FILTER.length();
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*");

    /** Opening mark to the marks that may close it. */
    private static final Map<Character, String> MARKS = Map.of(
            '"',
            "\"",
            '\u201C',
            "\u201D",
            '\u201E',
            "\u201C\u201D",
            '\u300C',
            "\u300D",
            '\u300E',
            "\u300F",
            '\u00AB',
            "\u00BB");

    /** What people call a type to the type itself; a media type stands for itself. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("csv", "text/csv"),
            Map.entry("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            Map.entry("eml", "message/rfc822"),
            Map.entry("epub", "application/epub+zip"),
            Map.entry("html", "text/html"),
            Map.entry("md", "text/markdown"),
            Map.entry("odt", "application/vnd.oasis.opendocument.text"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
            Map.entry("rtf", "application/rtf"),
            Map.entry("txt", "text/plain"),
            Map.entry("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));

    private final String query;
    private final StringBuilder plain;
    private final List<String> phrases = new ArrayList<>();
    private final List<String> required = new ArrayList<>();
    private final List<String> excluded = new ArrayList<>();
    private final List<String> titles = new ArrayList<>();
    private final Map<String, List<String>> filters = new TreeMap<>();
    private final Set<Character> neverClosed = new HashSet<>();
    private int operators;

    QuerySyntax(String query) {
        this.query = query;
        plain = new StringBuilder(query);
    }

    QueryText text() {
        boolean start = true;
        for (int at = 0; at < query.length(); ) {
            int end = start ? operator(at) : -1;
            end = end < 0 ? phrase(at) : end;
            start = end >= 0 || isSpace(query.charAt(at));
            at = end < 0 ? at + 1 : end;
        }
        return SearchRequest.canBeFound(plain)
                ? new QueryText(plain.toString(), phrases, required, excluded, titles, filters)
                : QueryText.plain(query);
    }

    /** Takes in the operator at a place; one past its end, or -1 where there is none. */
    private int operator(int at) {
        if (operators >= MAX_OPERATORS) {
            return -1;
        }
        int end = signed(at);
        end = end < 0 ? field(at) : end;
        operators += end < 0 ? 0 : 1;
        return end;
    }

    private int signed(int at) {
        boolean plus = "+\uFF0B".indexOf(query.charAt(at)) >= 0;
        boolean minus = "-\uFF0D\u2212".indexOf(query.charAt(at)) >= 0;
        Operand operand = plus || minus ? operand(at + 1) : null;
        if (operand == null || !Character.isLetter(operand.text.codePointAt(0))) {
            return -1;
        }
        if (plus) {
            required.add(operand.text);
            keep(at, operand);
        } else {
            excluded.add(operand.text);
            blank(at, operand.end);
        }
        return operand.end;
    }

    private int field(int at) {
        int colon = query.indexOf(':', at, Math.min(query.length(), at + LONGEST_FIELD + 1));
        if (colon < 0) {
            return -1;
        }
        String name = query.substring(at, colon).toLowerCase(Locale.ROOT);
        Operand operand = operand(colon + 1);
        if (operand == null) {
            return -1;
        }
        if (name.equals(TITLE)) {
            titles.add(operand.text);
            keep(at, operand);
            return operand.end;
        }
        String value = filterValue(name, operand.text);
        if (value == null) {
            return -1;
        }
        filters.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        blank(at, operand.end);
        return operand.end;
    }

    /** The value a filter is given, or null when it is none that the filter takes. */
    private static String filterValue(String field, String value) {
        return switch (field) {
            case SearchRequest.LANG_FILTER ->
                LANGUAGE.matcher(value).matches() ? Locale.forLanguageTag(value).toLanguageTag() : null;
            case SearchRequest.TYPE_FILTER ->
                TYPES.getOrDefault(value.toLowerCase(Locale.ROOT), value.contains("/") ? value : null);
            case SearchRequest.COLLECTION_FILTER -> value;
            default -> null;
        };
    }

    /** Takes in the phrase at a place; one past its end, or -1 where there is none. */
    private int phrase(int at) {
        Operand operand = phrases.size() < MAX_PHRASES ? quoted(at) : null;
        if (operand == null) {
            return -1;
        }
        keep(at, operand);
        return operand.end;
    }

    /**
     * What an operator applies to.
     *
     * @param text without its marks; empty marks make an empty phrase
     * @param start of the text
     * @param end one past the text and its closing mark
     * @param marked whether it stood between marks
     */
    private record Operand(String text, int start, int end, boolean marked) {}

    private Operand operand(int at) {
        if (at >= query.length() || isSpace(query.charAt(at))) {
            return null;
        }
        if (MARKS.containsKey(query.charAt(at))) {
            Operand phrase = quoted(at);
            return phrase == null || phrase.text.isEmpty() ? null : phrase;
        }
        int end = at;
        while (end < query.length() && !isSpace(query.charAt(end))) {
            end++;
        }
        return new Operand(query.substring(at, end), at, end, false);
    }

    private Operand quoted(int at) {
        char mark = query.charAt(at);
        String closers = neverClosed.contains(mark) ? null : MARKS.get(mark);
        if (closers == null) {
            return null;
        }
        for (int i = at + 1; i < query.length(); i++) {
            if (closers.indexOf(query.charAt(i)) >= 0) {
                return new Operand(query.substring(at + 1, i).strip(), at + 1, i + 1, true);
            }
        }
        neverClosed.add(mark);
        return null;
    }

    /** The operand stays in the text, as a phrase where it was marked as one. */
    private void keep(int at, Operand operand) {
        blank(at, operand.start);
        if (operand.marked) {
            blank(operand.end - 1, operand.end);
            if (phrases.size() < MAX_PHRASES && !operand.text.isEmpty()) {
                phrases.add(operand.text);
            }
        }
    }

    private void blank(int from, int to) {
        for (int i = from; i < to; i++) {
            plain.setCharAt(i, ' ');
        }
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
