package dev.nuri.moe.chat;

import dev.nuri.moe.chat.Lexer.Kind;
import dev.nuri.moe.chat.Lexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses the statements of a template; {@link ExpressionParser} does what stands in them. */
final class Parser {
    private static final int MOST_LENGTH = 1 << 18;

    private final ExpressionParser in;

    private Parser(List<Token> tokens) {
        this.in = new ExpressionParser(tokens);
    }

    static List<Node> parse(String source) {
        if (source.length() > MOST_LENGTH) {
            throw new TemplateException("must be at most " + MOST_LENGTH + " characters, is " + source.length());
        }
        Parser parser = new Parser(Lexer.tokens(source));
        List<Node> nodes = parser.body(Set.of());
        if (parser.in.peek().kind() != Kind.END) {
            throw parser.in.unexpected();
        }
        return nodes;
    }

    /** Nodes up to a tag that begins with one of {@code ends}, whose name is not read. */
    private List<Node> body(Set<String> ends) {
        in.enter();
        List<Node> nodes = new ArrayList<>();
        while (in.peek().kind() != Kind.END) {
            Token token = in.next();
            switch (token.kind()) {
                case TEXT -> nodes.add(new Node.Plain(Text.of(token.text())));
                case OPEN_VALUE -> {
                    nodes.add(new Node.Output(in.expressionOrTuple()));
                    in.expect(Kind.CLOSE_VALUE);
                }
                default -> {
                    if (ends.contains(in.peek().text())) {
                        in.leave();
                        return nodes;
                    }
                    statement(nodes);
                }
            }
        }
        if (!ends.isEmpty()) {
            throw new TemplateException(
                    "one of " + ends + " is missing", in.peek().at());
        }
        in.leave();
        return nodes;
    }

    private void statement(List<Node> nodes) {
        Token name = in.expect(Kind.NAME);
        switch (name.text()) {
            case "if" -> nodes.add(condition());
            case "for" -> nodes.add(loop());
            case "set" -> nodes.add(assignment());
            case "macro" -> nodes.add(macro());
            case "generation" -> { // marks the model's own words for training
                in.expect(Kind.CLOSE_TAG);
                nodes.addAll(body(Set.of("endgeneration")));
                close();
            }
            case "break", "continue" -> {
                in.expect(Kind.CLOSE_TAG);
                nodes.add(new Node.Jump(name.text().equals("break")));
            }
            default ->
                throw new TemplateException(
                        "unknown tag '" + name.text() + "': known are break, continue, for, generation, if, macro, set",
                        name.at());
        }
    }

    /** The name and the end of a closing tag. */
    private void close() {
        in.expect(Kind.NAME);
        in.expect(Kind.CLOSE_TAG);
    }

    private Node condition() {
        Node.Expression condition = in.expression();
        in.expect(Kind.CLOSE_TAG);
        List<Node> then = body(Set.of("elif", "else", "endif"));
        String end = in.expect(Kind.NAME).text();
        if (end.equals("elif")) {
            in.enter();
            List<Node> otherwise = List.of(condition());
            in.leave();
            return new Node.If(condition, then, otherwise);
        }
        in.expect(Kind.CLOSE_TAG);
        List<Node> otherwise = List.of();
        if (end.equals("else")) {
            otherwise = body(Set.of("endif"));
            close();
        }
        return new Node.If(condition, then, otherwise);
    }

    private Node loop() {
        List<String> names = names();
        in.expect("in");
        Node.Expression over = in.withoutChoice();
        Node.Expression filter = in.accept("if") ? in.expression() : null;
        in.expect(Kind.CLOSE_TAG);
        List<Node> body = body(Set.of("else", "endfor"));
        List<Node> otherwise = List.of();
        if (in.expect(Kind.NAME).text().equals("else")) {
            in.expect(Kind.CLOSE_TAG);
            otherwise = body(Set.of("endfor"));
            in.expect(Kind.NAME);
        }
        in.expect(Kind.CLOSE_TAG);
        return new Node.For(names, over, filter, body, otherwise);
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        boolean grouped = in.accept("(");
        do {
            names.add(in.expect(Kind.NAME).text());
        } while (in.accept(","));
        if (grouped) {
            in.expect(")");
        }
        return names;
    }

    private Node assignment() {
        List<String> names = names();
        String attribute = in.accept(".") ? in.expect(Kind.NAME).text() : null;
        if (in.accept("=")) {
            Node.Expression value = in.expressionOrTuple();
            in.expect(Kind.CLOSE_TAG);
            return new Node.Set(names, attribute, value, null);
        }
        in.expect(Kind.CLOSE_TAG);
        List<Node> body = body(Set.of("endset"));
        close();
        return new Node.Set(names, attribute, null, body);
    }

    private Node macro() {
        String name = in.expect(Kind.NAME).text();
        List<String> parameters = new ArrayList<>();
        List<Node.Expression> defaults = new ArrayList<>();
        in.expect("(");
        while (!in.accept(")")) {
            parameters.add(in.expect(Kind.NAME).text());
            defaults.add(in.accept("=") ? in.expression() : null);
            if (!in.peek().is(")")) {
                in.expect(",");
            }
        }
        in.expect(Kind.CLOSE_TAG);
        List<Node> body = body(Set.of("endmacro"));
        close();
        return new Node.Macro(name, parameters, defaults, body);
    }
}
