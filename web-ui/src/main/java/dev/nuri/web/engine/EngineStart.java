package dev.nuri.web.engine;

import dev.nuri.web.config.Settings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The engine of this process's server: it opens while the server boots, because the two take about as long. Set before
 * Quarkus starts, read by its beans.
 */
public final class EngineStart {

    private static volatile Settings settings;
    private static volatile CompletableFuture<NuriEngine> opening;

    private EngineStart() {}

    /** Begins to open the engine. */
    public static void begin(Settings chosen) {
        settings = chosen;
        opening = CompletableFuture.supplyAsync(
                () -> NuriEngine.openToServe(chosen),
                task -> Thread.ofPlatform().name("engine-start").daemon().start(task));
    }

    /** Whether a server was begun in this process. */
    public static boolean begun() {
        return opening != null;
    }

    /** Its settings. */
    public static Settings settings() {
        return settings;
    }

    /**
     * Waits for the engine.
     *
     * @throws RuntimeException why it did not open
     */
    public static NuriEngine engine() {
        try {
            return opening.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
