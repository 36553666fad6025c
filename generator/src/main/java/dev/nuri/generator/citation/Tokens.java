package dev.nuri.generator.citation;

import dev.nuri.generator.citation.Token.Kind;
import dev.nuri.indexer.LanguageAnalyzers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/**
 * Cuts a text of one language into {@link Token}s. A word's key is the term that the language's analyzer makes of it, a
 * word it drops is not content; words without an analyzer are content from three letters on.
 */
final class Tokens {

    private static final int LEAST_LETTERS = 3;

    private final Analyzer analyzer;
    private final boolean known;
    private final LanguageSigns signs;

    Tokens(LanguageAnalyzers analyzers, LanguageSigns signs) {
        String key = analyzers.keyOf(signs.language());
        this.known = key != null;
        this.analyzer = known ? analyzers.forKey(key) : analyzers.neutral();
        this.signs = signs;
    }

    /** Tokens in order, and the analyzer's terms. */
    record Cut(List<Token> tokens, Set<String> terms) {}

    /** What the analyzer makes of the text up to {@code end}: it may take more for a word than we do. */
    private record Stem(String term, int end) {}

    Cut cut(String text) {
        Map<Integer, Stem> stems = new HashMap<>();
        Set<String> terms = new HashSet<>();
        try (TokenStream stream = analyzer.tokenStream("", text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = stream.addAttribute(OffsetAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                String value = term.toString();
                terms.add(value);
                stems.putIfAbsent(offset.startOffset(), new Stem(value, offset.endOffset()));
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException("analysis of a text in memory reads no file", e);
        }
        return new Cut(scan(text, stems), terms);
    }

    private List<Token> scan(String text, Map<Integer, Stem> stems) {
        List<Token> tokens = new ArrayList<>(text.length() / 4 + 4);
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            if (Character.isDigit(c)) {
                at = Numerals.read(text, at, signs.decimalSeparator(), tokens);
            } else if (!Character.isLetter(c) && !Scripts.comparedByCharacter(c)) {
                at = next;
            } else if (Scripts.comparedByCharacter(c)) {
                at = marks(text, next);
                String folded = signs.fold(text.substring(next - Character.charCount(c), at));
                tokens.add(new Token(next - Character.charCount(c), at, folded, folded, Kind.CHARACTER, true, false));
            } else {
                int end = word(text, next);
                tokens.add(word(text, at, end, c, stems));
                at = end;
            }
        }
        return tokens;
    }

    private Token word(String text, int start, int end, int first, Map<Integer, Stem> stems) {
        String folded = signs.fold(text.substring(start, end));
        Stem stem = stems.get(start);
        boolean content = known ? stem != null : end - start >= LEAST_LETTERS;
        String key = stem == null || stem.end() != end ? folded : signs.fold(stem.term());
        if (signs.negation().negated(folded)) {
            key = "not " + key;
        }
        boolean capital = Character.isUpperCase(first) || Character.isTitleCase(first);
        return new Token(start, end, folded, key, Kind.WORD, content, capital);
    }

    private static int marks(String text, int from) {
        int at = from;
        while (at < text.length() && Scripts.isMark(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    private static int word(String text, int from) {
        int at = from;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            boolean letter = Character.isLetter(c) && !Scripts.comparedByCharacter(c);
            boolean joiner = c == 0x200C || c == 0x200D || c == 0xAD;
            if (!letter && !joiner && !Scripts.isMark(c) && !notShortened(text, at)) {
                return at;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    /** Whether an apostrophe stands in "n't". */
    private static boolean notShortened(String text, int at) {
        char c = text.charAt(at);
        return (c == '\'' || c == '’')
                && at + 1 < text.length()
                && (text.charAt(at + 1) | 32) == 't'
                && (text.charAt(at - 1) | 32) == 'n'
                && (at + 2 == text.length() || !Character.isLetter(text.charAt(at + 2)));
    }
}
