package dev.nuri.indexer.analysis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKWidthCharFilter;
import org.apache.lucene.analysis.ja.JapaneseTokenizer;
import org.apache.lucene.analysis.ja.tokenattributes.ReadingAttribute;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** How Japanese text is read, after kuromoji's dictionary. Thread-safe. */
public final class JapaneseReading {

    private static final Analyzer WORDS = new LendingAnalyzer(new ChainAnalyzer(
            CJKWidthCharFilter::new,
            () -> new JapaneseTokenizer(null, false, JapaneseTokenizer.Mode.NORMAL),
            UnaryOperator.identity()));

    private JapaneseReading() {}

    /** The text in katakana; words the dictionary does not know stay as they are. */
    public static String of(String text) {
        StringBuilder out = new StringBuilder();
        try (TokenStream words = WORDS.tokenStream("", text)) {
            CharTermAttribute word = words.addAttribute(CharTermAttribute.class);
            ReadingAttribute reading = words.addAttribute(ReadingAttribute.class);
            words.reset();
            while (words.incrementToken()) {
                out.append(reading.getReading() == null ? word : reading.getReading());
            }
            words.end();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail to be read", e);
        }
        return out.toString();
    }
}
