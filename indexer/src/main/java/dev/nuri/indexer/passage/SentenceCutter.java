package dev.nuri.indexer.passage;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.nuri.indexer.Span;
import java.util.function.Consumer;

/**
 * Cuts a sentence that is too large for a passage: at the last word border that fits, or in a word larger than that at
 * the last border of what a reader takes for one character. Works through a window, so time is linear.
 */
final class SentenceCutter {

    /** Size of the largest piece. */
    private final int maxSize;

    private final BreakIterator words = BreakIterator.getWordInstance(ULocale.ROOT);
    private final BreakIterator characters = BreakIterator.getCharacterInstance(ULocale.ROOT);

    public SentenceCutter(int maxSize) {
        this.maxSize = maxSize;
    }

    /** Passes on the pieces of {@code sentence} in order, without white space around them. */
    public void cut(String text, Span sentence, Consumer<Span> sink) {
        int start = sentence.start();
        while (start < sentence.end()) {
            int end = pieceEnd(text, start, sentence.end());
            addTrimmed(text, start, end, sink);
            start = end;
        }
    }

    private int pieceEnd(String text, int start, int end) {
        int limit = fitting(text, start, end);
        if (limit == end) {
            return end;
        }
        // One code point of context past the limit lets the rules see whether the limit itself is a border.
        int windowEnd = Math.min(end, limit + 2);
        String window = text.substring(start, windowEnd);
        int cut = borderUpTo(words, window, limit - start);
        if (cut <= 0) {
            cut = borderUpTo(characters, window, limit - start);
        }
        return cut > 0 ? start + cut : limit;
    }

    /** One past the last code point such that the text from {@code start} is no larger than {@link #maxSize}. */
    private int fitting(String text, int start, int end) {
        TextSize size = new TextSize();
        int i = start;
        while (i < end) {
            int c = text.codePointAt(i);
            size.add(c);
            if (size.size() > maxSize) {
                return i;
            }
            i += Character.charCount(c);
        }
        return end;
    }

    private static int borderUpTo(BreakIterator breaks, String window, int limit) {
        breaks.setText(window);
        return breaks.isBoundary(limit) ? limit : breaks.preceding(limit);
    }

    private static void addTrimmed(String text, int start, int end, Consumer<Span> sink) {
        int from = start;
        int to = end;
        while (from < to && TextSize.isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && TextSize.isBlank(text.charAt(to - 1))) {
            to--;
        }
        if (from < to) {
            sink.accept(new Span(from, to));
        }
    }
}
