package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.retriever.Reranker.Candidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link Reranker} keeps. A test of an implementation extends this and inherits its tests. */
public abstract class RerankerContract {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static final List<Candidate> PASSAGES = List.of(
            new Candidate("Rivers", "The river flows through the old town."),
            new Candidate("", "river"),
            new Candidate("", ""),
            new Candidate(" ", "\n"),
            new Candidate("강", "서울에서 가장 긴 강은 한강이다."),
            new Candidate("\ud83c\udf89", "\ud800 alone"),
            new Candidate("sea", "word ".repeat(5_000)),
            new Candidate("sea", "x".repeat(20_000)));

    /** The reranker under test. */
    protected abstract Reranker reranker();

    private float[] score(String query, List<Candidate> passages) {
        return reranker().score(query, passages, LONG);
    }

    @Test
    void scoresAnyText() {
        for (String query : List.of("river", "a", "강 ".repeat(2_000), "\ud800 sea", "x".repeat(10_000))) {
            float[] scores = score(query, PASSAGES);
            assertThat(scores).hasSize(PASSAGES.size());
            for (float score : scores) {
                assertThat(score).isFinite();
            }
        }
    }

    @Test
    void aScoreDoesNotDependOnTheOtherPassages() {
        float[] together = score("river", PASSAGES);
        List<Candidate> backwards = new ArrayList<>(PASSAGES);
        Collections.reverse(backwards);
        float[] reversed = score("river", backwards);
        for (int i = 0; i < together.length; i++) {
            assertThat(score("river", List.of(PASSAGES.get(i)))).containsExactly(together[i]);
            assertThat(reversed[together.length - 1 - i]).isEqualTo(together[i]);
        }
    }

    @Test
    void threadsGetTheSameBits() throws Exception {
        float[] expected = score("river", PASSAGES);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<float[]>> calls = Collections.nCopies(16, () -> score("river", PASSAGES));
            for (Future<float[]> scores : threads.invokeAll(calls)) {
                assertThat(scores.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void hasAnId() {
        assertThat(reranker().id()).isNotBlank();
    }
}
