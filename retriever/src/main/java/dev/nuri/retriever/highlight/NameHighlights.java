package dev.nuri.retriever.highlight;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.Occurrence;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.NameKey;
import dev.nuri.indexer.Names;
import dev.nuri.indexer.Names.Name;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Span;
import dev.nuri.retriever.lexical.IndexedNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds a query's names in passages of other scripts. A passage is read only where the index says it has one. */
final class NameHighlights {

    private final EntrySearcher searcher;
    /** Of all names, as they are indexed. */
    private final Set<String> spellings = new HashSet<>();

    NameHighlights(IndexedNames names, EntrySearcher searcher) {
        names.spellings().values().forEach(spellings::addAll);
        this.searcher = searcher;
    }

    List<Span> spans(int doc, Passage passage) throws IOException {
        List<Span> spans = new ArrayList<>();
        if (spellings.isEmpty() || !hasAny(doc)) {
            return spans;
        }
        for (Name name : Names.written(passage.text(), passage.lang())) {
            if (name.keys().stream().map(NameKey::encoded).anyMatch(spellings::contains)) {
                spans.add(new Span(name.start(), name.end()));
            }
        }
        return spans;
    }

    private boolean hasAny(int doc) throws IOException {
        return !searcher.occurrences(IndexSchema.NAMES, List.copyOf(spellings), Occurrence.PRESENCE, new int[] {doc})
                .isEmpty();
    }
}
