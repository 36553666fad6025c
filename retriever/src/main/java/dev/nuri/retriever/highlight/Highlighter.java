package dev.nuri.retriever.highlight;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.Occurrence;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Span;
import dev.nuri.retriever.lexical.IndexedCompounds;
import dev.nuri.retriever.lexical.IndexedNames;
import dev.nuri.retriever.query.QueryField;
import dev.nuri.retriever.query.Token;
import dev.nuri.retriever.query.UnderstoodQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the words of a passage that match a query. In the analysis of the passage's language the places come from the
 * offsets in the index, so the cost does not grow with the passage; only where that finds nothing is the text analysed
 * again, language-neutrally. For one query and one thread.
 */
public final class Highlighter {

    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final LanguageAnalyzers analyzers;
    private final UnderstoodQuery query;
    private final EntrySearcher searcher;
    private final Map<String, Set<String>> termsByKey = new HashMap<>();
    private final NameHighlights inOtherScripts;
    private final Set<String> queryKeys;
    private final Set<String> queryWords;

    /**
     * Highlights for a query.
     *
     * @param names of the query, in other scripts
     * @param compounds that the query's words end, or are
     * @param searcher of the snapshot searched
     */
    public Highlighter(
            LanguageAnalyzers analyzers,
            UnderstoodQuery query,
            IndexedNames names,
            IndexedCompounds compounds,
            EntrySearcher searcher) {
        this.analyzers = analyzers;
        this.query = query;
        this.searcher = searcher;
        queryWords = Set.copyOf(Arrays.asList(SPACE.split(query.text().plain())));
        for (QueryField field : query.fields()) {
            termsByKey.put(field.key(), withCompounds(field, compounds));
        }
        inOtherScripts = new NameHighlights(names, searcher);
        queryKeys = new HashSet<>(termsByKey.keySet());
    }

    /**
     * Spans of the passage's text, ascending, apart from one another, with whole code points.
     *
     * @param doc the passage's number in the snapshot
     */
    public List<Span> spans(int doc, Passage passage) throws IOException {
        List<Span> found = new ArrayList<>();
        String key = analyzers.keyOf(passage.lang());
        if (key != null) {
            // A passage may be in a language the query was not searched in, found through the neutral field.
            Set<String> terms = termsByKey.computeIfAbsent(key, this::terms);
            collect(doc, IndexSchema.body(key), terms, passage.text(), found);
        }
        if (!queryKeys.contains(key)) {
            addAll(inOtherScripts.spans(doc, passage), passage.text(), found);
        }
        if (found.isEmpty()) {
            collectNeutral(passage.text(), found);
        }
        return withoutStraySyllables(merged(found), passage.text());
    }

    private void collectNeutral(String text, List<Span> found) {
        Set<String> terms = termsByKey.get(null);
        for (Token token : Token.of(analyzers.neutral(), text)) {
            if (terms.contains(token.term())) {
                add(wholeCodePoints(text, token.start(), token.end()), found);
            }
        }
    }

    /**
     * A compound that was cut up, such as 한국어 into 한국 and 어, finds its short parts all over a text. A lone Hangul
     * syllable counts only where the query has it as a word, or where nothing else was found.
     */
    private List<Span> withoutStraySyllables(List<Span> spans, String text) {
        List<Span> kept = spans.stream()
                .filter(span -> span.length() > 1
                        || Character.UnicodeScript.of(text.charAt(span.start())) != Character.UnicodeScript.HANGUL
                        || queryWords.contains(text.substring(span.start(), span.end())))
                .toList();
        return kept.isEmpty() ? spans : kept;
    }

    private static Set<String> withCompounds(QueryField field, IndexedCompounds compounds) {
        Set<String> terms = new HashSet<>(field.counts().keySet());
        for (String term : field.counts().keySet()) {
            terms.addAll(compounds.endingIn(field.key(), term));
            String standIn = compounds.standIn(field.key(), term);
            terms.add(standIn == null ? term : standIn);
        }
        return terms;
    }

    private Set<String> terms(String key) {
        Set<String> terms = new HashSet<>();
        Token.of(analyzers.forKey(key), query.text().plain()).forEach(token -> terms.add(token.term()));
        return terms;
    }

    private void collect(int doc, String field, Set<String> terms, String text, List<Span> found) throws IOException {
        int[][] offsets = searcher.occurrences(field, List.copyOf(terms), Occurrence.OFFSETS, new int[] {doc})
                .getOrDefault(doc, new int[0][]);
        for (int[] ofTerm : offsets) {
            for (int i = 0; ofTerm != null && i < ofTerm.length; i += 2) {
                add(wholeCodePoints(text, ofTerm[i], ofTerm[i + 1]), found);
            }
        }
    }

    private static void addAll(List<Span> spans, String text, List<Span> found) {
        spans.forEach(span -> add(wholeCodePoints(text, span.start(), span.end()), found));
    }

    private static void add(Span span, List<Span> found) {
        if (span.length() > 0) {
            found.add(span);
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
