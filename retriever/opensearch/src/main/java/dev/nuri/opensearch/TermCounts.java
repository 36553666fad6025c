package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.EntrySearcher.IndexedTerm;
import dev.nuri.indexer.EntrySearcher.Nearness;
import dev.nuri.indexer.EntrySearcher.TermCount;
import dev.nuri.indexer.Viewer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.TermQuery;

/** In how many entries that a viewer may read terms are, and terms like them. What was counted the point in time keeps. */
final class TermCounts {

    private static final String COUNT = "n";

    /** Terms counted in one search. */
    private static final int COUNTED_TOGETHER = 8;

    private final PointInTime index;
    private final Viewer viewer;
    private final ObjectNode visible;

    /** @param visible what the viewer may read; null for everything */
    TermCounts(PointInTime index, Viewer viewer, ObjectNode visible) {
        this.index = index;
        this.viewer = viewer;
        this.visible = visible;
    }

    /** As {@link dev.nuri.indexer.EntrySearcher#terms(List)}. */
    List<IndexedTerm> of(List<Term> terms) {
        Map<Term, Integer> counts = new HashMap<>();
        List<Question> questions = questions(terms, counts);
        if (!questions.isEmpty()) {
            index.ask(questions);
        }
        List<IndexedTerm> indexed = new ArrayList<>();
        for (Term term : terms) {
            int entries = counts.get(term);
            indexed.add(new IndexedTerm(entries, entries == 0 ? null : new TermQuery(term)));
        }
        return indexed;
    }

    /** What must be asked to know terms. */
    List<Question> questions(List<Term> terms) {
        return questions(terms, new HashMap<>());
    }

    /**
     * A few terms by each search, which walks through the entries that have one of them and looks for all: many together
     * would look for every word in the entries of the most common.
     *
     * @param counts is given what is known, and what is answered
     */
    private List<Question> questions(List<Term> terms, Map<Term, Integer> counts) {
        List<Term> unknown = new ArrayList<>();
        for (Term term : terms.stream().distinct().toList()) {
            Integer known = index.remembered().count(viewer, term);
            if (known == null) {
                unknown.add(term);
            } else {
                counts.put(term, known);
            }
        }
        List<Question> questions = new ArrayList<>();
        for (int from = 0; from < unknown.size(); from += COUNTED_TOGETHER) {
            List<Term> group = unknown.subList(from, Math.min(unknown.size(), from + COUNTED_TOGETHER));
            questions.add(new Question(counting(group), answer -> {
                JsonNode buckets = answer.path("aggregations").path(COUNT).path("buckets");
                for (int i = 0; i < group.size(); i++) {
                    int entries = buckets.path(i).path("doc_count").asInt();
                    counts.put(group.get(i), entries);
                    index.remembered().count(viewer, group.get(i), entries);
                }
            }));
        }
        return questions;
    }

    private ObjectNode counting(List<Term> terms) {
        ObjectNode any = Cluster.object();
        ArrayNode should = any.putObject("bool").putArray("should");
        ObjectNode body = Cluster.object();
        body.put("size", 0).put("track_total_hits", false);
        ArrayNode filters =
                body.putObject("aggs").putObject(COUNT).putObject("filters").putArray("filters");
        for (Term term : terms) {
            should.add(PointInTime.term(term.field(), term.text()));
            filters.add(PointInTime.term(term.field(), term.text()));
        }
        body.set("query", PointInTime.all(any, visible));
        return body;
    }

    /** As {@link dev.nuri.indexer.EntrySearcher#similar}. */
    List<List<TermCount>> similar(List<Term> terms, Nearness nearness) {
        List<IndexedTerm> indexed = of(terms);
        ObjectNode body = Cluster.object();
        body.put("size", 0).put("track_total_hits", false);
        ObjectNode suggest = body.putObject("suggest");
        for (int i = 0; i < terms.size(); i++) {
            if (indexed.get(i).entries() == 0) {
                suggest.set(COUNT + i, like(terms.get(i), nearness));
            }
        }
        JsonNode answer = suggest.isEmpty() ? suggest : index.search(body).path("suggest");
        List<List<Term>> near = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            List<Term> like = new ArrayList<>();
            for (JsonNode option : answer.path(COUNT + i).path(0).path("options")) {
                like.add(new Term(terms.get(i).field(), option.path("text").asText()));
            }
            near.add(like);
        }
        // The cluster looks through all terms; those that only hidden entries have are not there.
        of(near.stream().flatMap(List::stream).toList());
        return near.stream().map(this::present).toList();
    }

    private List<TermCount> present(List<Term> terms) {
        List<IndexedTerm> indexed = of(terms);
        List<TermCount> present = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            if (indexed.get(i).entries() > 0) {
                present.add(new TermCount(terms.get(i).text(), indexed.get(i).entries()));
            }
        }
        return present;
    }

    private static ObjectNode like(Term term, Nearness nearness) {
        ObjectNode like = Cluster.object().put("text", term.text());
        like.putObject("term")
                .put("field", term.field())
                .put("size", nearness.most())
                .put("suggest_mode", "always")
                .put("max_edits", nearness.edits())
                .put("prefix_length", nearness.prefix())
                .put("min_word_length", nearness.minLength())
                .put("accuracy", nearness.accuracy())
                .put("max_inspections", nearness.most());
        return like;
    }
}
