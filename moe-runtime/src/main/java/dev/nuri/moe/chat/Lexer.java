package dev.nuri.moe.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into plain text and the tokens of its tags. A tag's line ends with the tag (the newline after it is
 * dropped), blanks before a tag that begins a line are dropped, and a minus takes all white space on its side: so chat
 * templates are rendered where they are published.
 */
final class Lexer {
    enum Kind {
        TEXT,
        OPEN_VALUE,
        CLOSE_VALUE,
        OPEN_TAG,
        CLOSE_TAG,
        NAME,
        STRING,
        INTEGER,
        REAL,
        OPERATOR,
        END
    }

    /** A token and where it begins in the template. */
    record Token(Kind kind, String text, int at) {
        boolean is(String operatorOrName) {
            return (kind == Kind.OPERATOR || kind == Kind.NAME) && text.equals(operatorOrName);
        }
    }

    private static final String[] OPERATORS = {
        "**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}",
        ",", ":", ".", "|"
    };

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String source) {
        Lexer lexer = new Lexer(source.replace("\r\n", "\n"));
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        boolean trim = false; // white space after a tag that ended in a minus
        boolean newline = false; // the newline after a statement or a comment
        while (at < source.length()) {
            int open = nextTag();
            String text = source.substring(at, open);
            if (trim) {
                text = text.stripLeading();
            } else if (newline && text.startsWith("\n")) {
                text = text.substring(1);
            }
            at = open;
            if (open == source.length()) {
                text(text, open);
                break;
            }
            char kind = source.charAt(open + 1);
            char sign = open + 2 < source.length() ? source.charAt(open + 2) : ' ';
            if (sign == '-') {
                text = text.stripTrailing();
            } else if (kind != '{' && sign != '+') {
                text = withoutIndent(text, open);
            }
            text(text, open);
            at = open + (sign == '-' || sign == '+' ? 3 : 2);
            trim = tag(kind, open);
            newline = kind != '{';
        }
        tokens.add(new Token(Kind.END, "", source.length()));
    }

    private int nextTag() {
        for (int i = at; i + 1 < source.length(); i++) {
            if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return source.length();
    }

    /** Blanks between the start of a line and a tag do not count. */
    private String withoutIndent(String text, int open) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
            end--;
        }
        int before = open - (text.length() - end) - 1;
        return before < 0 || source.charAt(before) == '\n' ? text.substring(0, end) : text;
    }

    private void text(String text, int where) {
        if (!text.isEmpty()) {
            tokens.add(new Token(Kind.TEXT, text, where));
        }
    }

    /** Reads a tag's inside; whether it ended in a minus. */
    private boolean tag(char kind, int open) {
        if (kind == '#') {
            int end = source.indexOf("#}", at);
            if (end < 0) {
                throw new TemplateException("a comment is not closed", open);
            }
            at = end + 2;
            return end > 0 && source.charAt(end - 1) == '-';
        }
        boolean value = kind == '{';
        tokens.add(new Token(value ? Kind.OPEN_VALUE : Kind.OPEN_TAG, "", open));
        String close = value ? "}}" : "%}";
        int depth = 0; // of braces inside
        while (true) {
            skipBlanks();
            if (at >= source.length()) {
                throw new TemplateException("a tag is not closed", open);
            }
            boolean minus = depth == 0 && source.startsWith("-" + close, at);
            boolean plus = depth == 0 && source.startsWith("+" + close, at);
            if (minus || plus || (depth == 0 && source.startsWith(close, at))) {
                at += close.length() + (minus || plus ? 1 : 0);
                tokens.add(new Token(value ? Kind.CLOSE_VALUE : Kind.CLOSE_TAG, "", at));
                return minus;
            }
            char c = source.charAt(at);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            token(c);
        }
    }

    private void skipBlanks() {
        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
            at++;
        }
    }

    private void token(char c) {
        int start = at;
        if (c == '"' || c == '\'') {
            string(c);
        } else if (c >= '0' && c <= '9') {
            number();
        } else if (Character.isLetter(c) || c == '_') {
            while (at < source.length() && (Character.isLetterOrDigit(source.charAt(at)) || source.charAt(at) == '_')) {
                at++;
            }
            tokens.add(new Token(Kind.NAME, source.substring(start, at), start));
        } else {
            for (String operator : OPERATORS) {
                if (source.startsWith(operator, at)) {
                    at += operator.length();
                    tokens.add(new Token(Kind.OPERATOR, operator, start));
                    return;
                }
            }
            throw new TemplateException("unexpected '" + c + "'", at);
        }
    }

    private void number() {
        int start = at;
        boolean real = false;
        while (at < source.length() && (Character.isDigit(source.charAt(at)) || isPoint(real))) {
            real |= source.charAt(at) == '.';
            at++;
        }
        tokens.add(new Token(real ? Kind.REAL : Kind.INTEGER, source.substring(start, at), start));
    }

    private boolean isPoint(boolean before) {
        return !before
                && source.charAt(at) == '.'
                && at + 1 < source.length()
                && Character.isDigit(source.charAt(at + 1));
    }

    private void string(char quote) {
        int start = at++;
        StringBuilder out = new StringBuilder();
        while (at < source.length() && source.charAt(at) != quote) {
            char c = source.charAt(at++);
            if (c == '\\' && at < source.length()) {
                escape(source.charAt(at++), out);
            } else {
                out.append(c);
            }
        }
        if (at >= source.length()) {
            throw new TemplateException("a string is not closed", start);
        }
        at++;
        tokens.add(new Token(Kind.STRING, out.toString(), start));
    }

    private void escape(char c, StringBuilder out) {
        switch (c) {
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case 'r' -> out.append('\r');
            case '\\', '\'', '"' -> out.append(c);
            case 'u' -> {
                try {
                    out.append((char) Integer.parseInt(source.substring(at, Math.min(at + 4, source.length())), 16));
                } catch (NumberFormatException e) {
                    throw new TemplateException("\\u must be followed by four hexadecimal digits", at);
                }
                at = Math.min(at + 4, source.length());
            }
            case '\n' -> {
                // a line that goes on
            }
            default -> out.append('\\').append(c);
        }
    }
}
