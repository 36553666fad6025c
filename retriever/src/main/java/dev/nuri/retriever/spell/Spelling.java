package dev.nuri.retriever.spell;

import com.ibm.icu.lang.UCharacter;
import dev.nuri.indexer.EntrySearcher.FoundPassage;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.Passage;
import dev.nuri.retriever.query.Token;
import java.io.IOException;
import java.util.Locale;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.TermQuery;

/** How passages spell a term of the language-neutral field, which has lost its accents. */
final class Spelling {

    private final IndexSnapshot snapshot;
    private final LanguageAnalyzers analyzers;

    Spelling(IndexSnapshot snapshot, LanguageAnalyzers analyzers) {
        this.snapshot = snapshot;
        this.analyzers = analyzers;
    }

    /** The term as a passage writes it, in lower case; the term itself where none has it as one word. */
    String of(String term) throws IOException {
        TermQuery having = new TermQuery(new Term(IndexSchema.BODY, term));
        for (FoundPassage found : snapshot.searcher().search(having, 1)) {
            Passage passage = snapshot.passage(found.number()).passage();
            for (Token token : Token.of(analyzers.neutral(), passage.text())) {
                if (token.term().equals(term)) {
                    String written = passage.text().substring(token.start(), token.end());
                    return UCharacter.toLowerCase(Locale.forLanguageTag(passage.lang()), written);
                }
            }
        }
        return term;
    }
}
