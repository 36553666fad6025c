package dev.nuri.web.rest;

import dev.nuri.web.access.AuditEvent;
import dev.nuri.web.access.AuditLog;
import dev.nuri.web.access.OperatorKey;
import dev.nuri.web.client.ServerFile;
import dev.nuri.web.config.AccessSettings.Auth;
import dev.nuri.web.config.Settings;
import dev.nuri.web.engine.NuriEngine;
import dev.nuri.web.jobs.JobQueue;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jboss.logging.Logger;

/** Follows the server from its start to its end: when it is ready, where it is announced, what is closed last. */
@Singleton
public class Lifecycle {

    private static final Logger LOG = Logger.getLogger(Lifecycle.class);

    private final Settings settings;
    private final Instance<NuriEngine> engine;
    private final Instance<JobQueue> jobs;
    private final OperatorKey operatorKey;
    private final AuditLog audit;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CountDownLatch listening = new CountDownLatch(1);
    private volatile String url;
    private volatile boolean stopping;

    Lifecycle(
            Settings settings,
            Instance<NuriEngine> engine,
            Instance<JobQueue> jobs,
            OperatorKey operatorKey,
            AuditLog audit) {
        this.settings = settings;
        this.engine = engine;
        this.jobs = jobs;
        this.operatorKey = operatorKey;
        this.audit = audit;
    }

    void starting(@Observes StartupEvent event) {
        Thread.ofPlatform().name("nuri-start").daemon().start(this::open);
    }

    /** Waits for the index and takes up the jobs that were left. */
    private void open() {
        try {
            // The first call of a bean makes it.
            var _ = jobs.get().recent(any -> false);
            ready.complete(null);
        } catch (RuntimeException | Error e) {
            ready.completeExceptionally(e);
        }
    }

    void listening(@ObservesAsync HttpServerStart event) {
        String host = settings.loopback()
                        || settings.host().equals("0.0.0.0")
                        || settings.host().equals("::")
                ? "127.0.0.1"
                : settings.host();
        if (settings.host().equals("::1")) {
            host = "[::1]";
        }
        url = "http://" + host + ":" + event.options().getPort();
        listening.countDown();
    }

    /** Whether requests can be served, and go on to be. */
    public boolean isReady() {
        return !stopping && isOpen();
    }

    private boolean isOpen() {
        return ready.isDone() && !ready.isCompletedExceptionally();
    }

    /** How the index differs from what is configured; empty when it does not, or is not open. */
    Optional<String> notice() {
        return isReady() ? engine.get().notice().get() : Optional.empty();
    }

    /** Why the index cannot be searched now; empty when it can, or is not open. */
    Optional<String> trouble() {
        return isReady() ? engine.get().store().trouble() : Optional.empty();
    }

    /**
     * Waits until requests can be served, then announces the server in its data folder.
     *
     * @return where it listens
     * @throws java.util.concurrent.CompletionException when the index cannot be opened
     */
    public String awaitReady() throws InterruptedException {
        ready.join();
        listening.await();
        if (settings.access().auth() != Auth.NONE) {
            operatorKey.write();
        }
        new ServerFile(settings.dataDir()).write(url);
        audit.done(AuditEvent.SERVER_STARTED, settings.access().auth().name().toLowerCase(Locale.ROOT));
        return url;
    }

    void stopping(@Observes ShutdownEvent event) {
        boolean open = isOpen();
        stopping = true;
        new ServerFile(settings.dataDir()).remove();
        operatorKey.remove();
        if (open) {
            jobs.get().close();
            engine.get().close();
            audit.done(AuditEvent.SERVER_STOPPED, null);
            LOG.debug("The data folder is closed");
        }
    }
}
