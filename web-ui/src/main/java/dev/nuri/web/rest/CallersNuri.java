package dev.nuri.web.rest;

import dev.nuri.indexer.Viewer;
import dev.nuri.web.access.CurrentCaller;
import dev.nuri.web.client.LocalNuri;
import dev.nuri.web.engine.NuriEngine;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

/**
 * Nuri as the caller of the request at hand may see it: the only one that routes and tools get hold of. Asked for while
 * the request is at hand, before work goes on in threads of its own.
 */
@Singleton
public class CallersNuri {

    private final Provider<NuriEngine> engine;
    private final CurrentCaller current;
    private final Measures measures;
    private LocalNuri all;

    CallersNuri(Provider<NuriEngine> engine, CurrentCaller current, Measures measures) {
        this.engine = engine;
        this.current = current;
        this.measures = measures;
    }

    /** Nuri for him. */
    public LocalNuri get() {
        return opened().as(current.get().viewer());
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
