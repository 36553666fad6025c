package dev.nuri.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.NuriException;
import dev.nuri.remote.ScriptedServer.Script;
import dev.nuri.retriever.Reranker;
import dev.nuri.retriever.Reranker.Candidate;
import dev.nuri.retriever.RerankerContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that likes short documents and answers the last first; and others. */
@Timeout(60)
class RemoteRerankerTest extends RerankerContract {

    private static final Script HONEST = (exchange, body) -> {
        JsonNode documents = body.path("documents");
        List<String> results = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            results.add("{\"index\": " + i + ", \"relevance_score\": "
                    + 1.0 / (1 + documents.get(i).asText().length()) + "}");
        }
        Collections.reverse(results);
        ScriptedServer.send(exchange, 200, "{\"results\": [" + String.join(",", results) + "]}");
    };

    private ScriptedServer server;
    private Reranker reranker;

    @BeforeEach
    void open() {
        server = new ScriptedServer(HONEST);
        reranker = new RemoteReranker(server.address("m", "k"));
    }

    @AfterEach
    void close() {
        reranker.close();
        server.close();
    }

    @Override
    protected Reranker reranker() {
        return reranker;
    }

    private float[] score(String... passages) {
        List<Candidate> candidates = new ArrayList<>();
        for (String passage : passages) {
            candidates.add(new Candidate("", passage));
        }
        return reranker.score("river", candidates, Duration.ofSeconds(1));
    }

    private void refused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(NuriException.class)
                .hasMessageContainingAll(parts)
                .message()
                .startsWith("The reranker http://127.0.0.1:" + server.port() + "/v1 (m) ")
                .endsWith(".");
    }

    @Test
    void putsScoresInTheOrderOfThePassages() {
        assertThat(score("sea", "", "a")).containsExactly(0.25f, 1, 0.5f);
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/v1/rerank");
            assertThat(request.authorization()).isEqualTo("Bearer k");
            assertThat(request.body().path("query").asText()).isEqualTo("river");
            assertThat(request.body().path("model").asText()).isEqualTo("m");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"results\": []}|one of results for each of 1 documents, got 0",
                "{}|one of results for each of 1 documents, got none",
                "{\"results\": [{\"index\": 1, \"relevance_score\": 1}]}|each index from 0 to 0 once, got 1",
                "{\"results\": [{\"relevance_score\": 1}]}|each index from 0 to 0 once",
                "{\"results\": [{\"index\": 0, \"relevance_score\": null}]}|numbers as relevance_score, got null",
                "{\"results\": [{\"index\": 0, \"relevance_score\": 1e999}]}|numbers as relevance_score",
                "{\"results\": [{|must answer with JSON"
            })
    void saysWhichRuleAnAnswerBreaks(String answer, String rule) {
        server.script(ScriptedServer.always(200, answer));
        refused(() -> score("sea"), rule);
    }

    @Test
    void aServerThatIsDownIsNotWaitedFor() {
        server.close();
        refused(() -> score("sea"), "does not answer");
        refused(() -> score("sea"), "does not answer");
    }

    @Test
    void whatItRefusesIsTold() {
        server.script(ScriptedServer.always(413, "{\"detail\": \"too long\"}"));
        refused(() -> score("sea"), "refuses what it is asked: status 413 (too long)");
    }
}
