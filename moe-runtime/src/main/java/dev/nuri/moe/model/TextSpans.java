package dev.nuri.moe.model;

import dev.nuri.hw.PageTable;
import dev.nuri.hw.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the texts of an encoder's pass lie among its T tokens.
 *
 * @param spans one text after the other
 * @param lasts the last position of each token's text, I32 [T]
 * @param zeros I32 [T]
 */
record TextSpans(List<Span> spans, Tensor lasts, Tensor zeros) {
    /**
     * A text.
     *
     * @param from its first token
     * @param count its tokens
     */
    record Span(int from, int count) {
        /** The text's part of [T][R][C]. */
        Tensor of(Tensor tokens) {
            return tokens.slices(from, count);
        }
    }

    /** Texts of these lengths. */
    static List<Span> ofLengths(List<int[]> texts) {
        List<Span> spans = new ArrayList<>();
        int from = 0;
        for (int[] text : texts) {
            spans.add(new Span(from, text.length));
            from += text.length;
        }
        return spans;
    }

    /** The text's last position, for each of its tokens. */
    Tensor last(Span span) {
        return lasts.columns(span.from, span.count);
    }

    /** All of the text as the only page of the only sequence. */
    PageTable page(Span span) {
        return new PageTable(zeros.columns(0, 1), zeros.columns(0, span.count), span.count);
    }
}
