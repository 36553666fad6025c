package dev.nuri.web.rest;

import dev.nuri.generator.Answer;
import dev.nuri.indexer.Viewer;
import dev.nuri.web.access.Caller;
import dev.nuri.web.access.CurrentCaller;
import dev.nuri.web.access.Limits;
import dev.nuri.web.client.LocalNuri;
import dev.nuri.web.engine.NuriEngine;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Nuri as the caller of the request at hand may see it: the only one that routes and tools get hold of. Asked for while
 * the request is at hand, before work goes on in threads of its own.
 */
@Singleton
public class CallersNuri {

    private final Provider<NuriEngine> engine;
    private final CurrentCaller current;
    private final Measures measures;
    private final Limits limits;
    private LocalNuri all;

    CallersNuri(Provider<NuriEngine> engine, CurrentCaller current, Measures measures, Limits limits) {
        this.engine = engine;
        this.current = current;
        this.measures = measures;
        this.limits = limits;
    }

    /** Nuri for him. */
    public LocalNuri get() {
        return opened().as(current.get().viewer(), meter());
    }

    /** Takes what models use for him off what he may use. */
    Consumer<Answer.Usage> meter() {
        Caller caller = current.get();
        return usage -> {
            limits.spend(caller, usage.tokens());
            measures.used(usage);
        };
    }

    /** Lets an answer begin that the door did not know of, or says why not. */
    public Optional<Limits.Refusal> answering() {
        return limits.answering(current.get());
    }

    private synchronized LocalNuri opened() {
        if (all == null) {
            NuriEngine open = engine.get();
            measures.caches(open.retriever()::cacheFigures);
            all = new LocalNuri(open, Viewer.OPERATOR);
        }
        return all;
    }
}
