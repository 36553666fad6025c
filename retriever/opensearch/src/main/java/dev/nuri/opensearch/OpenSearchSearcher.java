package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;

/**
 * {@link EntrySearcher} of a point in time in a cluster, for one viewer: what he may not read is kept out of every search
 * and count. Only the statistics that scores are made of are those of the whole index.
 */
final class OpenSearchSearcher implements EntrySearcher {

    private static final int MAX_VALUES = 1_000;

    private final PointInTime index;
    private final FoundEntries found;
    private final Viewer viewer;
    /** What he may read; null for everything. */
    private final ObjectNode visible;

    private final TermCounts counts;
    private final TermLists lists;
    private final TermPlaces places;
    private final int shards;
    /** Answers to what is expected to be asked, until it is. */
    private final Map<ObjectNode, JsonNode> ahead = new ConcurrentHashMap<>();

    private volatile Said<Query> scored = new Said<>(null, false, Map.of());
    private volatile Said<float[]> compared = new Said<>(null, false, Map.of());

    /**
     * What was found last, which need not be asked again of the same passages.
     *
     * @param by what was searched by
     * @param all whether what was not found has no score
     */
    private record Said<T>(T by, boolean all, Map<Integer, Double> scores) {}

    OpenSearchSearcher(PointInTime index, FoundEntries found, Viewer viewer, Analyzer analyzer, int shards) {
        this.index = index;
        this.found = found;
        this.viewer = viewer;
        this.visible = index.filter(viewer);
        this.counts = new TermCounts(index, viewer, visible);
        this.lists = new TermLists(index, viewer, visible);
        this.places = new TermPlaces(found, analyzer);
        this.shards = shards;
    }

    @Override
    public EntrySearcher scoring(double k1, double b) {
        if (k1 != IndexMapping.K1 || b != IndexMapping.B) {
            throw new IllegalArgumentException("the index in OpenSearch scores with k1 = " + IndexMapping.K1
                    + " and b = " + IndexMapping.B + ", got " + k1 + " and " + b);
        }
        return this;
    }

    private ObjectNode seen(ObjectNode query) {
        if (visible == null) {
            return query;
        }
        ObjectNode seen = Cluster.object();
        ObjectNode bool = seen.putObject("bool");
        bool.putArray("must").add(query);
        bool.putArray("filter").add(visible);
        return seen;
    }

    private static ObjectNode passages(ObjectNode query, int size) {
        ObjectNode body = Cluster.object();
        body.set("query", query);
        body.put("size", size).put("track_total_hits", false);
        FoundEntries.columns(body);
        return body;
    }

    @Override
    public void expect(Lookups next) {
        List<Question> questions = new ArrayList<>(counts.questions(next.terms()));
        next.listings().forEach(listing -> questions.addAll(lists.questions(listing)));
        index.ask(questions);
    }

    @Override
    public void expect(Searches next) throws IOException {
        found.shown(next.shown());
        List<ObjectNode> bodies = new ArrayList<>();
        boolean matches = !(next.query() instanceof MatchNoDocsQuery);
        if (matches && next.depth() > 0) {
            bodies.add(ranked(next.query(), next.depth()));
        }
        if (matches) {
            bodies.add(counted(next.query(), next.counted(), next.most()));
        }
        if (next.vector() != null && having(IndexSchema.VECTOR) > 0) {
            bodies.add(near(next.vector(), next.filter(), next.near()));
        }
        ahead.clear();
        // What fails is asked again by itself, where its failure is told.
        index.askWhatCanBe(bodies.stream()
                .map(body -> new Question(body, answer -> ahead.put(body, answer)))
                .toList());
    }

    private JsonNode answer(ObjectNode body) {
        JsonNode known = ahead.remove(body);
        return known != null ? known : index.search(body);
    }

    private ObjectNode ranked(Query query, int depth) throws IOException {
        ObjectNode body = passages(seen(QueryJson.of(query)), depth);
        ArrayNode sort = body.putArray("sort");
        sort.addObject().put("_score", "desc");
        sort.addObject().put(IndexMapping.ID_ORDER, "asc");
        return body;
    }

    @Override
    public List<FoundPassage> search(Query query, int depth) throws IOException {
        if (query instanceof MatchNoDocsQuery) {
            return List.of();
        }
        List<FoundPassage> passages = new ArrayList<>();
        for (JsonNode hit : answer(ranked(query, depth)).path("hits").path("hits")) {
            passages.add(found.add(hit, score(hit)));
        }
        scored = new Said<>(query, passages.size() < depth, scores(passages));
        return passages;
    }

    private static double score(JsonNode hit) {
        return hit.path("_score").asDouble();
    }

    private static Map<Integer, Double> scores(List<FoundPassage> passages) {
        Map<Integer, Double> scores = new HashMap<>();
        passages.forEach(passage -> scores.put(passage.number(), passage.score()));
        return scores;
    }

    /** Scores of the engine are (1 + cosine) / 2. */
    private static double cosine(JsonNode hit) {
        return 2 * score(hit) - 1;
    }

    private ObjectNode near(float[] vector, Query filter, int depth) throws IOException {
        ObjectNode allowed = filter == null ? visible : PointInTime.all(QueryJson.of(filter), visible);
        return passages(near(vector, allowed, depth), depth);
    }

    private static ObjectNode near(float[] vector, ObjectNode filter, int k) {
        ObjectNode query = Cluster.object();
        ObjectNode knn = query.putObject("knn").putObject(IndexSchema.VECTOR);
        ArrayNode numbers = knn.putArray("vector");
        for (float number : vector) {
            numbers.add(number);
        }
        knn.put("k", k);
        if (filter != null) {
            knn.set("filter", filter);
        }
        return query;
    }

    @Override
    public List<FoundPassage> nearest(float[] vector, Query filter, int depth) throws IOException {
        if (having(IndexSchema.VECTOR) == 0) {
            return List.of();
        }
        List<FoundPassage> passages = new ArrayList<>();
        for (JsonNode hit : answer(near(vector, filter, depth)).path("hits").path("hits")) {
            passages.add(found.add(hit, cosine(hit)));
        }
        compared = new Said<>(vector, false, scores(passages));
        return passages;
    }

    @Override
    public List<FoundPassage> nearestOfAll(float[] vector, int depth) throws IOException {
        if (having(IndexSchema.VECTOR) == 0) {
            return List.of();
        }
        ObjectNode all = Cluster.object();
        all.putObject("exists").put("field", IndexSchema.VECTOR);
        ObjectNode query = Cluster.object();
        ObjectNode scored = query.putObject("script_score");
        scored.set("query", PointInTime.all(all, visible));
        ObjectNode script = scored.putObject("script").put("lang", "knn").put("source", "knn_score");
        ObjectNode parameters =
                script.putObject("params").put("field", IndexSchema.VECTOR).put("space_type", "cosinesimil");
        ArrayNode numbers = parameters.putArray("query_value");
        for (float number : vector) {
            numbers.add(number);
        }
        List<FoundPassage> passages = new ArrayList<>();
        for (JsonNode hit : index.search(passages(query, depth)).path("hits").path("hits")) {
            // A script's score is 1 + cosine.
            passages.add(found.add(hit, score(hit) - 1));
        }
        return passages;
    }

    @Override
    public FoundPassage passage(String id) {
        ObjectNode body = passages(PointInTime.all(PointInTime.term(IndexSchema.PASSAGE_ID, id), visible), 1);
        JsonNode hits = index.search(body).path("hits").path("hits");
        return hits.isEmpty() ? null : found.add(hits.get(0), 0);
    }

    @Override
    public long count(Query query) throws IOException {
        return counted(QueryJson.of(query));
    }

    private long counted(ObjectNode query) {
        ObjectNode body = Cluster.object();
        body.set("query", PointInTime.all(query, visible));
        body.put("size", 0).put("track_total_hits", true);
        return total(index.search(body));
    }

    private static long total(JsonNode answer) {
        return answer.path("hits").path("total").path("value").asLong();
    }

    @Override
    public FieldCounts count(Query query, List<String> fields, long most) throws IOException {
        Map<String, Map<String, Long>> values = new LinkedHashMap<>();
        fields.forEach(field -> values.put(field, new HashMap<>()));
        if (query instanceof MatchNoDocsQuery) {
            return new FieldCounts(0, values);
        }
        JsonNode answer = answer(counted(query, fields, most));
        for (String field : fields) {
            for (JsonNode bucket : answer.path("aggregations").path(field).path("buckets")) {
                values.get(field)
                        .put(
                                bucket.path("key").asText(),
                                bucket.path("doc_count").asLong());
            }
        }
        return new FieldCounts(total(answer), values);
    }

    private ObjectNode counted(Query query, List<String> fields, long most) throws IOException {
        ObjectNode body = Cluster.object();
        body.set("query", PointInTime.all(QueryJson.of(query), visible));
        body.put("size", 0).put("track_total_hits", true).put("terminate_after", Math.max(1, most / shards));
        ObjectNode aggregations = body.putObject("aggs");
        for (String field : fields) {
            aggregations.putObject(field).putObject("terms").put("field", field).put("size", MAX_VALUES);
        }
        return body;
    }

    @Override
    public List<FoundDocument> documents(Query query, int most) throws IOException {
        ObjectNode documents = PointInTime.all(
                QueryJson.of(query), PointInTime.term(IndexSchema.KIND, IndexSchema.KIND_DOCUMENT), visible);
        List<FoundDocument> answer = new ArrayList<>();
        index.visit(
                documents, IndexSchema.DOCUMENT_ID, List.of(IndexSchema.DOCUMENT_ID, IndexSchema.CONTENT_HASH), hit -> {
                    JsonNode source = hit.path("_source");
                    if (answer.size() < most) {
                        answer.add(new FoundDocument(
                                source.path(IndexSchema.DOCUMENT_ID).asText(),
                                source.path(IndexSchema.CONTENT_HASH).asText()));
                    }
                    return answer.size() < most;
                });
        return answer;
    }

    @Override
    public List<IndexedTerm> terms(List<Term> terms) {
        return counts.of(terms);
    }

    @Override
    public int having(String field) {
        Integer known = index.remembered().having(viewer, field);
        if (known != null) {
            return known;
        }
        ObjectNode exists = Cluster.object();
        exists.putObject("exists").put("field", field);
        int entries = (int) counted(exists);
        index.remembered().having(viewer, field, entries);
        return entries;
    }

    @Override
    public List<List<TermCount>> terms(Listing listing) {
        return lists.of(listing);
    }

    @Override
    public void completions(String field, String from, String to, String collection, TermVisitor visitor)
            throws IOException {
        boolean words = IndexMapping.COMPLETED.contains(field);
        ObjectNode within = collection == null
                ? visible
                : PointInTime.all(PointInTime.term(IndexSchema.COLLECTION, collection), visible);
        String listed = words ? field + IndexMapping.WORDS : field;
        for (TermCount term : lists.of(listed, new Stretch(from, to), within, MAX_COMPLETIONS)) {
            long entries = Math.min(MAX_COMPLETED, term.entries());
            visitor.term(term.term(), () -> entries);
        }
    }

    @Override
    public List<List<TermCount>> similar(List<Term> terms, Nearness nearness) {
        return counts.similar(terms, nearness);
    }

    @Override
    public EntryScores scores(int[] entries, Query query, float[] vector, List<String> fields) throws IOException {
        Said<Query> known = query.equals(scored.by()) ? scored : new Said<>(query, false, Map.of());
        Said<float[]> near = Arrays.equals(vector, compared.by()) ? compared : new Said<>(vector, false, Map.of());
        Map<Integer, Double> scores = of(entries, known);
        Map<Integer, Double> cosines = of(entries, near);
        List<String> unscored = known.all() ? List.of() : without(entries, scores);
        List<String> uncompared = having(IndexSchema.VECTOR) == 0 ? List.of() : without(entries, cosines);
        List<Question> questions = new ArrayList<>();
        if (!unscored.isEmpty()) {
            ObjectNode matching = Cluster.object();
            ObjectNode bool = matching.putObject("bool");
            bool.putArray("must").add(QueryJson.of(query));
            bool.putArray("filter").add(FoundEntries.byIds(unscored));
            questions.add(Question.ofHits(
                    passages(matching, unscored.size()),
                    hit -> scores.put(found.add(hit, 0).number(), score(hit))));
        }
        if (!uncompared.isEmpty()) {
            questions.add(Question.ofHits(
                    passages(near(vector, FoundEntries.byIds(uncompared), uncompared.size()), uncompared.size()),
                    hit -> cosines.put(found.add(hit, 0).number(), cosine(hit))));
        }
        questions.addAll(found.readingTerms(fields, entries));
        index.ask(questions);
        return new EntryScores(scores, cosines);
    }

    private static Map<Integer, Double> of(int[] entries, Said<?> known) {
        Map<Integer, Double> scores = new HashMap<>();
        for (int entry : entries) {
            Double score = known.scores().get(entry);
            if (score != null) {
                scores.put(entry, score);
            }
        }
        return scores;
    }

    private List<String> without(int[] entries, Map<Integer, Double> scores) {
        return Arrays.stream(entries)
                .filter(entry -> !scores.containsKey(entry))
                .mapToObj(found::id)
                .toList();
    }

    @Override
    public Map<Integer, String> languages(int[] entries) {
        Map<Integer, String> languages = new HashMap<>();
        for (int entry : entries) {
            languages.put(entry, found.column(entry, IndexSchema.LANG).asText());
        }
        return languages;
    }

    @Override
    public Map<Integer, Long> fingerprints(int[] entries) {
        found.ranked(entries);
        Map<Integer, Long> fingerprints = new HashMap<>();
        for (int entry : entries) {
            fingerprints.put(entry, found.column(entry, IndexSchema.FINGERPRINT).asLong());
        }
        return fingerprints;
    }

    @Override
    public float[] vector(int entry) {
        return found.vector(entry);
    }

    @Override
    public Map<Integer, int[][]> occurrences(String field, List<String> terms, Occurrence what, int[] entries) {
        return places.of(field, terms, what, entries);
    }

    @Override
    public int segments() {
        return shards;
    }
}
