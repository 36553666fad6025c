package dev.nuri.indexer.analysis;

import com.ibm.icu.text.BreakIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKWidthCharFilter;
import org.apache.lucene.analysis.ja.JapaneseTokenizer;
import org.apache.lucene.analysis.ja.tokenattributes.ReadingAttribute;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.ko.POS;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/**
 * Finds what may be a name: capitalised words where a script has capitals, proper nouns of Korean and Japanese after
 * their dictionaries, runs of katakana, and every word of other scripts. Thread-safe.
 */
public final class NameWords {

    private static final int MIN_LETTERS = 3;
    /** Of scripts whose letters are syllables. */
    private static final int MIN_SYLLABLES = 2;

    private static final int MAX_LETTERS = 30;

    private static final String JAPANESE_PROPER = "固有名詞";

    private static final Analyzer KOREAN = new LendingAnalyzer(new ChainAnalyzer(
            UnaryOperator.identity(),
            () -> new KoreanTokenizer(
                    TokenStream.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, null, KoreanTokenizer.DecompoundMode.NONE, false),
            UnaryOperator.identity()));

    private static final Analyzer JAPANESE = new LendingAnalyzer(new ChainAnalyzer(
            CJKWidthCharFilter::new,
            () -> new JapaneseTokenizer(null, true, JapaneseTokenizer.Mode.NORMAL),
            UnaryOperator.identity()));

    private static final BreakIterator THAI = BreakIterator.getWordInstance(Locale.forLanguageTag("th"));

    private NameWords() {}

    /** Told each word with its place. */
    public interface Found {

        /**
         * A word.
         *
         * @param word of one script; a reading where the text has Chinese characters
         * @param capital whether it begins with a capital, or its script has none
         */
        void word(String word, Writing writing, boolean capital, int start, int end);
    }

    /**
     * Finds words.
     *
     * @param japanese whether Chinese characters are Japanese
     */
    public static void find(String text, boolean japanese, Found found) {
        boolean hangul = false;
        boolean han = false;
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            hangul |= Hangul.isSyllable(c);
            han |= japanese && c >= '一' && c <= '鿿';
            Writing writing = Character.isLetter(c) ? Writing.of(c) : null;
            int end = writing == null ? i + 1 : end(text, i + 1, writing);
            if (writing == Writing.THAI) {
                thai(text, i, end, found);
            } else if (writing != null && writing != Writing.HANGUL) {
                word(text, i, end, writing, found);
            }
            i = end;
        }
        if (hangul) {
            korean(text, found);
        }
        if (han) {
            japanese(text, found);
        }
    }

    private static int end(String text, int from, Writing writing) {
        int end = from;
        while (end < text.length() && continues(text.charAt(end), writing)) {
            end++;
        }
        return end;
    }

    private static boolean continues(char c, Writing writing) {
        int type = Character.getType(c);
        boolean mark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
        return mark || ((Character.isLetter(c) || c == 'ー') && Writing.of(c) == writing);
    }

    private static void word(String text, int start, int end, Writing writing, Found found) {
        int length = end - start;
        boolean syllables = writing == Writing.KANA || writing == Writing.HANGUL || writing == Writing.ETHIOPIC;
        if (length >= (syllables ? MIN_SYLLABLES : MIN_LETTERS) && length <= MAX_LETTERS) {
            boolean capital = !writing.cased() || Character.isUpperCase(text.charAt(start));
            found.word(text.substring(start, end), writing, capital, start, end);
        }
    }

    private static void thai(String text, int start, int end, Found found) {
        BreakIterator words = THAI.clone();
        words.setText(text.substring(start, end));
        int from = words.first();
        for (int to = words.next(); to != BreakIterator.DONE; to = words.next()) {
            word(text, start + from, start + to, Writing.THAI, found);
            from = to;
        }
    }

    /** Each proper noun, and with the nouns that follow it directly: an unknown name may be cut into several. */
    private static void korean(String text, Found found) {
        each(KOREAN, text, new Korean(text, found));
    }

    private static void japanese(String text, Found found) {
        each(JAPANESE, text, stream -> {
            var pos = stream.addAttribute(org.apache.lucene.analysis.ja.tokenattributes.PartOfSpeechAttribute.class);
            ReadingAttribute reading = stream.addAttribute(ReadingAttribute.class);
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = stream.addAttribute(OffsetAttribute.class);
            return () -> {
                String tag = pos.getPartOfSpeech();
                boolean kanji = term.length() > 0 && Writing.of(term.charAt(0)) == null;
                if (kanji && tag != null && tag.contains(JAPANESE_PROPER) && reading.getReading() != null) {
                    found.word(reading.getReading(), Writing.KANA, true, offset.startOffset(), offset.endOffset());
                }
            };
        });
    }

    private interface Reader {
        Runnable of(TokenStream stream);
    }

    private static void each(Analyzer analyzer, String text, Reader reader) {
        try (TokenStream stream = analyzer.tokenStream("", text)) {
            Runnable token = reader.of(stream);
            stream.reset();
            while (stream.incrementToken()) {
                token.run();
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail to be read", e);
        }
    }

    /** Nouns in a row, of which the first is a proper noun. */
    private static final class Korean implements Reader {

        private final String text;
        private final Found found;
        private int start;
        private int end = -1;
        private int nouns;

        Korean(String text, Found found) {
            this.text = text;
            this.found = found;
        }

        @Override
        public Runnable of(TokenStream stream) {
            var pos = stream.addAttribute(org.apache.lucene.analysis.ko.tokenattributes.PartOfSpeechAttribute.class);
            OffsetAttribute offset = stream.addAttribute(OffsetAttribute.class);
            return () -> token(pos.getLeftPOS(), offset.startOffset(), offset.endOffset());
        }

        private void token(POS.Tag tag, int from, int to) {
            boolean proper = tag == POS.Tag.NNP;
            if (end == from && (proper || tag == POS.Tag.NNG)) {
                end = to;
                nouns++;
                word(text, start, end, Writing.HANGUL, found);
            } else {
                start = from;
                end = proper ? to : -1;
                nouns = 1;
            }
            if (proper && Hangul.isSyllable(text.charAt(from)) && (nouns == 1 || from > start)) {
                word(text, from, to, Writing.HANGUL, found);
            }
        }
    }
}
