package dev.nuri.retriever.like;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.IndexedTerm;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.retriever.query.Token;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.lucene.index.Term;

/** The words that tell a text from others: those of the highest term frequency times inverse passage frequency. */
public final class TellingWords {

    private static final int MAX_WORDS = 20;

    private TellingWords() {}

    /** The words as they stand in the text, in its order; the text itself where none is in other passages too. */
    public static String of(String text, LanguageAnalyzers analyzers, EntrySearcher searcher) throws IOException {
        List<Token> tokens = Token.of(analyzers.neutral(), text);
        Map<String, Long> frequency =
                tokens.stream().collect(Collectors.groupingBy(Token::term, Collectors.counting()));
        Map<String, Double> weights = new HashMap<>();
        int passages = searcher.having(IndexSchema.BODY);
        List<String> terms = List.copyOf(frequency.keySet());
        List<IndexedTerm> indexed = searcher.terms(
                terms.stream().map(term -> new Term(IndexSchema.BODY, term)).toList());
        for (int i = 0; i < terms.size(); i++) {
            int with = indexed.get(i).entries();
            // A term of this passage alone finds nothing else.
            if (with > 1) {
                weights.put(terms.get(i), frequency.get(terms.get(i)) * Math.log(1 + (double) passages / with));
            }
        }
        List<String> chosen = weights.keySet().stream()
                .sorted(Comparator.comparingDouble((String term) -> -weights.get(term))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MAX_WORDS)
                .toList();
        String words = words(text, tokens, chosen);
        return words.isEmpty() ? text : words;
    }

    /** The first stretch of each term; pairs of characters that overlap become one stretch. */
    private static String words(String text, List<Token> tokens, List<String> chosen) {
        BitSet kept = new BitSet(text.length());
        List<String> left = new ArrayList<>(chosen);
        for (Token token : tokens) {
            if (left.remove(token.term())) {
                kept.set(token.start(), token.end());
            }
        }
        StringBuilder words = new StringBuilder();
        for (int start = kept.nextSetBit(0); start >= 0; ) {
            int end = kept.nextClearBit(start);
            words.append(words.isEmpty() ? "" : " ").append(text, start, end);
            start = kept.nextSetBit(end);
        }
        return words.toString();
    }
}
