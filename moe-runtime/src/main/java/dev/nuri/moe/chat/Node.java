package dev.nuri.moe.chat;

import java.util.List;

/** A piece of a parsed template. */
sealed interface Node {
    /** Something that has a value. */
    sealed interface Expression {}

    record Literal(Object value) implements Expression {}

    record Name(String name) implements Expression {}

    record ListOf(List<Expression> items) implements Expression {}

    record DictOf(List<Expression> keys, List<Expression> values) implements Expression {}

    record Attribute(Expression of, String name) implements Expression {}

    record Item(Expression of, Expression key) implements Expression {}

    /** Bounds may be null. */
    record Slice(Expression of, Expression from, Expression to, Expression step) implements Expression {}

    record Call(Expression of, Arguments arguments) implements Expression {}

    record Filter(Expression of, String name, Arguments arguments) implements Expression {}

    record Test(Expression of, String name, Arguments arguments) implements Expression {}

    record Unary(String operator, Expression of) implements Expression {}

    record Binary(String operator, Expression left, Expression right) implements Expression {}

    record Choice(Expression condition, Expression then, Expression otherwise) implements Expression {}

    /** Positional first; {@code names} belong to the last of {@code values}. */
    record Arguments(List<Expression> values, List<String> names) {
        static final Arguments NONE = new Arguments(List.of(), List.of());
    }

    record Plain(Text text) implements Node {}

    record Output(Expression value) implements Node {}

    /** A single name may have an attribute (of a namespace); either a value or a body. */
    record Set(List<String> names, String attribute, Expression value, List<Node> body) implements Node {}

    record If(Expression condition, List<Node> then, List<Node> otherwise) implements Node {}

    /** {@code filter} may be null. */
    record For(List<String> names, Expression over, Expression filter, List<Node> body, List<Node> otherwise)
            implements Node {}

    /** Defaults may be null. */
    record Macro(String name, List<String> parameters, List<Expression> defaults, List<Node> body) implements Node {}

    record Jump(boolean leaves) implements Node {}
}
