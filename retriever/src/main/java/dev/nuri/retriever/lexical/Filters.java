package dev.nuri.retriever.lexical;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.retriever.SearchRequest;
import dev.nuri.retriever.query.QueryText;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.QueryBuilder;

/** What a request restricts passages to, as a query that does not score. Both legs use the same. Thread-safe. */
public final class Filters {

    /** Filter of a request to the field that holds its values. */
    private static final Map<String, String> FIELDS = Map.of(
            SearchRequest.LANG_FILTER, IndexSchema.LANG,
            SearchRequest.TYPE_FILTER, IndexSchema.MEDIA_TYPE,
            SearchRequest.COLLECTION_FILTER, IndexSchema.COLLECTION,
            SearchRequest.DOCUMENT_FILTER, IndexSchema.DOCUMENT_ID);

    private static final Query PASSAGE = new BooleanQuery.Builder()
            .add(new TermQuery(new Term(IndexSchema.KIND, IndexSchema.KIND_PASSAGE)), Occur.FILTER)
            .build();

    private final LanguageAnalyzers analyzers;

    public Filters(LanguageAnalyzers analyzers) {
        this.analyzers = analyzers;
    }

    /**
     * Whether a filter allows every passage. Only passages have bodies, titles and vectors, so that whoever searches these
     * can do without it, which costs a large index less.
     */
    public static boolean allowsEveryPassage(Query filter) {
        return filter.equals(PASSAGE);
    }

    /** Passages the request and the syntax of its query allow. */
    public Query of(SearchRequest request, QueryText text) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(new TermQuery(new Term(IndexSchema.KIND, IndexSchema.KIND_PASSAGE)), Occur.FILTER);
        if (request.collection() != null) {
            all.add(anyOf(IndexSchema.COLLECTION, List.of(request.collection())), Occur.FILTER);
        }
        if (request.lang() != null) {
            all.add(anyLanguage(List.of(request.lang())), Occur.FILTER);
        }
        request.filters().forEach((name, values) -> all.add(anyValue(name, values), Occur.FILTER));
        text.filters().forEach((name, values) -> all.add(anyValue(name, values), Occur.FILTER));
        text.titles().forEach(words -> add(all, Occur.FILTER, words, IndexSchema.TITLE));
        text.required().forEach(words -> add(all, Occur.FILTER, words, IndexSchema.BODY, IndexSchema.TITLE));
        text.excluded().forEach(words -> add(all, Occur.MUST_NOT, words, IndexSchema.BODY, IndexSchema.TITLE));
        return all.build();
    }

    private static Query anyValue(String name, List<String> values) {
        return name.equals(SearchRequest.LANG_FILTER) ? anyLanguage(values) : anyOf(FIELDS.get(name), values);
    }

    /** The words as typed, in a row, in any of these language-neutral fields; nothing where the analyzer leaves none. */
    private void add(BooleanQuery.Builder all, Occur occur, String words, String... fields) {
        QueryBuilder phrases = new QueryBuilder(analyzers.neutral());
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (String field : fields) {
            Query query = phrases.createPhraseQuery(field, words);
            if (query == null) {
                return;
            }
            any.add(query, Occur.SHOULD);
        }
        all.add(any.build(), occur);
    }

    private static Query anyOf(String field, Collection<String> values) {
        return new TermInSetQuery(field, values.stream().map(BytesRef::new).toList());
    }

    /** A language matches its narrower tags too: {@code zh} finds {@code zh-Hant}. */
    private static Query anyLanguage(Collection<String> tags) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        any.add(anyOf(IndexSchema.LANG, tags), Occur.SHOULD);
        for (String tag : tags) {
            any.add(new PrefixQuery(new Term(IndexSchema.LANG, tag + "-")), Occur.SHOULD);
        }
        return any.build();
    }
}
