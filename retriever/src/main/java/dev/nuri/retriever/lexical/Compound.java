package dev.nuri.retriever.lexical;

import dev.nuri.indexer.Compounds;
import dev.nuri.indexer.IndexSchema;
import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;

/** What stands for a compound of a query that no passage has. */
public final class Compound {

    private Compound() {}

    /**
     * The longest end of a term that some passage has as a word; empty when a passage has the term itself, or none has
     * any end.
     *
     * @param key of the analyzer the term is from
     */
    public static Optional<String> indexedEnd(IndexReader reader, String key, String term) throws IOException {
        if (!Compounds.areOneWord(key) || hasWord(reader, key, term)) {
            return Optional.empty();
        }
        for (String end : Compounds.ends(term)) {
            if (hasWord(reader, key, end)) {
                return Optional.of(end);
            }
        }
        return Optional.empty();
    }

    private static boolean hasWord(IndexReader reader, String key, String term) throws IOException {
        return reader.docFreq(new Term(IndexSchema.body(key), term)) > 0;
    }
}
