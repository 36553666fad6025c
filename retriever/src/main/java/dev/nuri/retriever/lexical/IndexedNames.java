package dev.nuri.retriever.lexical;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.IndexedTerm;
import dev.nuri.indexer.EntrySearcher.Listing;
import dev.nuri.indexer.EntrySearcher.Stretch;
import dev.nuri.indexer.EntrySearcher.TermCount;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.NameKey;
import dev.nuri.indexer.Names.Name;
import dev.nuri.retriever.query.Token;
import dev.nuri.retriever.query.UnderstoodQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.Term;

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
    public static IndexedNames of(EntrySearcher searcher, UnderstoodQuery query) throws IOException {
        Map<Name, Set<String>> found = new LinkedHashMap<>();
        if (query.names().isEmpty() || searcher.having(IndexSchema.NAMES) == 0) {
            return new IndexedNames(found);
        }
        List<Name> chosen = chosen(searcher, query);
        Iterator<List<TermCount>> indexed = searcher.terms(listing(chosen)).iterator();
        for (Name name : chosen) {
            Set<String> spellings = new LinkedHashSet<>();
            for (NameKey key : name.keys()) {
                collect(indexed.next(), key, spellings);
            }
            if (!spellings.isEmpty()) {
                found.put(name, spellings);
            }
        }
        return new IndexedNames(found);
    }

    /** What {@link #of} will list, as far as that is known before any word is counted. */
    public static List<Listing> expected(EntrySearcher searcher, UnderstoodQuery query) throws IOException {
        boolean known = areTold(query.names()) && searcher.having(IndexSchema.NAMES) > 0;
        return known ? List.of(listing(chosen(searcher, query))) : List.of();
    }

    private static Listing listing(List<Name> names) {
        List<Stretch> stretches = new ArrayList<>();
        for (Name name : names) {
            name.keys().forEach(key -> stretches.add(new Stretch(key.consonants(), NameKey.endOf(key.consonants()))));
        }
        return new Listing(IndexSchema.NAMES, stretches, MAX_INSPECTED);
    }

    private static boolean areTold(List<Name> names) {
        return names.stream().allMatch(Name::told);
    }

    private static List<Name> chosen(EntrySearcher searcher, UnderstoodQuery query) throws IOException {
        List<Name> names = query.names();
        if (areTold(names)) {
            return names.subList(0, Math.min(names.size(), MAX_NAMES));
        }
        Map<String, Integer> passages = passages(searcher, query.neutral().tokens());
        return names.stream()
                .sorted(Comparator.comparingInt(name -> ofRarest(query.neutral().tokens(), passages, name)))
                .limit(MAX_WORDS)
                .toList();
    }

    /** How many passages have each word as it was typed. */
    private static Map<String, Integer> passages(EntrySearcher searcher, List<Token> tokens) throws IOException {
        List<String> words = tokens.stream().map(Token::term).distinct().toList();
        List<IndexedTerm> indexed = searcher.terms(
                words.stream().map(word -> new Term(IndexSchema.BODY, word)).toList());
        Map<String, Integer> passages = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            passages.put(words.get(i), indexed.get(i).entries());
        }
        return passages;
    }

    /** How many passages have the rarest word of a name. */
    private static int ofRarest(List<Token> tokens, Map<String, Integer> passages, Name name) {
        return tokens.stream()
                .filter(token -> token.start() < name.end() && name.start() < token.end())
                .mapToInt(token -> passages.get(token.term()))
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private static void collect(List<TermCount> indexed, NameKey key, Set<String> found) {
        for (TermCount term : indexed) {
            if (found.size() < MAX_SPELLINGS && key.meets(NameKey.decoded(term.term()))) {
                found.add(term.term());
            }
        }
    }
}
