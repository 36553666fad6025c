package dev.nuri.indexer.extract;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.FilePart;
import dev.nuri.indexer.IndexerConfig;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
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
    private static final int FRAMES_BESIDE_MEMBERS = 100;

    private final Process process;
    private final ProcessTree tree;
    private final TempFolder folder;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final IndexerConfig.Parser limits;
    private String isolation = "";
    private int filesRead;
    private Duration lastRead = Duration.ZERO;

    /** How reading one file went. */
    enum Outcome {
        DONE,
        DIED
    }

    private ParserProcess(Process process, TempFolder folder, IndexerConfig.Parser limits) {
        this.process = process;
        this.folder = folder;
        this.limits = limits;
        tree = new ProcessTree(process.toHandle(), folder.path());
        in = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
        out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        Thread.ofPlatform().daemon().name("nuri-parser-log").start(this::log);
    }

    /** Starts a process and waits until it is ready. */
    static ParserProcess start(ChildCommand command, IndexerConfig.Parser limits, ScheduledExecutorService timer)
            throws IOException {
        TempFolder folder = TempFolder.create();
        ParserProcess started;
        try {
            started = new ParserProcess(command.start(folder.path()), folder, limits);
        } catch (IOException e) {
            folder.delete();
            throw e;
        }
        ScheduledFuture<?> alarm = timer.schedule(started::end, START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        try {
            if (Frames.readKind(started.in) != Frames.READY) {
                throw new StreamCorruptedException("the first frame was not READY");
            }
            started.isolation = Frames.readString(started.in);
            return started;
        } catch (IOException e) {
            started.end();
            throw new IOException("the parser process ended with exit code " + started.exitCode() + " at its start", e);
        } finally {
            alarm.cancel(false);
        }
    }

    /** Reads one file, or a part of it; whatever happens to the process becomes a failure of that file. */
    Outcome read(Path file, String name, FilePart part, ScheduledExecutorService timer, TextExtractor.Sink sink) {
        filesRead++;
        boolean finished = false;
        try (Watch watch = new Watch(limits, tree, folder, timer, this::end)) {
            try {
                request(file, name, part);
                receive(watch, sink);
                finished = watch.exceeded() == null;
                return finished ? Outcome.DONE : Outcome.DIED;
            } catch (IOException e) {
                LOG.debugf(e, "Parser process %d lost %s", process.pid(), name);
                lost(watch, e, sink);
                return Outcome.DIED;
            } finally {
                lastRead = watch.used();
            }
        } finally {
            if (finished) {
                folder.empty();
            } else {
                end();
            }
        }
    }

    private void request(Path file, String name, FilePart part) throws IOException {
        Frames.writeKind(out, Frames.REQUEST);
        Frames.writeString(out, file.toAbsolutePath().toString());
        Frames.writeString(out, name);
        Frames.writePart(out, part);
        out.flush();
    }

    /** Passes on what the process sends, which is bounded as if it lied about its own limits. */
    private void receive(Watch watch, TextExtractor.Sink sink) throws IOException {
        long chars = limits.maxTextChars();
        long frames = 2L * limits.maxMembers() + FRAMES_BESIDE_MEMBERS;
        while (frames-- > 0) {
            switch (Frames.readKind(in)) {
                case Frames.DOCUMENT -> {
                    ExtractedDocument document = Frames.readDocument(in, chars);
                    chars -= document.text().length();
                    watch.uncounted(() -> sink.document(document));
                }
                case Frames.FAILURE -> {
                    String member = Frames.readString(in);
                    String stage = Frames.readString(in);
                    String reason = Frames.readString(in);
                    watch.uncounted(() -> sink.failure(member, stage, reason));
                }
                case Frames.DONE -> {
                    return;
                }
                default -> throw new StreamCorruptedException("unknown frame");
            }
        }
        throw new StreamCorruptedException("more documents and failures than there can be");
    }

    private void lost(Watch watch, IOException e, TextExtractor.Sink sink) {
        int code = e instanceof StreamCorruptedException || watch.exceeded() != null ? 0 : exitCode();
        if (watch.exceeded() != null) {
            sink.failure("", "limit", watch.exceeded());
        } else if (e instanceof StreamCorruptedException) {
            sink.failure("", "parse", "The parser wrote where only its results may go and was stopped.");
        } else if (code == OUT_OF_MEMORY_EXIT) {
            sink.failure(
                    "",
                    "limit",
                    "Reading needs more than the " + limits.heapMiB() + " MiB of memory a parser process may use.");
        } else {
            sink.failure("", "parse", "The parser process ended while reading it, with exit code " + code + ".");
        }
    }

    /** Time it had for the file it was given last. */
    Duration lastRead() {
        return lastRead;
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

    /** What keeps the process from network and files, in its own words. */
    String isolation() {
        return isolation;
    }

    /**
     * Ends the process and all it started.
     *
     * @return done when the process is gone and its folder with it
     */
    CompletableFuture<Void> kill() {
        tree.kill();
        return process.onExit().thenRun(folder::delete);
    }

    private void end() {
        CompletableFuture<Void> _ = kill();
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
}
