package dev.nuri.generator.extractive;

import dev.nuri.indexer.Span;
import java.util.List;

/**
 * A sentence of a passage, analysed.
 *
 * @param index 0-based place in its passage
 * @param span in the passage's text
 * @param text the passage's text there
 * @param folded its folding
 * @param kind what it may serve as
 * @param words its terms under the neutral analyzer
 * @param positions for each of its terms, the place of that term in the question, or -1
 * @param terms which of the question's terms it holds
 * @param neutral the same under the neutral analyzer
 * @param prefixes the same by common beginnings
 */
record Sentence(
        int index,
        Span span,
        String text,
        String folded,
        Kind kind,
        List<String> words,
        List<Integer> positions,
        long terms,
        long neutral,
        long prefixes) {

    /** What a sentence may serve as. */
    enum Kind {
        /** May be quoted. */
        STATEMENT,
        /** A question: answered by what follows. */
        QUESTION,
        /** A heading, title, row of a table of contents or bare number. */
        HEADING,
        /** Quoted already from a better hit. */
        REPEATED,
        /** Not analysed: others of its long passage have more of the question. */
        UNREAD
    }

    /** One that is not analysed. */
    static Sentence unread(int index, Span span, String text) {
        return new Sentence(index, span, text, "", Kind.UNREAD, List.of(), List.of(), 0, 0, 0);
    }

    boolean quotable() {
        return kind == Kind.STATEMENT;
    }

    /** Whether it introduces what follows. */
    boolean introduces() {
        return kind == Kind.QUESTION || kind == Kind.HEADING;
    }
}
