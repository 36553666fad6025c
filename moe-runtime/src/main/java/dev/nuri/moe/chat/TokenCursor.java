package dev.nuri.moe.chat;

import dev.nuri.moe.chat.Lexer.Kind;
import dev.nuri.moe.chat.Lexer.Token;
import java.util.List;

/** Reads tokens one by one, and keeps count of how deep what they spell is nested. */
abstract class TokenCursor {
    private static final int DEEPEST = 200;

    private final List<Token> tokens; // the last one ends the text
    private int at;
    private int depth;

    TokenCursor(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    /** The token after the next one. */
    Token second() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    boolean accept(String text) {
        boolean found = peek().is(text);
        if (found) {
            next();
        }
        return found;
    }

    void expect(String text) {
        if (!accept(text)) {
            throw new TemplateException("expected " + text + ", found '" + peek().text() + "'", peek().at());
        }
    }

    Token expect(Kind kind) {
        if (peek().kind() != kind) {
            throw unexpected();
        }
        return next();
    }

    TemplateException unexpected() {
        return new TemplateException("unexpected '" + peek().text() + "' (" + peek().kind() + ")", peek().at());
    }

    void enter() {
        if (++depth > DEEPEST) {
            throw new TemplateException("nests deeper than " + DEEPEST, peek().at());
        }
    }

    void leave() {
        depth--;
    }
}
