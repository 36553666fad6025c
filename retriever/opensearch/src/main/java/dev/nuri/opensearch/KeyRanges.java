package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Ranges that keys fall into, about as many keys in each, learned from keys in order: so that two indices need be compared
 * key by key only in those ranges in which they have not equally many.
 */
final class KeyRanges {

    private static final int MAX_STARTS = 512;

    private final String field;
    private final List<String> starts = new ArrayList<>();
    private long every = 1;
    private long seen;

    /** @param field that has the keys, each once */
    KeyRanges(String field) {
        this.field = field;
    }

    String field() {
        return field;
    }

    /** The next key in order. */
    void add(String key) {
        if (seen++ % every == 0) {
            starts.add(key);
        }
        if (starts.size() > MAX_STARTS) {
            // Every second one stays.
            List<String> fewer = new ArrayList<>();
            for (int i = 0; i < starts.size(); i += 2) {
                fewer.add(starts.get(i));
            }
            starts.clear();
            starts.addAll(fewer);
            every *= 2;
        }
    }

    /** A query for the keys of each range; together all keys. */
    List<ObjectNode> queries() {
        List<ObjectNode> queries = new ArrayList<>();
        for (int i = 0; i <= starts.size(); i++) {
            ObjectNode query = Cluster.object();
            ObjectNode range = query.putObject("range").putObject(field);
            range.put("gte", i == 0 ? "" : starts.get(i - 1));
            if (i < starts.size()) {
                range.put("lt", starts.get(i));
            }
            queries.add(query);
        }
        return queries;
    }
}
