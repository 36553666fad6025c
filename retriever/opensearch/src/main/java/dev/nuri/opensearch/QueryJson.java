package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.IndexSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.MultiPhraseQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SynonymQuery;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefIterator;

/** Says Lucene's queries in the cluster's query language, so that both find and score the same. */
final class QueryJson {

    private QueryJson() {}

    /**
     * A query.
     *
     * @throws IllegalArgumentException for a kind of query that nothing here asks
     */
    static ObjectNode of(Query query) throws IOException {
        return of(query, 1);
    }

    private static ObjectNode of(Query query, float boost) throws IOException {
        return switch (query) {
            case BoostQuery boosted -> of(boosted.getQuery(), boost * boosted.getBoost());
            case BooleanQuery all -> bool(all, boost);
            case TermQuery term -> term(term.getTerm(), boost);
            case SynonymQuery any -> any(any, boost);
            case TermInSetQuery in -> in(in, boost);
            case PrefixQuery prefix -> prefix(prefix, boost);
            case PhraseQuery phrase -> phrase(phrase, boost);
            case MultiPhraseQuery phrase -> phrase(phrase, boost);
            case ConstantScoreQuery constant -> {
                ObjectNode json = Cluster.object();
                ObjectNode of = json.putObject("constant_score");
                of.set("filter", of(constant.getQuery(), 1));
                of.put("boost", boost);
                yield json;
            }
            case FieldExistsQuery exists -> {
                ObjectNode json = Cluster.object();
                json.putObject("exists").put("field", exists.getField()).put("boost", boost);
                yield json;
            }
            case MatchAllDocsQuery _ -> {
                ObjectNode json = Cluster.object();
                json.putObject("match_all").put("boost", boost);
                yield json;
            }
            case MatchNoDocsQuery _ -> {
                ObjectNode json = Cluster.object();
                json.putObject("match_none");
                yield json;
            }
            default ->
                throw new IllegalArgumentException(
                        "no query of kind " + query.getClass().getSimpleName() + " is asked of OpenSearch: " + query);
        };
    }

    private static ObjectNode bool(BooleanQuery query, float boost) throws IOException {
        ObjectNode json = Cluster.object();
        ObjectNode bool = json.putObject("bool");
        for (BooleanClause clause : query) {
            String occur =
                    switch (clause.occur()) {
                        case MUST -> "must";
                        case FILTER -> "filter";
                        case SHOULD -> "should";
                        case MUST_NOT -> "must_not";
                    };
            bool.withArray(occur).add(of(clause.query(), 1));
        }
        if (query.getMinimumNumberShouldMatch() > 0) {
            bool.put("minimum_should_match", query.getMinimumNumberShouldMatch());
        }
        bool.put("boost", boost);
        return json;
    }

    private static ObjectNode term(Term term, float boost) {
        ObjectNode json = Cluster.object();
        json.putObject("term")
                .putObject(scored(term.field()))
                .put("value", term.text())
                .put("boost", boost);
        return json;
    }

    /** The field whose terms score as Lucene's do. */
    private static String scored(String field) {
        boolean beside = field.equals(IndexSchema.NAMES)
                || field.equals(IndexSchema.IDENTIFIERS)
                || field.startsWith(IndexSchema.COMPOUNDS + "_");
        return beside ? field + IndexMapping.SCORED : field;
    }

    /** Terms at one position are one term to the cluster. */
    private static ObjectNode any(SynonymQuery query, float boost) {
        ObjectNode json = Cluster.object();
        json.putObject("match")
                .putObject(scored(query.getField()))
                .put(
                        "query",
                        JoinedTerms.stacked(
                                query.getTerms().stream().map(Term::text).toList()))
                .put("boost", boost);
        return json;
    }

    private static ObjectNode in(TermInSetQuery query, float boost) throws IOException {
        ObjectNode json = Cluster.object();
        ObjectNode terms = json.putObject("terms");
        ArrayNode values = terms.putArray(query.getField());
        BytesRefIterator each = query.getBytesRefIterator();
        for (BytesRef value = each.next(); value != null; value = each.next()) {
            values.add(value.utf8ToString());
        }
        terms.put("boost", boost);
        return json;
    }

    private static ObjectNode prefix(PrefixQuery query, float boost) {
        String prefix = query.getPrefix().text();
        if (prefix.isEmpty()) {
            ObjectNode json = Cluster.object();
            json.putObject("exists").put("field", query.getField()).put("boost", boost);
            return json;
        }
        ObjectNode json = Cluster.object();
        json.putObject("prefix")
                .putObject(query.getField())
                .put("value", prefix)
                .put("boost", boost);
        return json;
    }

    private static ObjectNode phrase(PhraseQuery query, float boost) {
        TreeMap<Integer, List<String>> places = new TreeMap<>();
        for (int i = 0; i < query.getTerms().length; i++) {
            places.computeIfAbsent(query.getPositions()[i], _ -> new ArrayList<>())
                    .add(query.getTerms()[i].text());
        }
        return phrase(query.getField(), places, query.getSlop(), boost);
    }

    private static ObjectNode phrase(MultiPhraseQuery query, float boost) {
        TreeMap<Integer, List<String>> places = new TreeMap<>();
        for (int i = 0; i < query.getTermArrays().length; i++) {
            List<String> terms =
                    Arrays.stream(query.getTermArrays()[i]).map(Term::text).toList();
            places.put(query.getPositions()[i], terms);
        }
        return phrase(query.getTermArrays()[0][0].field(), places, query.getSlop(), boost);
    }

    private static ObjectNode phrase(String field, SortedMap<Integer, List<String>> places, int slop, float boost) {
        StringBuilder joined = new StringBuilder();
        int first = places.firstKey();
        for (int at = first; at <= places.lastKey(); at++) {
            if (at > first) {
                joined.append(JoinedTerms.NEXT);
            }
            List<String> terms = places.get(at);
            joined.append(terms == null ? String.valueOf(JoinedTerms.HOLE) : JoinedTerms.stacked(terms));
        }
        ObjectNode json = Cluster.object();
        json.putObject("match_phrase")
                .putObject(field)
                .put("query", joined.toString())
                .put("slop", slop)
                .put("boost", boost);
        return json;
    }
}
