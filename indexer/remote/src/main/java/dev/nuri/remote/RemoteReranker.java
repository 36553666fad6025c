package dev.nuri.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.Reranker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * A reranker on a server that has {@code POST /rerank} as Jina's and Cohere's have it: model, query and documents in,
 * {@code {"results": [{"index": 0, "relevance_score": 0.9}, ...]}} out. All passages go out at once, so that either all are
 * scored in time or none.
 */
public final class RemoteReranker implements Reranker {

    private static final int AT_ONCE = 8;

    private final ServerAddress place;
    private final String called;
    private final ModelServer server;
    private final Semaphore room = new Semaphore(AT_ONCE);

    /** One on a server, which is not asked yet. */
    public RemoteReranker(ServerAddress place) {
        this.place = place;
        this.called = "The reranker " + place;
        this.server = new ModelServer(called, place, "/rerank", "NURI_RERANKER_KEY or nuri.reranker.key-file");
    }

    @Override
    public String id() {
        return place.model();
    }

    @Override
    public float[] score(String query, List<Candidate> passages, Duration budget) {
        ArrayNode documents = JsonNodeFactory.instance.arrayNode();
        passages.forEach(passage -> documents.add(passage.whole()));
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("model", place.model()).put("query", query).set("documents", documents);
        try {
            return scores(server.post(request, new Lane(budget, budget, room, true)), passages.size());
        } catch (Refused e) {
            throw e.told();
        }
    }

    private float[] scores(JsonNode answer, int passages) {
        JsonNode results = answer.path("results");
        if (!results.isArray() || results.size() != passages) {
            throw wrong("with one of results for each of " + passages + " documents, got "
                    + (results.isArray() ? results.size() : "none"));
        }
        float[] scores = new float[passages];
        boolean[] given = new boolean[passages];
        for (JsonNode result : results) {
            JsonNode index = result.path("index");
            if (!index.isInt() || index.asInt() < 0 || index.asInt() >= passages || given[index.asInt()]) {
                throw wrong("with each index from 0 to " + (passages - 1) + " once, got " + index);
            }
            JsonNode score = result.path("relevance_score");
            if (!score.isNumber() || !Float.isFinite(score.floatValue())) {
                throw wrong("with numbers as relevance_score, got " + score);
            }
            scores[index.asInt()] = score.floatValue();
            given[index.asInt()] = true;
        }
        return scores;
    }

    private NuriException wrong(String rule) {
        return NuriException.invalid(called + " must answer " + rule + ".");
    }

    @Override
    public void close() {
        server.close();
    }
}
