package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.EntrySearcher.Stretch;
import java.util.ArrayList;
import java.util.List;

/** Lists stretches of the terms of a field, which a cluster gives by patterns. */
final class TermLists {

    private static final String TERMS = "t";

    private final PointInTime index;

    TermLists(PointInTime index) {
        this.index = index;
    }

    /**
     * The terms of each stretch, in order, as buckets of an aggregation: {@code key} and {@code doc_count}.
     *
     * @param within entries that count; null for all
     * @param most terms of a stretch
     */
    List<List<JsonNode>> of(String field, List<Stretch> stretches, ObjectNode within, int most) {
        if (stretches.isEmpty()) {
            return List.of();
        }
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
        JsonNode answer = index.search(body).path("aggregations");
        List<List<JsonNode>> found = new ArrayList<>();
        for (int i = 0; i < stretches.size(); i++) {
            Stretch stretch = stretches.get(i);
            List<JsonNode> buckets = new ArrayList<>();
            for (JsonNode bucket : answer.path(TERMS + i).path("buckets")) {
                String term = bucket.path("key").asText();
                if (term.compareTo(stretch.from()) >= 0 && (stretch.to() == null || term.compareTo(stretch.to()) < 0)) {
                    buckets.add(bucket);
                }
            }
            found.add(buckets);
        }
        return found;
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
