package dev.nuri.web.api;

import dev.nuri.retriever.Suggestion;
import java.util.List;
import java.util.Locale;

/**
 * How a text might go on.
 *
 * @param suggestions best first
 */
public record SuggestionsView(List<Item> suggestions) {

    /**
     * One of them.
     *
     * @param text the whole text, to be searched as it stands
     * @param kind {@code title} or {@code word}
     * @param count how many documents have the title, or passages the word; a lower bound when large
     */
    public record Item(String text, String kind, long count) {}

    /** Shows suggestions. */
    public static SuggestionsView of(List<Suggestion> suggestions) {
        return new SuggestionsView(suggestions.stream()
                .map(s -> new Item(s.text(), s.kind().name().toLowerCase(Locale.ROOT), s.count()))
                .toList());
    }
}
