package dev.nuri.web.engine;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** A model that loads while the server starts; whoever needs it sooner waits for it. */
final class Loading<T> {

    private static final Logger LOG = Logger.getLogger(Loading.class);
    private static final Executor THREAD =
            task -> Thread.ofPlatform().name("model-loader").daemon().start(task);

    private final String called;
    private final String wayOut;
    private final CompletableFuture<T> loading;

    /**
     * Begins to load.
     *
     * @param called how messages name it, at the start of a sentence
     * @param wayOut what to do where it does not load
     */
    Loading(String called, String wayOut, Supplier<T> load) {
        this.called = called;
        this.wayOut = wayOut;
        loading = CompletableFuture.supplyAsync(load, THREAD);
        var _ = loading.whenComplete((loaded, failure) -> {
            if (failure != null) {
                LOG.warnf("%s did not load: %s", called, cause(failure).getMessage());
            }
        });
    }

    /** How far it is: {@code loading}, {@code ready} or {@code failed}. */
    String state() {
        return switch (loading.state()) {
            case RUNNING -> "loading";
            case SUCCESS -> "ready";
            case FAILED, CANCELLED -> "failed";
        };
    }

    /** Whether it did not load, so that there is nothing to close. */
    boolean failed() {
        return loading.isCompletedExceptionally();
    }

    /**
     * The model.
     *
     * @throws NuriException why it did not load
     */
    T get() {
        try {
            return loading.join();
        } catch (CompletionException e) {
            throw cause(e) instanceof NuriException known
                    ? known
                    : new NuriException(
                            ErrorCode.INTERNAL,
                            called + " did not load (" + NuriException.reason(cause(e)) + "): " + wayOut + ".",
                            e);
        }
    }

    private static Throwable cause(Throwable e) {
        return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    }
}
