package dev.nuri.indexer.passage;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.FilteredBreakIteratorBuilder;
import com.ibm.icu.util.ULocale;
import dev.nuri.indexer.Span;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Finds sentences with ICU's rules (UAX #29) and, where CLDR lists them, a language's abbreviations. A newline ends a
 * sentence (a heading, list item or table row), except inside a wrapped line. Thai and Lao, which mark no end of a
 * sentence, are parted at the spaces between clauses.
 */
public final class SentenceFinder {

    /** A line shorter than this is not taken for one that was wrapped. */
    private static final int WRAPPED_LINE_MIN = 30;

    /** Size from which a clause of an unspaced script is long enough to stand as a sentence. */
    private static final int CLAUSE_MIN = 20 * TextSize.WORD;

    private static final Map<String, BreakIterator> PROTOTYPES = new ConcurrentHashMap<>();

    private final String text;
    private final BreakIterator breaks;
    private final FalseEnds falseEnds;
    private final Consumer<Span> sink;

    private SentenceFinder(String text, String lang, Consumer<Span> sink) {
        this.text = text;
        this.breaks = PROTOTYPES
                .computeIfAbsent(languageOf(lang), SentenceFinder::prototype)
                .clone();
        this.falseEnds = new FalseEnds(lang);
        this.sink = sink;
    }

    /**
     * Passes on the sentences of {@code text} between {@code start} and {@code end} in order, without the white space
     * around them; every other character is in one of them. Time is linear in the length.
     *
     * @param lang BCP 47 tag
     */
    public static void find(String text, int start, int end, String lang, Consumer<Span> sink) {
        SentenceFinder finder = new SentenceFinder(text, lang, sink);
        int blockStart = start;
        while (blockStart < end) {
            int blockEnd = finder.blockEnd(blockStart, end);
            finder.findInBlock(blockStart, blockEnd);
            blockStart = blockEnd;
        }
    }

    /** The language part of a tag, or empty when it is none: what follows changes no border. */
    private static String languageOf(String lang) {
        String language = ULocale.forLanguageTag(lang).getLanguage();
        return language.length() <= 3 ? language : "";
    }

    private static BreakIterator prototype(String language) {
        ULocale locale = new ULocale(language);
        BreakIterator plain = BreakIterator.getSentenceInstance(locale);
        FilteredBreakIteratorBuilder abbreviations = FilteredBreakIteratorBuilder.getInstance(locale);
        FalseEnds.ABBREVIATIONS.forEach(abbreviations::suppressBreakAfter);
        return abbreviations.wrapIteratorWithFilter(plain);
    }

    /** One past the newline that ends the block of wrapped lines beginning at {@code start}. */
    private int blockEnd(int start, int end) {
        int lineStart = start;
        while (true) {
            int newline = text.indexOf('\n', lineStart, end);
            if (newline < 0) {
                return end;
            }
            if (!isWrap(lineStart, newline, end)) {
                return newline + 1;
            }
            lineStart = newline + 1;
        }
    }

    /** Whether the newline stands inside a sentence: a long line goes on in lower case on the next. */
    private boolean isWrap(int lineStart, int newline, int end) {
        if (newline - lineStart < WRAPPED_LINE_MIN || newline + 1 >= end) {
            return false;
        }
        char last = text.charAt(newline - 1);
        return (Character.isLetterOrDigit(last) || last == ',' || last == '-' || last == ' ')
                && Character.isLowerCase(text.codePointAt(newline + 1));
    }

    private void findInBlock(int start, int end) {
        breaks.setText(new Unwrapped(text, start, end));
        int from = start;
        for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            if (!falseEnds.contains(text, from, start + to)) {
                addSentence(from, start + to);
                from = start + to;
            }
        }
        addSentence(from, end);
    }

    private void addSentence(int start, int end) {
        int from = start;
        TextSize size = new TextSize();
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (size.size() >= CLAUSE_MIN && c == ' ' && isBetweenClauses(i, end)) {
                addTrimmed(from, i);
                from = i;
                size = new TextSize();
            }
            size.add(c);
        }
        addTrimmed(from, end);
    }

    private boolean isBetweenClauses(int space, int end) {
        return TextSize.isUnspaced(text.charAt(space - 1))
                && space + 1 < end
                && TextSize.isUnspaced(text.charAt(space + 1));
    }

    private void addTrimmed(int start, int end) {
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

    /** A stretch of a text with each newline read as a space. */
    private record Unwrapped(String text, int start, int end) implements CharSequence {

        @Override
        public int length() {
            return end - start;
        }

        @Override
        public char charAt(int index) {
            char c = text.charAt(start + index);
            return c == '\n' ? ' ' : c;
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return new Unwrapped(text, start + from, start + to);
        }

        @Override
        public String toString() {
            return text.substring(start, end).replace('\n', ' ');
        }
    }
}
