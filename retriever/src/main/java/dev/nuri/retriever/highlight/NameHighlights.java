package dev.nuri.retriever.highlight;

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
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/** Finds a query's names in passages of other scripts. A passage is read only where the index says it has one. */
final class NameHighlights {

    private final List<LeafReaderContext> leaves;
    /** Of all names, as they are indexed. */
    private final Set<String> spellings = new HashSet<>();

    NameHighlights(IndexedNames names, List<LeafReaderContext> leaves) {
        names.spellings().values().forEach(spellings::addAll);
        this.leaves = leaves;
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
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
        Terms indexed = leaf.reader().terms(IndexSchema.NAMES);
        if (indexed == null) {
            return false;
        }
        TermsEnum cursor = indexed.iterator();
        for (String spelling : spellings) {
            int wanted = doc - leaf.docBase;
            if (cursor.seekExact(new BytesRef(spelling))
                    && cursor.postings(null, PostingsEnum.NONE).advance(wanted) == wanted) {
                return true;
            }
        }
        return false;
    }
}
