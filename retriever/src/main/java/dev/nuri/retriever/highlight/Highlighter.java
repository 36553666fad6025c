package dev.nuri.retriever.highlight;

import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Span;
import dev.nuri.retriever.query.QueryField;
import dev.nuri.retriever.query.Token;
import dev.nuri.retriever.query.UnderstoodQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.lucene.analysis.Analyzer;

/**
 * Finds the words of a passage that match a query, in the analysis of the passage's language and in the
 * language-neutral one: the same two by which the passage is indexed. For one query and one thread.
 */
public final class Highlighter {

    private final LanguageAnalyzers analyzers;
    private final UnderstoodQuery query;
    private final Map<String, Set<String>> termsByKey = new HashMap<>();
    private final Set<String> neutralTerms = new HashSet<>();

    public Highlighter(LanguageAnalyzers analyzers, UnderstoodQuery query) {
        this.analyzers = analyzers;
        this.query = query;
        neutralTerms.addAll(query.neutral().counts().keySet());
        for (QueryField field : query.fields()) {
            if (field.key() != null) {
                termsByKey.put(field.key(), field.counts().keySet());
            }
        }
    }

    /** Spans of the passage's text, ascending, apart from one another, with whole code points. */
    public List<Span> spans(Passage passage) {
        String text = passage.text();
        List<Span> found = new ArrayList<>();
        String key = analyzers.keyOf(passage.lang());
        if (key != null) {
            Set<String> terms = termsByKey.computeIfAbsent(key, this::terms);
            collect(text, analyzers.forKey(key), terms::contains, found);
        }
        // Pairs of characters cross the borders of words: they are shown only where no word was found.
        boolean pairs = found.isEmpty();
        collect(text, analyzers.neutral(), term -> neutralTerms.contains(term) && (pairs || !isEastAsian(term)), found);
        return merged(found);
    }

    private static boolean isEastAsian(String term) {
        return switch (Character.UnicodeScript.of(term.codePointAt(0))) {
            case HAN, HANGUL, HIRAGANA, KATAKANA, BOPOMOFO -> true;
            default -> false;
        };
    }

    private Set<String> terms(String key) {
        Set<String> terms = new HashSet<>();
        Token.of(analyzers.forKey(key), query.text().plain()).forEach(token -> terms.add(token.term()));
        return terms;
    }

    private static void collect(String text, Analyzer analyzer, Predicate<String> matches, List<Span> found) {
        for (Token token : Token.of(analyzer, text)) {
            if (!token.term().isEmpty() && matches.test(token.term())) {
                Span span = wholeCodePoints(text, token.start(), token.end());
                if (span.length() > 0) {
                    found.add(span);
                }
            }
        }
    }

    private static Span wholeCodePoints(String text, int from, int to) {
        int start = Math.clamp(from, 0, text.length());
        int end = Math.clamp(to, start, text.length());
        return new Span(splitsPair(text, start) ? start - 1 : start, splitsPair(text, end) ? end + 1 : end);
    }

    private static boolean splitsPair(String text, int at) {
        return at > 0 && at < text.length() && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
    }

    private static List<Span> merged(List<Span> spans) {
        spans.sort(Comparator.comparingInt(Span::start).thenComparingInt(Span::end));
        List<Span> merged = new ArrayList<>();
        for (Span span : spans) {
            if (!merged.isEmpty() && span.start() <= merged.getLast().end()) {
                Span last = merged.removeLast();
                merged.add(new Span(last.start(), Math.max(last.end(), span.end())));
            } else {
                merged.add(span);
            }
        }
        return merged;
    }
}
