package dev.nuri.web.rest;

import dev.nuri.generator.Answer;
import dev.nuri.retriever.CacheFigures;
import dev.nuri.web.access.AuditEvent;
import dev.nuri.web.access.AuditLog;
import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.JobView;
import dev.nuri.web.traces.Traces;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What is measured of searches, answers and ingests; shown at {@code /q/metrics} with the prefix {@code nuri_}. */
@Singleton
public class Measures {

    private static final String FAILED = "failed";

    private final MeterRegistry registry;
    private final AuditLog audit;
    private final Traces traces;

    Measures(MeterRegistry registry, AuditLog audit, Traces traces) {
        this.registry = registry;
        this.audit = audit;
        this.traces = traces;
    }

    /** Shows how often caches had what was asked of them. */
    void caches(Supplier<List<CacheFigures>> figures) {
        for (CacheFigures cache : figures.get()) {
            cache(figures, cache.cache(), "hit", CacheFigures::hits);
            cache(figures, cache.cache(), "miss", CacheFigures::misses);
        }
    }

    private void cache(
            Supplier<List<CacheFigures>> figures, String cache, String result, ToLongFunction<CacheFigures> count) {
        FunctionCounter.builder("nuri.cache.requests", figures, source -> source.get().stream()
                        .filter(f -> f.cache().equals(cache))
                        .mapToLong(count)
                        .sum())
                .tag("cache", cache)
                .tag("result", result)
                .register(registry);
    }

    /** Times a search. */
    public <T> T search(Supplier<T> work) {
        return timed("nuri.search", work, result -> "done");
    }

    /** Times a completion. */
    <T> T suggest(Supplier<T> work) {
        return timed("nuri.suggest", work, result -> "done");
    }

    /** Times an answer by its verdict, and each of its stages; tells the audit log of one that the policy refused. */
    public AnswerView ask(Supplier<AnswerView> work) {
        AnswerView answer = timed("nuri.ask", work, AnswerView::verdict);
        answer.timings().forEach((stage, millis) -> registry.timer("nuri.ask.stage", "stage", stage)
                .record(Duration.ofNanos(Math.round(millis * 1e6))));
        if (answer.verdict().equals(AnswerView.REFUSED)) {
            audit.write(AuditEvent.QUESTION_REFUSED, null, answer.reason());
        }
        return answer;
    }

    private <T> T timed(String name, Supplier<T> work, Function<T, String> outcome) {
        Timer.Sample sample = Timer.start(registry);
        String how = FAILED;
        try {
            T result = traces.work(name, work, outcome);
            how = outcome.apply(result);
            return result;
        } finally {
            sample.stop(Timer.builder(name)
                    .publishPercentiles(0.5, 0.95, 0.99)
                    .tag("outcome", how)
                    .register(registry));
        }
    }

    /** Counts the tokens of a language model. */
    void used(Answer.Usage usage) {
        registry.counter("nuri.model.tokens", "kind", "prompt").increment((double) usage.promptTokens());
        registry.counter("nuri.model.tokens", "kind", "completion").increment((double) usage.completionTokens());
    }

    /** Counts a request that was not let in. */
    void refused(String reason) {
        registry.counter("nuri.requests.refused", "reason", reason).increment();
    }

    /** Shows how many requests are under way. */
    void underWay(Supplier<Number> count) {
        Gauge.builder("nuri.requests.active", count).register(registry);
    }

    /** Counts a job that ended, and what an ingest brought in. */
    void ingested(JobView job) {
        registry.counter("nuri.ingest.jobs", "state", job.state()).increment();
        if (job.report() == null || job.kind().equals(JobView.REINDEX)) {
            return;
        }
        var documents = job.report().documents();
        registry.timer("nuri.ingest")
                .record(Duration.ofMillis(Math.round(job.report().seconds() * 1e3)));
        registry.counter("nuri.ingest.passages").increment((double) job.report().passages());
        registry.counter("nuri.ingest.documents", "outcome", "added").increment((double) documents.added());
        registry.counter("nuri.ingest.documents", "outcome", "changed").increment((double) documents.changed());
        registry.counter("nuri.ingest.documents", "outcome", "deleted").increment((double) documents.deleted());
        registry.counter("nuri.ingest.documents", "outcome", FAILED).increment((double) documents.failed());
    }
}
