package dev.nuri.retriever;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.retriever.suggest.Completions;
import dev.nuri.retriever.suggest.TitleCompletion;
import dev.nuri.retriever.suggest.WordCompletion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Completes a text as it is typed: with titles and headings, and by completing its last word. Thread-safe; each call
 * sees one snapshot of the index.
 */
public final class Suggester {

    /** Places kept for words where there are titles enough to fill the list. */
    private static final int WORDS = 3;

    private final PassageStore store;
    private final WordCompletion words;

    public Suggester(PassageStore store, LanguageAnalyzers analyzers) {
        this.store = store;
        words = new WordCompletion(analyzers);
    }

    /** Suggestions, best first, none twice whatever its case, and not what was typed itself; none for a text without letters or digits. */
    public List<Suggestion> suggest(SuggestRequest request) {
        try (IndexSnapshot snapshot = store.snapshot(request.viewer())) {
            Completions index = new Completions(snapshot.searcher(), request.collection());
            List<Suggestion> titles = TitleCompletion.of(request.text(), index, request.k());
            List<Suggestion> completed = words.of(request.text(), index, request.k());
            int places = Math.max(request.k() - completed.size(), request.k() - WORDS);
            return merged(titles.subList(0, Math.clamp(places, 0, titles.size())), completed, request);
        } catch (IOException e) {
            throw new NuriException(ErrorCode.CORRUPT, "The index cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static List<Suggestion> merged(List<Suggestion> titles, List<Suggestion> words, SuggestRequest request) {
        Set<String> seen = new HashSet<>(Set.of(request.text().strip().toLowerCase(Locale.ROOT)));
        List<Suggestion> merged = new ArrayList<>();
        for (List<Suggestion> source : List.of(titles, words)) {
            for (Suggestion suggestion : source) {
                if (seen.add(suggestion.text().toLowerCase(Locale.ROOT)) && merged.size() < request.k()) {
                    merged.add(suggestion);
                }
            }
        }
        return merged;
    }
}
