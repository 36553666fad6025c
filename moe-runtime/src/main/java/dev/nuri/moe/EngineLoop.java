package dev.nuri.moe;

import dev.nuri.moe.cache.SharedPool;
import dev.nuri.moe.grammar.TokenConstraint;
import dev.nuri.moe.model.Decoder;
import dev.nuri.moe.model.Runner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The steps of an engine: each runs the next token of every request that is decoding, and a bounded piece of the prompts
 * that are not done, in one pass. For one thread.
 */
final class EngineLoop {
    private static final System.Logger LOG = System.getLogger(EngineLoop.class.getName());

    /** Least piece of a prompt: smaller ones waste the weights read for them. */
    private static final int LEAST_PIECE = 16;

    private final EngineSettings settings;
    private final SharedPool pool;
    private final Runner runner;
    private final List<Decoder.ExpertLayer> layers;
    private final ModelBytes bytes;
    private final ExpertResidency residency; // null where all weights are in memory
    private final Function<Grammar, TokenConstraint> constraints;
    private final Consumer<LiveRequest> onEnd;
    private final ArrayDeque<LiveRequest> waiting = new ArrayDeque<>();
    private final List<LiveRequest> running = new ArrayList<>();

    /**
     * @param constraints the start of a grammar for this model's vocabulary
     * @param onEnd told of each request that is over and has given everything back, before its reader is
     */
    EngineLoop(
            EngineSettings settings,
            SharedPool pool,
            Runner runner,
            List<Decoder.ExpertLayer> layers,
            ModelBytes bytes,
            ExpertResidency residency,
            Function<Grammar, TokenConstraint> constraints,
            Consumer<LiveRequest> onEnd) {
        this.settings = settings;
        this.pool = pool;
        this.runner = runner;
        this.layers = layers;
        this.bytes = bytes;
        this.residency = residency;
        this.constraints = constraints;
        this.onEnd = onEnd;
    }

    void add(LiveRequest request) {
        waiting.add(request);
    }

    boolean isIdle() {
        return waiting.isEmpty() && running.isEmpty();
    }

    int running() {
        return running.size();
    }

    /** One step. */
    void step() {
        dropCancelled();
        admit();
        List<LiveRequest> together =
                running.stream().filter(r -> !r.request().reproducible()).toList();
        run(together, settings.prefillChunk());
        for (LiveRequest alone : List.copyOf(running)) {
            if (alone.request().reproducible()) {
                run(List.of(alone), settings.prefillChunk());
            }
        }
        Collections.rotate(running, 1); // so that nobody is always first
    }

    private void dropCancelled() {
        for (LiveRequest request : List.copyOf(waiting)) {
            if (request.generation().isCancelled()) {
                waiting.remove(request);
                request.cancel();
                end(request);
            }
        }
        for (LiveRequest request : List.copyOf(running)) {
            if (request.generation().isCancelled()) {
                request.cancel();
                end(request);
            }
        }
    }

    /** In the order they came; a great one that has to wait for pages is not overtaken for ever by small ones. */
    private void admit() {
        while (!waiting.isEmpty() && running.size() < settings.mostRunning()) {
            LiveRequest first = waiting.getFirst();
            try {
                Grammar grammar = first.request().grammar();
                if (!first.admit(pool, grammar == null ? null : constraints.apply(grammar))) {
                    return;
                }
                waiting.removeFirst();
                running.add(first);
                first.prepare();
            } catch (RuntimeException | Error e) {
                waiting.remove(first);
                fail(first, e);
            }
        }
    }

    /** One pass for some of the running requests. */
    private void run(List<LiveRequest> requests, int chunk) {
        List<LiveRequest> chosen = new ArrayList<>();
        List<Runner.Part> parts = new ArrayList<>();
        int left = addDecoding(requests, chosen, parts);
        boolean alone =
                chosen.isEmpty() && requests.stream().noneMatch(r -> r.request().reproducible());
        addPrefilling(requests, alone ? left : Math.min(left, chunk), chosen, parts);
        if (parts.isEmpty()) {
            return;
        }
        if (residency != null) {
            residency.before();
        }
        Runner.Outcome outcome;
        try {
            outcome = LanguageModel.translated(() -> runner.run(
                    parts, () -> chosen.stream().allMatch(r -> r.generation().isCancelled())));
        } catch (CancellationException e) {
            return; // the next step drops them
        } catch (RuntimeException | Error e) {
            chosen.forEach(request -> fail(request, e));
            return;
        }
        take(chosen, parts, outcome);
    }

    /** The tokens left of a pass after those that are decoding. */
    private int addDecoding(List<LiveRequest> requests, List<LiveRequest> chosen, List<Runner.Part> parts) {
        int left = Runner.MOST_TOKENS;
        for (LiveRequest request : requests) {
            if (!request.isPrefilling() && left > 0) {
                left -= add(request, left, chosen, parts);
            }
        }
        return left;
    }

    /** Shares {@code budget} tokens out among the prompts that are not done. */
    private void addPrefilling(
            List<LiveRequest> requests, int budget, List<LiveRequest> chosen, List<Runner.Part> parts) {
        List<LiveRequest> prefilling =
                requests.stream().filter(LiveRequest::isPrefilling).toList();
        int left = budget;
        for (LiveRequest request : prefilling) {
            int share = Math.max(LEAST_PIECE, budget / prefilling.size());
            if (left > 0) {
                left -= add(request, Math.min(left, share), chosen, parts);
            }
        }
    }

    private int add(LiveRequest request, int budget, List<LiveRequest> chosen, List<Runner.Part> parts) {
        try {
            Runner.Part part = request.next(budget);
            chosen.add(request);
            parts.add(part);
            return part.tokens().length;
        } catch (RuntimeException | Error e) { // a draft model's failure
            fail(request, e);
            return 0;
        }
    }

    private void take(List<LiveRequest> chosen, List<Runner.Part> parts, Runner.Outcome outcome) {
        int tokens = parts.stream().mapToInt(part -> part.tokens().length).sum();
        PassCosts costs = new PassCosts(layers, outcome.experts(), bytes, tokens);
        int from = 0;
        for (int i = 0; i < chosen.size(); i++) {
            LiveRequest request = chosen.get(i);
            int[] ran = parts.get(i).tokens();
            request.counters().ran(costs, from, ran.length);
            if (residency != null) {
                residency.after(outcome.experts(), from, ran.length, request.counters());
            }
            from += ran.length;
            try {
                request.take(ran, outcome.logits().get(i));
                request.publish(pool);
                if (request.ended() != null) {
                    end(request);
                }
            } catch (RuntimeException | Error e) {
                fail(request, e);
            }
        }
    }

    private void end(LiveRequest request) {
        running.remove(request);
        request.release(pool);
        onEnd.accept(request);
        request.finish();
    }

    private void fail(LiveRequest request, Throwable cause) {
        running.remove(request);
        request.release(pool);
        onEnd.accept(request);
        RuntimeException failure =
                switch (cause) {
                    case RuntimeException e -> e;
                    case OutOfMemoryError e -> new ModelResourceException("out of memory: " + e.getMessage(), e);
                    default -> new ModelInternalException("the engine failed: " + cause, cause);
                };
        LOG.log(System.Logger.Level.WARNING, "a generation failed: {0}", failure.getMessage());
        request.generation().fail(failure);
    }

    /** Ends everything: nobody may wait for ever. */
    void shutDown(RuntimeException reason) {
        List<LiveRequest> all = new ArrayList<>(running);
        all.addAll(waiting);
        waiting.clear();
        all.forEach(request -> fail(request, reason));
    }
}
