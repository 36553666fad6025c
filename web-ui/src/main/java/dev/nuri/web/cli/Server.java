package dev.nuri.web.cli;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Viewer;
import dev.nuri.web.access.Keys;
import dev.nuri.web.api.Millis;
import dev.nuri.web.client.LocalNuri;
import dev.nuri.web.client.NuriClients;
import dev.nuri.web.config.AccessSettings;
import dev.nuri.web.config.PlatformSettings;
import dev.nuri.web.config.Settings;
import dev.nuri.web.engine.EngineStart;
import dev.nuri.web.engine.NuriEngine;
import dev.nuri.web.rest.Lifecycle;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Provider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.LoggerFactory;

/** Boots the server in this process and waits for its end. */
final class Server {

    /** What a command does once the server is ready. */
    interface Ready {

        /** Called on the main thread; the server goes on afterwards. */
        void ready(String url, LocalNuri nuri);
    }

    private static volatile Ready work;
    private static final AtomicReference<RuntimeException> FAILURE = new AtomicReference<>();

    private Server() {}

    /**
     * Serves until the process is told to end.
     *
     * @return exit code
     * @throws NuriException when the port is taken, the data folder is held, or strangers would be let in
     */
    static int run(Settings settings, Ready ready) {
        strangers(settings).ifPresent(sentence -> {
            throw NuriException.invalid(sentence);
        });
        if (settings.access().auth() != AccessSettings.Auth.NONE) {
            // Damaged keys are told before anything is opened.
            var _ = new Keys(settings.dataDir()).list();
        }
        NuriClients.server(settings).ifPresent(running -> {
            running.close();
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "A server already holds " + settings.dataDir() + ": it is at "
                            + NuriClients.url(settings).orElse("an unknown address") + ".");
        });
        configure(settings, freePort(settings));
        work = ready;
        // Made here, because two threads that log for the first time at once make it complain.
        var _ = LoggerFactory.getILoggerFactory();
        EngineStart.begin(settings);
        AtomicInteger code = new AtomicInteger();
        Quarkus.run(App.class, (exit, thrown) -> {
            code.set(exit);
            if (thrown != null) {
                FAILURE.compareAndSet(
                        null, thrown instanceof RuntimeException known ? known : new IllegalStateException(thrown));
            }
        });
        RuntimeException failure = FAILURE.get();
        if (failure != null) {
            throw failure;
        }
        return code.get();
    }

    /** Why a server would let strangers in; empty when it would not, or is meant to. */
    static Optional<String> strangers(Settings settings) {
        AccessSettings access = settings.access();
        return settings.loopback() || access.auth() != AccessSettings.Auth.NONE || access.open()
                ? Optional.empty()
                : Optional.of("Nuri does not listen on " + settings.host()
                        + " while nuri.auth is none, since whoever reaches it could read and change what is indexed:"
                        + " make keys with nuri key create and set nuri.auth=keys, or let everybody in with"
                        + " nuri.auth.open=true.");
    }

    /** Seconds since the JVM started. */
    static double sinceJvmStart() {
        return Millis.seconds(
                Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()));
    }

    private static void configure(Settings settings, int port) {
        Path incoming = settings.dataDir().resolve("incoming");
        try {
            Files.createDirectories(incoming);
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL, "The data folder " + settings.dataDir() + " cannot be written: " + e + ".", e);
        }
        PlatformSettings.of(settings).forEach(System::setProperty);
        System.setProperty("quarkus.http.port", Integer.toString(port));
    }

    /**
     * The port to listen on; for 0 one that is free now. Told before anything is opened, so that a taken port costs
     * nothing and reads as one sentence.
     */
    static int freePort(Settings settings) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()));
            return socket.getLocalPort();
        } catch (UnknownHostException e) {
            throw NuriException.invalid("nuri.host must be an address of this machine, got '" + settings.host() + "'.");
        } catch (BindException e) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "Port " + settings.port() + " of " + settings.host() + " cannot be used (" + e.getMessage()
                            + "): choose another with --port, or 0 for a free one.",
                    e);
        } catch (IOException e) {
            throw new NuriException(ErrorCode.INTERNAL, "Cannot listen on " + settings.host() + ": " + e + ".", e);
        }
    }

    /** The application Quarkus runs: waits for the index, says so, waits for the end. */
    public static final class App implements QuarkusApplication {

        private final Lifecycle lifecycle;
        private final Provider<NuriEngine> engine;

        App(Lifecycle lifecycle, Provider<NuriEngine> engine) {
            this.lifecycle = lifecycle;
            this.engine = engine;
        }

        @Override
        public int run(String... args) throws Exception {
            try {
                String url = lifecycle.awaitReady();
                work.ready(url, new LocalNuri(engine.get(), Viewer.OPERATOR));
            } catch (CompletionException e) {
                FAILURE.set(e.getCause() instanceof RuntimeException known ? known : e);
                return Exit.FAILED;
            } catch (RuntimeException e) {
                FAILURE.set(e);
                return Exit.FAILED;
            }
            Quarkus.waitForExit();
            return Exit.DONE;
        }
    }
}
