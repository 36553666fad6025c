package dev.nuri.moe.chat;

import dev.nuri.moe.chat.Lexer.Kind;
import dev.nuri.moe.chat.Lexer.Token;
import dev.nuri.moe.chat.Node.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses expressions by recursive descent, a method for each level of precedence. */
final class ExpressionParser extends TokenCursor {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");

    ExpressionParser(List<Token> tokens) {
        super(tokens);
    }

    Expression expressionOrTuple() {
        Expression first = expression();
        if (!peek().is(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (accept(",")) {
            items.add(expression());
        }
        return new Node.ListOf(items);
    }

    Expression expression() {
        enter();
        Expression value = withoutChoice();
        while (accept("if")) {
            Expression condition = withoutChoice();
            Expression otherwise = accept("else") ? expression() : new Node.Literal(Undefined.VALUE);
            value = new Node.Choice(condition, value, otherwise);
        }
        leave();
        return value;
    }

    /** An expression that an if after it does not belong to. */
    Expression withoutChoice() {
        Expression left = and();
        while (accept("or")) {
            left = new Node.Binary("or", left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (accept("and")) {
            left = new Node.Binary("and", left, not());
        }
        return left;
    }

    private Expression not() {
        enter();
        Expression value = accept("not") ? new Node.Unary("not", not()) : comparison();
        leave();
        return value;
    }

    private Expression comparison() {
        Expression left = sum();
        Expression all = null;
        while (true) {
            String operator = comparisonOperator();
            if (operator == null) {
                return all == null ? left : all;
            }
            Expression right = sum();
            Expression one = new Node.Binary(operator, left, right);
            all = all == null ? one : new Node.Binary("and", all, one);
            left = right;
        }
    }

    private String comparisonOperator() {
        if (peek().kind() == Kind.OPERATOR && COMPARISONS.contains(peek().text())) {
            return next().text();
        }
        if (accept("in")) {
            return "in";
        }
        if (peek().is("not") && second().is("in")) {
            next();
            next();
            return "not in";
        }
        return null;
    }

    private Expression sum() {
        Expression left = product();
        while (peek().is("+") || peek().is("-") || peek().is("~")) {
            left = new Node.Binary(next().text(), left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = signed();
        while (peek().is("*") || peek().is("/") || peek().is("//") || peek().is("%")) {
            left = new Node.Binary(next().text(), left, signed());
        }
        return left;
    }

    private Expression signed() {
        enter();
        Expression value =
                peek().is("-") || peek().is("+") ? new Node.Unary(next().text(), signed()) : filtered(power());
        leave();
        return value;
    }

    private Expression power() {
        Expression base = suffixed(primary());
        return accept("**") ? new Node.Binary("**", base, signed()) : base;
    }

    /** Filters and tests. */
    private Expression filtered(Expression value) {
        Expression out = value;
        while (true) {
            if (accept("|")) {
                String name = expect(Kind.NAME).text();
                out = suffixed(new Node.Filter(out, name, peek().is("(") ? arguments() : Node.Arguments.NONE));
            } else if (accept("is")) {
                out = test(out);
            } else {
                return out;
            }
        }
    }

    private Expression test(Expression of) {
        boolean negated = accept("not");
        String name = expect(Kind.NAME).text();
        Node.Arguments arguments = Node.Arguments.NONE;
        if (peek().is("(")) {
            arguments = arguments();
        } else if (Tests.takesArgument(name)) {
            arguments = new Node.Arguments(List.of(suffixed(primary())), List.of());
        }
        Expression test = new Node.Test(of, name, arguments);
        return negated ? new Node.Unary("not", test) : test;
    }

    private Expression suffixed(Expression value) {
        Expression out = value;
        while (true) {
            if (accept(".")) {
                Token name = next();
                out = name.kind() == Kind.INTEGER
                        ? new Node.Item(out, new Node.Literal(Long.parseLong(name.text())))
                        : new Node.Attribute(out, name.text());
            } else if (accept("[")) {
                out = subscript(out);
            } else if (peek().is("(")) {
                out = new Node.Call(out, arguments());
            } else {
                return out;
            }
        }
    }

    private Expression subscript(Expression of) {
        Expression[] bounds = new Expression[3];
        int colons = 0;
        while (!accept("]")) {
            if (accept(":")) {
                if (++colons > 2) {
                    throw unexpected();
                }
            } else {
                bounds[colons] = expression();
            }
        }
        if (colons > 0) {
            return new Node.Slice(of, bounds[0], bounds[1], bounds[2]);
        }
        if (bounds[0] == null) {
            throw unexpected();
        }
        return new Node.Item(of, bounds[0]);
    }

    private Node.Arguments arguments() {
        expect("(");
        List<Expression> values = new ArrayList<>();
        List<String> names = new ArrayList<>();
        while (!accept(")")) {
            boolean named = peek().kind() == Kind.NAME && second().is("=");
            if (named) {
                names.add(next().text());
                next();
            } else if (!names.isEmpty()) {
                throw unexpected();
            }
            values.add(expression());
            if (!peek().is(")")) {
                expect(",");
            }
        }
        return new Node.Arguments(values, names);
    }

    private Expression primary() {
        Token token = next();
        return switch (token.kind()) {
            case STRING -> strings(token);
            case INTEGER -> new Node.Literal(integer(token));
            case REAL -> new Node.Literal(Double.parseDouble(token.text()));
            case NAME -> name(token);
            case OPERATOR ->
                switch (token.text()) {
                    case "(" -> grouped();
                    case "[" -> new Node.ListOf(items("]"));
                    case "{" -> dict();
                    default -> throw new TemplateException("unexpected '" + token.text() + "'", token.at());
                };
            default -> throw new TemplateException("unexpected " + token.kind(), token.at());
        };
    }

    private static Long integer(Token token) {
        try {
            return Long.parseLong(token.text());
        } catch (NumberFormatException e) {
            throw new TemplateException(token.text() + " is too large", token.at());
        }
    }

    /** Strings beside each other are one. */
    private Expression strings(Token first) {
        StringBuilder all = new StringBuilder(first.text());
        while (peek().kind() == Kind.STRING) {
            all.append(next().text());
        }
        return new Node.Literal(Text.of(all.toString()));
    }

    private static Expression name(Token token) {
        return switch (token.text()) {
            case "true", "True" -> new Node.Literal(true);
            case "false", "False" -> new Node.Literal(false);
            case "none", "None" -> new Node.Literal(null);
            default -> new Node.Name(token.text());
        };
    }

    private Expression grouped() {
        if (accept(")")) {
            return new Node.ListOf(List.of());
        }
        Expression first = expression();
        if (accept(")")) {
            return first;
        }
        expect(",");
        List<Expression> all = new ArrayList<>(List.of(first));
        all.addAll(items(")"));
        return new Node.ListOf(all);
    }

    private List<Expression> items(String end) {
        List<Expression> items = new ArrayList<>();
        while (!accept(end)) {
            items.add(expression());
            if (!peek().is(end)) {
                expect(",");
            }
        }
        return items;
    }

    private Expression dict() {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!accept("}")) {
            keys.add(expression());
            expect(":");
            values.add(expression());
            if (!peek().is("}")) {
                expect(",");
            }
        }
        return new Node.DictOf(keys, values);
    }
}
