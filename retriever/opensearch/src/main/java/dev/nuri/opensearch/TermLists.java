package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.EntrySearcher.Listing;
import dev.nuri.indexer.EntrySearcher.Stretch;
import dev.nuri.indexer.EntrySearcher.TermCount;
import dev.nuri.indexer.Viewer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists stretches of the terms of a field that entries have which a viewer may read; a cluster gives them by patterns. What was
 * listed the point in time keeps.
 */
final class TermLists {

    private static final String TERMS = "t";
    /** Buckets that one aggregation may have in a cluster as it comes. */
    private static final int MAX_BUCKETS = 10_000;

    private final PointInTime index;
    private final Viewer viewer;
    private final ObjectNode visible;

    /** @param visible what the viewer may read; null for everything */
    TermLists(PointInTime index, Viewer viewer, ObjectNode visible) {
        this.index = index;
        this.viewer = viewer;
        this.visible = visible;
    }

    /** As {@link dev.nuri.indexer.EntrySearcher#terms(Listing)}. */
    List<List<TermCount>> of(Listing listing) {
        Map<Stretch, List<TermCount>> found = new HashMap<>();
        List<Question> questions = questions(listing, found);
        if (!questions.isEmpty()) {
            index.ask(questions);
        }
        return listing.stretches().stream().map(found::get).toList();
    }

    /** What must be asked to know a listing. */
    List<Question> questions(Listing listing) {
        return questions(listing, new HashMap<>());
    }

    /** @param found is given what is known, and what is answered */
    private List<Question> questions(Listing listing, Map<Stretch, List<TermCount>> found) {
        List<Stretch> unknown = new ArrayList<>();
        for (Stretch stretch : listing.stretches().stream().distinct().toList()) {
            List<TermCount> known = index.remembered().listing(viewer, listing.field(), stretch, listing.most());
            if (known == null) {
                unknown.add(stretch);
            } else {
                found.put(stretch, known);
            }
        }
        if (unknown.isEmpty()) {
            return List.of();
        }
        ObjectNode body = listing(listing.field(), unknown, visible, Math.min(listing.most(), MAX_BUCKETS));
        return List.of(new Question(body, answer -> {
            for (int i = 0; i < unknown.size(); i++) {
                List<TermCount> terms = terms(answer, i, unknown.get(i));
                found.put(unknown.get(i), terms);
                index.remembered().listing(viewer, listing.field(), unknown.get(i), listing.most(), terms);
            }
        }));
    }

    /**
     * The terms of one stretch, in order. Not kept.
     *
     * @param within entries that count; null for all
     * @param most terms
     */
    List<TermCount> of(String field, Stretch stretch, ObjectNode within, int most) {
        return terms(index.search(listing(field, List.of(stretch), within, most)), 0, stretch);
    }

    private static ObjectNode listing(String field, List<Stretch> stretches, ObjectNode within, int most) {
        ObjectNode body = Cluster.object();
        body.put("size", 0).put("track_total_hits", false);
        body.set("query", PointInTime.all(having(field, stretches), within));
        ObjectNode aggregations = body.putObject("aggs");
        for (int i = 0; i < stretches.size(); i++) {
            ObjectNode terms = aggregations
                    .putObject(TERMS + i)
                    .putObject("terms")
                    .put("field", field)
                    .put("size", most)
                    .put("include", pattern(stretches.get(i)));
            terms.putObject("order").put("_key", "asc");
        }
        return body;
    }

    private static List<TermCount> terms(JsonNode answer, int i, Stretch stretch) {
        List<TermCount> terms = new ArrayList<>();
        for (JsonNode bucket : answer.path("aggregations").path(TERMS + i).path("buckets")) {
            String term = bucket.path("key").asText();
            if (term.compareTo(stretch.from()) >= 0 && (stretch.to() == null || term.compareTo(stretch.to()) < 0)) {
                terms.add(new TermCount(term, bucket.path("doc_count").asInt()));
            }
        }
        return terms;
    }

    /** Entries that have such terms, so that the others are not walked through; null where the field is not searched by. */
    private static ObjectNode having(String field, List<Stretch> stretches) {
        if (field.endsWith(IndexMapping.WORDS)) {
            return null;
        }
        ObjectNode any = Cluster.object();
        ArrayNode should = any.putObject("bool").putArray("should");
        for (Stretch stretch : stretches) {
            should.addObject().putObject("prefix").put(field, common(stretch));
        }
        return any;
    }

    /** What all terms of a stretch begin with. */
    private static String common(Stretch stretch) {
        String from = stretch.from();
        return stretch.to() == null ? from : from.substring(0, commonLength(from, stretch.to()));
    }

    private static int commonLength(String a, String b) {
        int at = 0;
        while (at < a.length() && at < b.length() && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        return at;
    }

    /** A pattern of Lucene's that all terms of a stretch match, and few others. */
    private static String pattern(Stretch stretch) {
        String from = stretch.from();
        String to = stretch.to();
        String common = common(stretch);
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < common.length(); i++) {
            escaped(common.charAt(i), pattern);
        }
        boolean oneLetter = to != null && from.length() == common.length() + 1 && to.length() == from.length();
        if (oneLetter) {
            pattern.append('[');
            escaped(from.charAt(common.length()), pattern);
            pattern.append('-');
            escaped((char) (to.charAt(common.length()) - 1), pattern);
            pattern.append(']');
        }
        return pattern.append("(.|\n)*").toString();
    }

    private static void escaped(char c, StringBuilder pattern) {
        if (!Character.isLetterOrDigit(c) && !Character.isSurrogate(c)) {
            pattern.append('\\');
        }
        pattern.append(c);
    }
}
