package dev.nuri.moe.grammar;

import dev.nuri.moe.ModelInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads grammars; {@link dev.nuri.moe.Grammar} says how they are written. */
final class GrammarParser {
    private static final int MOST_NESTED = 200;
    private static final int MOST_TIMES = 10_000;

    private final String text;
    private int at;
    private int depth;

    private GrammarParser(String text) {
        this.text = text;
    }

    /** The rules by name, in the order written. */
    static Map<String, Expression> parse(String text) {
        GrammarParser parser = new GrammarParser(text);
        Map<String, Expression> rules = new LinkedHashMap<>();
        parser.space();
        while (!parser.atEnd()) {
            String name = parser.name();
            parser.space();
            parser.expect("::=");
            if (rules.put(name, parser.choice()) != null) {
                throw parser.error("rule " + name + " is defined twice");
            }
        }
        return rules;
    }

    private Expression choice() {
        if (++depth > MOST_NESTED) {
            throw error("more than " + MOST_NESTED + " parentheses within each other");
        }
        List<Expression> options = new ArrayList<>();
        do {
            options.add(sequence());
        } while (accept("|"));
        depth--;
        return options.size() == 1 ? options.getFirst() : new Expression.Choice(options);
    }

    private Expression sequence() {
        List<Expression> parts = new ArrayList<>();
        space();
        while (startsPart()) {
            parts.add(repeated(part()));
            space();
        }
        return parts.size() == 1 ? parts.getFirst() : new Expression.Sequence(parts);
    }

    private boolean startsPart() {
        return !atEnd() && (peek() == '"' || peek() == '[' || peek() == '(' || peek() == '.' || startsReference());
    }

    /** A name that no {@code ::=} follows: that would be the next rule. */
    private boolean startsReference() {
        if (!isNameCharacter(peek())) {
            return false;
        }
        int before = at;
        name();
        space();
        boolean rule = text.startsWith("::=", at);
        at = before;
        return !rule;
    }

    private Expression part() {
        return switch (peek()) {
            case '"' -> {
                at++;
                yield literal();
            }
            case '[' -> {
                at++;
                yield new Expression.Characters(set());
            }
            case '.' -> {
                at++;
                yield new Expression.Characters(CodePoints.all());
            }
            case '(' -> {
                at++;
                Expression inner = choice();
                space();
                expect(")");
                yield inner;
            }
            default -> new Expression.Reference(name());
        };
    }

    private Expression repeated(Expression part) {
        if (atEnd()) {
            return part;
        }
        return switch (peek()) {
            case '*' -> repeated(part, 0, -1);
            case '+' -> repeated(part, 1, -1);
            case '?' -> repeated(part, 0, 1);
            case '{' -> times(part);
            default -> part;
        };
    }

    private Expression repeated(Expression part, int least, int most) {
        at++;
        return new Expression.Repetition(part, least, most);
    }

    private Expression times(Expression part) {
        at++;
        int least = number();
        int most = least;
        if (accept(",")) {
            space();
            most = peekOrEnd() == '}' ? -1 : number();
        }
        space();
        expect("}");
        if (most >= 0 && most < least) {
            throw error("{" + least + "," + most + "} counts down");
        }
        return new Expression.Repetition(part, least, most);
    }

    private int number() {
        space();
        int from = at;
        while (!atEnd() && peek() >= '0' && peek() <= '9' && at - from < 6) {
            at++;
        }
        if (at == from) {
            throw error("a number is expected");
        }
        int value = Integer.parseInt(text.substring(from, at));
        if (value > MOST_TIMES) {
            throw error("repeated " + value + " times; at most " + MOST_TIMES + " are possible");
        }
        return value;
    }

    private Expression literal() {
        StringBuilder out = new StringBuilder();
        while (peekOrEnd() != '"') {
            out.appendCodePoint(character());
        }
        at++;
        return new Expression.Literal(out.toString());
    }

    private CodePoints set() {
        boolean others = peekOrEnd() == '^'; // a blank before it would be a member
        at += others ? 1 : 0;
        CodePoints out = new CodePoints();
        while (peekOrEnd() != ']') {
            int first = character();
            int last = first;
            if (peekOrEnd() == '-' && at + 1 < text.length() && text.charAt(at + 1) != ']') {
                at++;
                last = character();
            }
            if (last < first) {
                throw error("a range of characters runs backwards");
            }
            out.add(first, last);
        }
        at++;
        return others ? out.complement() : out;
    }

    /** One character, perhaps escaped. */
    private int character() {
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        if (c != '\\') {
            return c;
        }
        char escape = peekOrEnd();
        at++;
        return switch (escape) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'x' -> hexadecimal(2);
            case 'u' -> hexadecimal(4);
            case 'U' -> hexadecimal(8);
            case '\\', '"', '[', ']', '-', '^' -> escape;
            default -> throw error("unknown escape \\" + escape);
        };
    }

    private int hexadecimal(int digits) {
        if (at + digits > text.length()) {
            throw error(digits + " hexadecimal digits are expected");
        }
        try {
            int value = Integer.parseUnsignedInt(text, at, at + digits, 16);
            at += digits;
            if (!Character.isValidCodePoint(value)) {
                throw error("no character has the number " + value);
            }
            return value;
        } catch (NumberFormatException e) {
            throw error(digits + " hexadecimal digits are expected");
        }
    }

    private String name() {
        int from = at;
        while (!atEnd() && isNameCharacter(peek())) {
            at++;
        }
        if (at == from) {
            throw error("the name of a rule is expected");
        }
        return text.substring(from, at);
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    /** Skips blanks, line ends and comments. */
    private void space() {
        while (!atEnd() && (Character.isWhitespace(peek()) || peek() == '#')) {
            if (peek() == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                at++;
            }
        }
    }

    private boolean accept(String token) {
        space();
        boolean found = text.startsWith(token, at);
        at += found ? token.length() : 0;
        return found;
    }

    private void expect(String token) {
        if (!text.startsWith(token, at)) {
            throw error("'" + token + "' is expected");
        }
        at += token.length();
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private char peek() {
        return text.charAt(at);
    }

    private char peekOrEnd() {
        if (atEnd()) {
            throw error("the grammar ends too early");
        }
        return peek();
    }

    private ModelInputException error(String message) {
        int line = 1
                + (int) text.substring(0, Math.min(at, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        return new ModelInputException("grammar, line " + line + ": " + message);
    }
}
