package dev.nuri.moe.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The content of JSON strings that a regular expression matches, written as a grammar. Without {@code ^} and {@code $}
 * the match may stand anywhere.
 */
final class PatternGrammar {
    private static final CodePoints DIGIT = new CodePoints().add('0', '9');
    private static final CodePoints WORD =
            new CodePoints().add('0', '9').add('a', 'z').add('A', 'Z').add('_', '_');
    private static final CodePoints BLANK = new CodePoints().add(' ', ' ').add('\t', '\r');
    private static final CodePoints LINE_END = new CodePoints().add('\n', '\n').add('\r', '\r');

    private final String pattern;
    private final String path;
    private int at;
    private int depth;

    private PatternGrammar(String pattern, String path) {
        this.pattern = pattern;
        this.path = path;
    }

    static String of(String pattern, String path) {
        PatternGrammar grammar = new PatternGrammar(pattern, path);
        boolean begins = grammar.accept('^');
        String inner = grammar.choice();
        boolean ends = grammar.accept('$');
        if (grammar.at < pattern.length()) {
            throw grammar.error("'" + pattern.charAt(grammar.at) + "' at " + grammar.at + " is not supported");
        }
        return (begins ? "" : "char* ") + "(" + inner + ")" + (ends ? "" : " char*");
    }

    private String choice() {
        if (++depth > 50) {
            throw error("more than 50 groups within each other");
        }
        List<String> options = new ArrayList<>();
        do {
            options.add(sequence());
        } while (accept('|'));
        depth--;
        if (options.size() > 1 && depth == 0 && (pattern.startsWith("^") || pattern.endsWith("$"))) {
            throw error("^ or $ in one of several alternatives is not supported: put a group around them");
        }
        return String.join(" | ", options);
    }

    private String sequence() {
        StringBuilder out = new StringBuilder("\"\"");
        while (at < pattern.length() && "|)$".indexOf(pattern.charAt(at)) < 0) {
            out.append(' ').append(atom()).append(repetition());
        }
        return out.toString();
    }

    private String atom() {
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return switch (c) {
            case '(' -> {
                if (accept('?') && !accept(':')) {
                    throw error("look-around and named groups are not supported");
                }
                String inner = choice();
                if (!accept(')')) {
                    throw error("a group is not closed");
                }
                yield "(" + inner + ")";
            }
            case '[' -> characters(set());
            case '.' -> characters(LINE_END.complement());
            case '\\' -> characters(escaped());
            case '^', '*', '+', '?', '{', ']', '}' -> throw error("'" + (char) c + "' is not supported here");
            default -> characters(new CodePoints().add(c, c));
        };
    }

    private String repetition() {
        if (at >= pattern.length()) {
            return "";
        }
        String out =
                switch (pattern.charAt(at)) {
                    case '*', '+', '?' -> pattern.substring(at, ++at);
                    case '{' -> {
                        int end = pattern.indexOf('}', at);
                        String times = end < 0 ? "" : pattern.substring(at, end + 1);
                        if (!times.matches("\\{\\d{1,5}(,\\d{0,5})?}")) {
                            throw error("{ must begin a number of times");
                        }
                        at = end + 1;
                        yield times;
                    }
                    default -> "";
                };
        if (!out.isEmpty() && at < pattern.length() && "?+*".indexOf(pattern.charAt(at)) >= 0) {
            throw error("lazy and possessive repetition are not supported");
        }
        return out;
    }

    private CodePoints set() {
        boolean others = accept('^');
        CodePoints out = new CodePoints();
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            CodePoints first = member();
            boolean range = at + 1 < pattern.length() && pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']';
            if (range) {
                at++;
                int low = single(first);
                int high = single(member());
                if (high < low) {
                    throw error("a range of characters runs backwards");
                }
                out.add(low, high);
            } else {
                out.addAll(first);
            }
        }
        if (!accept(']')) {
            throw error("a set of characters is not closed");
        }
        return others ? out.complement() : out;
    }

    private CodePoints member() {
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return c == '\\' ? escaped() : new CodePoints().add(c, c);
    }

    private int single(CodePoints set) {
        List<int[]> ranges = set.ranges();
        if (ranges.size() != 1 || ranges.getFirst()[0] != ranges.getFirst()[1]) {
            throw error("a range of characters needs single ones");
        }
        return ranges.getFirst()[0];
    }

    private CodePoints escaped() {
        if (at >= pattern.length()) {
            throw error("it ends with a backslash");
        }
        char c = pattern.charAt(at++);
        return switch (c) {
            case 'd' -> DIGIT;
            case 'D' -> DIGIT.complement();
            case 'w' -> WORD;
            case 'W' -> WORD.complement();
            case 's' -> BLANK;
            case 'S' -> BLANK.complement();
            case 'n' -> new CodePoints().add('\n', '\n');
            case 'r' -> new CodePoints().add('\r', '\r');
            case 't' -> new CodePoints().add('\t', '\t');
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw error("\\" + c + " is not supported");
                }
                yield new CodePoints().add(c, c);
            }
        };
    }

    /** A set inside a JSON string: quotes, backslashes and the control characters with a short escape are escaped. */
    private String characters(CodePoints set) {
        CodePoints plain = new CodePoints()
                .addAll(set)
                .removeAll(new CodePoints().add(0, 0x1f).add('"', '"').add('\\', '\\'));
        List<String> options = new ArrayList<>();
        if (!plain.isEmpty()) {
            StringBuilder ranges = new StringBuilder();
            for (int[] range : plain.ranges()) {
                ranges.append(String.format(Locale.ROOT, "\\U%08x-\\U%08x", range[0], range[1]));
            }
            options.add("[" + ranges + "]");
        }
        String escapes = "\"\\\n\r\t";
        String written = "\"\\nrt";
        for (int i = 0; i < escapes.length(); i++) {
            if (set.contains(escapes.charAt(i))) {
                String letter = written.charAt(i) == '"' || written.charAt(i) == '\\' ? "\\" : "";
                options.add("\"\\\\" + letter + written.charAt(i) + "\"");
            }
        }
        if (options.isEmpty()) {
            throw error("a set of characters is empty");
        }
        return options.size() == 1 ? options.getFirst() : "(" + String.join(" | ", options) + ")";
    }

    private boolean accept(char c) {
        boolean found = at < pattern.length() && pattern.charAt(at) == c;
        at += found ? 1 : 0;
        return found;
    }

    private RuntimeException error(String message) {
        return JsonSchemaGrammar.error(path, "pattern " + pattern + ": " + message);
    }
}
