package dev.nuri.retriever.lexical;

import dev.nuri.indexer.Compounds;
import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.IndexedTerm;
import dev.nuri.indexer.Identifiers;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.retriever.Synonyms;
import dev.nuri.retriever.query.QueryField;
import dev.nuri.retriever.query.UnderstoodQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.SynonymQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.QueryBuilder;

/**
 * Builds the Lucene query of the lexical leg: one optional clause per distinct term and field, so that scores add up.
 *
 * <p>The number of clauses is bounded whatever was typed: {@value #MAX_TERMS} terms per pair of fields, the rarest, and
 * {@value #MAX_PHRASE_TERMS} terms in phrases and other wordings over all fields, a few spellings of each name and a few
 * words' compounds. With five pairs of fields that stays below Lucene's limit of 1,024.
 */
final class LexicalQuery {

    static final int MAX_TERMS = 64;
    static final int MAX_PHRASE_TERMS = 200;

    private static final int MAX_IDENTIFIERS = 16;
    /** What the end of a compound counts where no passage has the compound, beside 1 for a word. */
    private static final double STAND_IN = 0.5;
    /** What another wording counts, beside 1 for what was typed. */
    private static final double SYNONYM = 0.8;
    /** A longer quotation is matched by its terms only. */
    private static final int MAX_PHRASE_CHARS = 100;

    private final EntrySearcher searcher;
    private final LanguageAnalyzers analyzers;
    private final LexicalWeights weights;
    private final Synonyms synonyms;
    private final BooleanQuery.Builder clauses = new BooleanQuery.Builder();
    private int phraseTerms;
    private boolean empty = true;

    LexicalQuery(EntrySearcher searcher, LanguageAnalyzers analyzers, LexicalWeights weights, Synonyms synonyms) {
        this.synonyms = synonyms;
        this.searcher = searcher;
        this.analyzers = analyzers;
        this.weights = weights;
    }

    /** The query within a filter; matches nothing when no term of it is indexed. */
    Query build(UnderstoodQuery query, IndexedNames names, IndexedCompounds compounds, Query filter)
            throws IOException {
        Map<String, List<String>> wordings = wordings(query);
        for (QueryField field : query.fields()) {
            boolean neutral = field.key() == null;
            double body = field.weight() * (neutral ? weights.neutralBody() : weights.body());
            double title = field.weight() * (neutral ? weights.neutralTitle() : weights.title());
            for (Indexed term : rarest(field)) {
                add(term.body, body * term.count);
                add(term.title, title * term.count);
            }
            addCompounds(field, compounds);
            for (String phrase : query.text().phrases()) {
                addPhrase(field, phrase, body * weights.phrase());
            }
            wordings.forEach((collection, others) ->
                    others.forEach(words -> addSynonym(field, words, body * SYNONYM, collection)));
        }
        names.spellings().values().forEach(this::addName);
        Identifiers.in(query.text().plain()).stream().limit(MAX_IDENTIFIERS).forEach(this::addIdentifier);
        if (empty) {
            return new MatchNoDocsQuery("no term of the query is indexed");
        }
        if (!Filters.allowsEveryPassage(filter)) {
            clauses.add(filter, Occur.FILTER).setMinimumNumberShouldMatch(1);
        }
        return clauses.build();
    }

    /** Those of collections that are there: what they take of the bounds, others do not get. */
    private Map<String, List<String>> wordings(UnderstoodQuery query) throws IOException {
        Map<String, List<String>> wordings = new TreeMap<>();
        Map<String, List<String>> known = synonyms.of(query.text().plain());
        List<String> collections = List.copyOf(known.keySet());
        List<IndexedTerm> indexed = searcher.terms(collections.stream()
                .map(collection -> new Term(IndexSchema.COLLECTION, collection))
                .toList());
        for (int i = 0; i < collections.size(); i++) {
            if (indexed.get(i).entries() > 0) {
                wordings.put(collections.get(i), known.get(collections.get(i)));
            }
        }
        return wordings;
    }

    private void addIdentifier(String identifier) {
        add(new TermQuery(new Term(IndexSchema.IDENTIFIERS, identifier)), weights.identifiers());
    }

    /** The spellings of a name in other scripts count as one term. */
    private void addName(Set<String> spellings) {
        SynonymQuery.Builder any = new SynonymQuery.Builder(IndexSchema.NAMES);
        spellings.forEach(term -> any.addTerm(new Term(IndexSchema.NAMES, term)));
        add(any.build(), weights.names());
    }

    /** A word finds compounds that end in it, which count as one term; a compound that no passage has, what it is. */
    private void addCompounds(QueryField field, IndexedCompounds compounds) {
        for (String term : field.counts().keySet()) {
            List<String> ending = compounds.endingIn(field.key(), term);
            if (!ending.isEmpty()) {
                add(oneOf(IndexSchema.compounds(field.key()), ending), field.weight() * weights.compounds());
            }
            String standIn = compounds.standIn(field.key(), term);
            if (standIn != null) {
                add(new TermQuery(new Term(field.body(), standIn)), field.weight() * weights.body() * STAND_IN);
            }
        }
    }

    private static Query oneOf(String field, List<String> compounds) {
        SynonymQuery.Builder any = new SynonymQuery.Builder(field);
        compounds.forEach(compound -> any.addTerm(new Term(field, Compounds.reversed(compound))));
        return any.build();
    }

    /** A distinct term of the query with its statistics; a null query stands for a field that lacks it. */
    private record Indexed(Query body, Query title, int count, long frequency) {}

    private List<Indexed> rarest(QueryField field) throws IOException {
        List<Term> terms = new ArrayList<>();
        for (String term : field.counts().keySet()) {
            terms.add(new Term(field.body(), term));
            terms.add(new Term(field.title(), term));
        }
        Iterator<IndexedTerm> indexed = searcher.terms(terms).iterator();
        List<Indexed> found = new ArrayList<>();
        for (int count : field.counts().values()) {
            IndexedTerm body = indexed.next();
            IndexedTerm title = indexed.next();
            long frequency = (long) body.entries() + title.entries();
            if (frequency > 0) {
                found.add(new Indexed(body.query(), title.query(), count, frequency));
            }
        }
        if (found.size() > MAX_TERMS) {
            // stable: of equally rare terms the earlier typed stay
            found.sort(Comparator.comparingLong(Indexed::frequency));
        }
        return found.subList(0, Math.min(MAX_TERMS, found.size()));
    }

    private void add(Query query, double weight) {
        if (query != null && weight > 0) {
            clauses.add(new BoostQuery(query, (float) weight), Occur.SHOULD);
            empty = false;
        }
    }

    private void addPhrase(QueryField field, String phrase, double weight) {
        Query query = inARow(field, phrase);
        int terms = query == null ? 0 : countTerms(query);
        if (terms > 1 && phraseTerms + terms <= MAX_PHRASE_TERMS) {
            phraseTerms += terms;
            add(query, weight);
        }
    }

    /** Another wording counts in the passages of the collection whose rules have it; a long one no more than a short. */
    private void addSynonym(QueryField field, String words, double weight, String collection) {
        Query query = inARow(field, words);
        int terms = query == null ? 0 : countTerms(query);
        if (terms > 0 && phraseTerms + terms <= MAX_PHRASE_TERMS) {
            phraseTerms += terms;
            add(
                    new BooleanQuery.Builder()
                            .add(query, Occur.MUST)
                            .add(new TermQuery(new Term(IndexSchema.COLLECTION, collection)), Occur.FILTER)
                            .build(),
                    weight / terms);
        }
    }

    /** The words as they stand in the field's analysis; null when they are too many, or none. */
    private Query inARow(QueryField field, String words) {
        if (words.length() > MAX_PHRASE_CHARS) {
            return null;
        }
        QueryBuilder builder =
                new QueryBuilder(field.key() == null ? analyzers.neutral() : analyzers.forKey(field.key()));
        return builder.createPhraseQuery(field.body(), words);
    }

    private static int countTerms(Query query) {
        int[] count = {0};
        query.visit(new QueryVisitor() {
            @Override
            public void consumeTerms(Query leaf, Term... terms) {
                count[0] += terms.length;
            }

            @Override
            public QueryVisitor getSubVisitor(Occur occur, Query parent) {
                return this;
            }
        });
        return count[0];
    }
}
