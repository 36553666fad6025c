package dev.nuri.retriever.suggest;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.TypingKeys;
import dev.nuri.indexer.TypingTerm;
import dev.nuri.retriever.Suggestion;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Titles and headings that go on from what was typed, or have it from a later word on. */
public final class TitleCompletion {

    private static final Comparator<Found> BEST = Comparator.comparing(Found::fromStart)
            .thenComparingLong(Found::documents)
            .reversed()
            .thenComparingInt(found -> found.text.length())
            .thenComparing(Found::text);

    private TitleCompletion() {}

    /** The best {@code k}: those that begin with what was typed first, then by how many documents have them. */
    public static List<Suggestion> of(String typed, Completions index, int k) throws IOException {
        Map<String, Found> found = new HashMap<>();
        for (String prefix : TypingKeys.typed(typed)) {
            Map<String, Found> forKey = new HashMap<>();
            index.prefixed(IndexSchema.TYPING, prefix, (term, count) -> {
                long documents = count.entries();
                if (documents > 0) {
                    TypingTerm title = TypingTerm.decoded(term);
                    Found one = new Found(title.text(), title.fromStart(), documents);
                    // Segments add up; keys of one text in a segment are the same documents.
                    forKey.merge(title.key() + '\n' + title.text(), one, Found::plus);
                }
            });
            forKey.values().forEach(one -> found.merge(one.text, one, Found::or));
        }
        return found.values().stream()
                .sorted(BEST)
                .limit(k)
                .map(one -> new Suggestion(one.text, Suggestion.Kind.TITLE, one.documents))
                .toList();
    }

    private record Found(String text, boolean fromStart, long documents) {

        Found plus(Found other) {
            return new Found(text, fromStart || other.fromStart, documents + other.documents);
        }

        Found or(Found other) {
            return new Found(text, fromStart || other.fromStart, Math.max(documents, other.documents));
        }
    }
}
