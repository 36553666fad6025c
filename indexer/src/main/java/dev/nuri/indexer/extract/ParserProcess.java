package dev.nuri.indexer.extract;

import dev.nuri.indexer.TextExtractor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * One parser process as its parent sees it. Used by one thread at a time; {@link #kill} may come from any.
 *
 * <p>Once a read has failed the process is dead and is not used again.
 */
final class ParserProcess {

    private static final Logger LOG = Logger.getLogger(ParserProcess.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int OUT_OF_MEMORY_EXIT = 3;
    private static final int LOGGED_LINES = 200;

    private final Process process;
    private final Path folder;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final int heapMiB;
    private volatile boolean timedOut;
    private int filesRead;

    /** How reading one file went. */
    enum Outcome {
        DONE,
        DIED
    }

    private ParserProcess(Process process, Path folder, int heapMiB) {
        this.process = process;
        this.folder = folder;
        this.heapMiB = heapMiB;
        in = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
        out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        Thread.ofPlatform().daemon().name("nuri-parser-log").start(this::log);
    }

    /** Starts a process and waits until it is ready. */
    static ParserProcess start(ChildCommand command, int heapMiB, ScheduledExecutorService timer) throws IOException {
        Path folder = Files.createTempDirectory(ChildCommand.FOLDER_PREFIX);
        ParserProcess started;
        try {
            started = new ParserProcess(command.start(folder), folder, heapMiB);
        } catch (IOException e) {
            delete(folder);
            throw e;
        }
        ScheduledFuture<?> alarm = started.alarm(timer, START_LIMIT);
        try {
            if (Frames.readKind(started.in) != Frames.READY) {
                throw new StreamCorruptedException("the first frame was not READY");
            }
            return started;
        } catch (IOException e) {
            CompletableFuture<Void> _ = started.kill();
            throw new IOException("the parser process ended with exit code " + started.exitCode() + " at its start", e);
        } finally {
            alarm.cancel(false);
        }
    }

    /** Reads one file; whatever happens to the process becomes a failure of that file. */
    Outcome read(Path file, String name, Duration limit, ScheduledExecutorService timer, TextExtractor.Sink sink) {
        filesRead++;
        ScheduledFuture<?> alarm = alarm(timer, limit);
        boolean finished = false;
        try {
            Frames.writeKind(out, Frames.REQUEST);
            Frames.writeString(out, file.toAbsolutePath().toString());
            Frames.writeString(out, name);
            out.flush();
            receive(sink);
            finished = true;
            return Outcome.DONE;
        } catch (IOException e) {
            LOG.debugf(e, "Parser process %d lost %s", process.pid(), name);
            sink.failure("", timedOut ? "limit" : "parse", cause(e, limit));
            return Outcome.DIED;
        } finally {
            alarm.cancel(false);
            if (!finished) {
                CompletableFuture<Void> _ = kill();
            }
        }
    }

    private void receive(TextExtractor.Sink sink) throws IOException {
        while (true) {
            switch (Frames.readKind(in)) {
                case Frames.DOCUMENT -> sink.document(Frames.readDocument(in));
                case Frames.FAILURE ->
                    sink.failure(Frames.readString(in), Frames.readString(in), Frames.readString(in));
                case Frames.DONE -> {
                    return;
                }
                default -> throw new StreamCorruptedException("unknown frame");
            }
        }
    }

    private String cause(IOException e, Duration limit) {
        if (timedOut) {
            return "Reading took longer than " + limit.toMillis() / 1000.0 + " s and was stopped.";
        }
        if (e instanceof StreamCorruptedException) {
            return "The parser wrote where only its results may go and was stopped.";
        }
        int code = exitCode();
        return code == OUT_OF_MEMORY_EXIT
                ? "Reading needs more than the " + heapMiB + " MiB of memory a parser process may use."
                : "The parser process ended while reading it, with exit code " + code + ".";
    }

    private ScheduledFuture<?> alarm(ScheduledExecutorService timer, Duration limit) {
        return timer.schedule(
                () -> {
                    timedOut = true;
                    CompletableFuture<Void> _ = kill();
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Files this process was given. */
    int filesRead() {
        return filesRead;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /**
     * Ends the process and all it started.
     *
     * @return done when the process is gone and its folder with it
     */
    CompletableFuture<Void> kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return process.onExit().thenRun(() -> delete(folder));
    }

    private int exitCode() {
        try {
            if (process.waitFor(2, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return -1;
    }

    private void log() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            char[] buffer = new char[1024];
            int count = 0;
            for (int n = lines.read(buffer); n >= 0; n = lines.read(buffer)) {
                if (count++ < LOGGED_LINES) {
                    LOG.debugf("Parser process %d: %s", process.pid(), new String(buffer, 0, n).strip());
                }
            }
        } catch (IOException e) {
            LOG.tracef(e, "Parser process %d closed its log", process.pid());
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            LOG.debugf(e, "Temporary folder %s stays", folder);
        }
    }
}
