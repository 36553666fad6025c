package dev.nuri.retriever.lexical;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.retriever.SearchRequest;
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

/** What a request restricts passages to, as a query that does not score. Both legs use the same. */
public final class Filters {

    /** Filter of a request to the field that holds its values. */
    private static final Map<String, String> FIELDS = Map.of(
            SearchRequest.LANG_FILTER, IndexSchema.LANG,
            SearchRequest.TYPE_FILTER, IndexSchema.MEDIA_TYPE,
            SearchRequest.COLLECTION_FILTER, IndexSchema.COLLECTION,
            SearchRequest.DOCUMENT_FILTER, IndexSchema.DOCUMENT_ID);

    private Filters() {}

    /** Passages the request allows. */
    public static Query of(SearchRequest request) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(new TermQuery(new Term(IndexSchema.KIND, IndexSchema.KIND_PASSAGE)), Occur.FILTER);
        if (request.collection() != null) {
            all.add(anyOf(IndexSchema.COLLECTION, List.of(request.collection())), Occur.FILTER);
        }
        if (request.lang() != null) {
            all.add(anyLanguage(List.of(request.lang())), Occur.FILTER);
        }
        request.filters().forEach((name, values) -> {
            boolean lang = name.equals(SearchRequest.LANG_FILTER);
            all.add(lang ? anyLanguage(values) : anyOf(FIELDS.get(name), values), Occur.FILTER);
        });
        return all.build();
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
