package dev.nuri.retriever.lexical;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.NameKey;
import dev.nuri.indexer.Names.Name;
import dev.nuri.retriever.query.Token;
import dev.nuri.retriever.query.UnderstoodQuery;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TermsEnum.SeekStatus;
import org.apache.lucene.util.BytesRef;

/**
 * How an index writes the names of a query in other scripts. Immutable.
 *
 * @param spellings each name that has any to its terms of {@link IndexSchema#NAMES}
 */
public record IndexedNames(Map<Name, Set<String>> spellings) {

    /** Spellings of one name that are looked for: each costs a clause. */
    private static final int MAX_SPELLINGS = 16;
    /** Terms looked at for one way to read a name. */
    private static final int MAX_INSPECTED = 500;

    private static final int MAX_NAMES = 8;
    /** Of words that nothing tells from names: the rarest are. */
    private static final int MAX_WORDS = 3;

    /** Looks up the names of a query. */
    public static IndexedNames of(IndexReader reader, UnderstoodQuery query) throws IOException {
        Terms terms = MultiTerms.getTerms(reader, IndexSchema.NAMES);
        Map<Name, Set<String>> found = new LinkedHashMap<>();
        if (terms != null && !query.names().isEmpty()) {
            TermsEnum cursor = terms.iterator();
            for (Name name : chosen(reader, query)) {
                Set<String> spellings = new LinkedHashSet<>();
                for (NameKey key : name.keys()) {
                    collect(cursor, key, spellings);
                }
                if (!spellings.isEmpty()) {
                    found.put(name, spellings);
                }
            }
        }
        return new IndexedNames(found);
    }

    private static List<Name> chosen(IndexReader reader, UnderstoodQuery query) throws IOException {
        List<Name> names = query.names();
        if (names.stream().allMatch(Name::told)) {
            return names.subList(0, Math.min(names.size(), MAX_NAMES));
        }
        Map<Name, Integer> passages = new HashMap<>();
        for (Name name : names) {
            passages.put(name, passages(reader, query, name));
        }
        return names.stream()
                .sorted(Comparator.comparing(passages::get))
                .limit(MAX_WORDS)
                .toList();
    }

    /** How many passages have the rarest word of a name as it was typed. */
    private static int passages(IndexReader reader, UnderstoodQuery query, Name name) throws IOException {
        int fewest = Integer.MAX_VALUE;
        for (Token token : query.neutral().tokens()) {
            if (token.start() < name.end() && name.start() < token.end()) {
                fewest = Math.min(fewest, reader.docFreq(new Term(IndexSchema.BODY, token.term())));
            }
        }
        return fewest;
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
