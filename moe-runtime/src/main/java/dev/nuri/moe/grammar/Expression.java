package dev.nuri.moe.grammar;

import java.util.List;

/** A piece of a grammar as it is written. */
sealed interface Expression {
    /** Exactly this text. */
    record Literal(String text) implements Expression {}

    /** One character of a set. */
    record Characters(CodePoints set) implements Expression {}

    /** What a rule spells. */
    record Reference(String rule) implements Expression {}

    /** One after the other; none is the empty text. */
    record Sequence(List<Expression> parts) implements Expression {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /** One of several. */
    record Choice(List<Expression> options) implements Expression {
        public Choice {
            options = List.copyOf(options);
        }
    }

    /**
     * The same again and again.
     *
     * @param least times, at least 0
     * @param most times; -1 for any number
     */
    record Repetition(Expression part, int least, int most) implements Expression {}
}
