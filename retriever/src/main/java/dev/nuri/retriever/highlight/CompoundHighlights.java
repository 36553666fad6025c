package dev.nuri.retriever.highlight;

import dev.nuri.indexer.Compounds;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Span;
import dev.nuri.retriever.query.Token;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/**
 * Finds compounds that end in a word of the query. They are marked whole, because analysis tells what they end in but not
 * where that begins. A passage is analysed only where the index says it has one.
 */
final class CompoundHighlights {

    private final LanguageAnalyzers analyzers;
    private final List<LeafReaderContext> leaves;

    CompoundHighlights(LanguageAnalyzers analyzers, List<LeafReaderContext> leaves) {
        this.analyzers = analyzers;
        this.leaves = leaves;
    }

    /**
     * Spans of the passage's text.
     *
     * @param key of the passage's analyzer
     * @param terms of the query in that analysis
     */
    List<Span> spans(int doc, Passage passage, String key, Set<String> terms) throws IOException {
        List<Span> spans = new ArrayList<>();
        Set<String> present = Compounds.areOneWord(key) ? present(doc, key, terms) : Set.of();
        if (!present.isEmpty()) {
            for (Token token : Token.of(analyzers.forKey(key), passage.text())) {
                if (Compounds.ends(token.term()).stream().anyMatch(present::contains)) {
                    spans.add(new Span(token.start(), token.end()));
                }
            }
        }
        return spans;
    }

    /** Those of the terms that a compound of the passage ends in. */
    private Set<String> present(int doc, String key, Set<String> terms) throws IOException {
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
        Terms indexed = leaf.reader().terms(IndexSchema.compoundEnds(key));
        Set<String> present = new HashSet<>();
        if (indexed == null) {
            return present;
        }
        TermsEnum cursor = indexed.iterator();
        int wanted = doc - leaf.docBase;
        for (String term : terms) {
            if (cursor.seekExact(new BytesRef(term))
                    && cursor.postings(null, PostingsEnum.NONE).advance(wanted) == wanted) {
                present.add(term);
            }
        }
        return present;
    }
}
