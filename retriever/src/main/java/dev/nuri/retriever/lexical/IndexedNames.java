package dev.nuri.retriever.lexical;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.NameKey;
import dev.nuri.indexer.Names.Name;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TermsEnum.SeekStatus;
import org.apache.lucene.util.BytesRef;

/** Looks up in an index how a name is written in other scripts. For one thread. */
public final class IndexedNames {

    /** Spellings of one name that are looked for: each costs a clause. */
    private static final int MAX_SPELLINGS = 16;
    /** Terms looked at for one way to read a name. */
    private static final int MAX_INSPECTED = 500;

    private final Terms terms;

    public IndexedNames(IndexReader reader) throws IOException {
        terms = MultiTerms.getTerms(reader, IndexSchema.NAMES);
    }

    /** Terms of {@link IndexSchema#NAMES} that may be this name in another script; empty when there are none. */
    public Set<String> spellings(Name name) throws IOException {
        Set<String> found = new LinkedHashSet<>();
        if (terms != null) {
            TermsEnum cursor = terms.iterator();
            for (NameKey key : name.keys()) {
                collect(cursor, key, found);
            }
        }
        return found;
    }

    private static void collect(TermsEnum cursor, NameKey key, Set<String> found) throws IOException {
        if (cursor.seekCeil(new BytesRef(key.consonants())) == SeekStatus.END) {
            return;
        }
        BytesRef term = cursor.term();
        for (int i = 0; i < MAX_INSPECTED && term != null && NameKey.follows(key.consonants(), term); i++) {
            if (found.size() < MAX_SPELLINGS && key.meets(NameKey.decoded(term))) {
                found.add(term.utf8ToString());
            }
            term = cursor.next();
        }
    }
}
