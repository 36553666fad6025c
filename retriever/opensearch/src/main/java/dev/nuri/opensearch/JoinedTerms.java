package dev.nuri.opensearch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * Terms as text from which the index makes the very same terms at the same positions: one {@link #NEXT} between
 * positions, {@link #STACKED} between terms of one position, {@link #HOLE} for a position that has none. No analyzer keeps
 * these characters in a term; a term that had one would lose it. JSON has them as they are, where it takes six characters
 * for those that ASCII has for the purpose.
 */
final class JoinedTerms {

    static final char NEXT = '\u007F';
    static final char STACKED = '\u0080';
    static final char HOLE = '\u0081';

    private JoinedTerms() {}

    /** The terms an analyzer makes of a text. */
    static String of(Analyzer analyzer, String field, String text) {
        StringBuilder joined = new StringBuilder();
        try (TokenStream stream = analyzer.tokenStream(field, text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            PositionIncrementAttribute increment = stream.addAttribute(PositionIncrementAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                int positions = increment.getPositionIncrement();
                if (positions == 0 && !joined.isEmpty()) {
                    joined.append(STACKED);
                } else {
                    for (int i = 1; i < positions; i++) {
                        next(joined).append(HOLE);
                    }
                    next(joined);
                }
                append(term, joined);
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException("analysis of a text in memory reads no file", e);
        }
        return joined.toString();
    }

    private static StringBuilder next(StringBuilder joined) {
        return joined.isEmpty() ? joined : joined.append(NEXT);
    }

    private static void append(CharSequence term, StringBuilder joined) {
        for (int i = 0; i < term.length(); i++) {
            char c = term.charAt(i);
            if (c < NEXT || c > HOLE) {
                joined.append(c);
            }
        }
    }

    /** Terms at one position. */
    static String stacked(Collection<String> terms) {
        return String.join(String.valueOf(STACKED), terms);
    }

    /** Told each term and its position. */
    @FunctionalInterface
    interface Visitor {
        void term(String term, int position);
    }

    /** Visits the terms of a joined text in order. */
    static void each(String joined, Visitor visitor) {
        int position = 0;
        for (int from = 0; from < joined.length(); ) {
            int end = from;
            while (end < joined.length() && joined.charAt(end) != NEXT && joined.charAt(end) != STACKED) {
                end++;
            }
            if (end > from && joined.charAt(from) != HOLE) {
                visitor.term(joined.substring(from, end), position);
            }
            position += end < joined.length() && joined.charAt(end) == NEXT ? 1 : 0;
            from = end + 1;
        }
    }

    /** The distinct terms of a joined text. */
    static List<String> distinct(String joined) {
        TreeSet<String> terms = new TreeSet<>();
        each(joined, (term, _) -> terms.add(term));
        return new ArrayList<>(terms);
    }
}
