package dev.nuri.indexer.extract;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.FilePart;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.TextExtractor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Parser processes, started when needed, reused over files, replaced after some hundred files (native memory and caches
 * of parsers grow) and ended when idle. Thread-safe; a call waits while all processes are busy.
 */
public final class ParserPool implements TextExtractor {

    private static final Logger LOG = Logger.getLogger(ParserPool.class);
    private static final int FILES_PER_PROCESS = 300;
    private static final long IDLE_SECONDS = 60;
    private static final long END_SECONDS = 5;
    private static final int START_ATTEMPTS = 3;
    /** Files that end their process one after the other before the next start waits. */
    private static final int FREE_TROUBLES = 3;

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final int LONGEST_PAUSE_SHIFT = 5;

    private final IndexerConfig.Parser limits;
    private final ChildCommand command;
    private final Semaphore permits;
    private final ScheduledExecutorService timer;
    private final Deque<ParserProcess> idle = new ArrayDeque<>();
    private final Set<ParserProcess> running = new HashSet<>();
    /** Starts and reads that failed since the last that went well. */
    private final AtomicInteger troubles = new AtomicInteger();

    private final AtomicReference<Duration> longestRead = new AtomicReference<>(Duration.ZERO);
    private final AtomicBoolean told = new AtomicBoolean();
    private boolean closed;

    /** Starts nothing yet. */
    public ParserPool(IndexerConfig.Parser limits) {
        this.limits = limits;
        command = new ChildCommand(limits);
        permits = new Semaphore(limits.processes());
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("nuri-parser-clock").factory());
        TempFolder.sweepAbandoned();
    }

    @Override
    public void extract(Path file, String name, Sink sink) {
        read(file, name, null, sink);
    }

    @Override
    public void extract(Path file, String name, FilePart part, Sink sink) {
        read(file, name, Objects.requireNonNull(part), sink);
    }

    private void read(Path file, String name, FilePart part, Sink sink) {
        if (!readable(file, part, sink)) {
            return;
        }
        permits.acquireUninterruptibly();
        try {
            ParserProcess process = take();
            boolean done = false;
            try {
                done = process.read(file, name, part, timer, sink) == ParserProcess.Outcome.DONE;
            } finally {
                longestRead.accumulateAndGet(process.lastRead(), (a, b) -> a.compareTo(b) < 0 ? b : a);
                giveBack(process, done);
            }
        } catch (IOException e) {
            LOG.warnf(e, "No parser process could be started");
            sink.failure("", "parse", "No parser process could be started: " + e.getMessage() + ".");
        } finally {
            permits.release();
        }
    }

    /** The longest time that a process had for one file so far; starting a process, or waiting for one, is not in it. */
    public Duration longestRead() {
        return longestRead.get();
    }

    private boolean readable(Path file, FilePart part, Sink sink) {
        try {
            if (!Files.isRegularFile(file)) {
                sink.failure("", "read", "There is no regular file at this path.");
            } else if (!Files.isReadable(file)) {
                sink.failure("", "read", "The file may not be read by this user.");
            } else if (Files.size(file) == 0) {
                sink.failure("", "read", "The file is empty.");
            } else {
                return withinLimit(part == null ? Files.size(file) : part.sizeBytes(), sink);
            }
        } catch (IOException e) {
            sink.failure("", "read", "The file cannot be read: " + e.getMessage() + ".");
        }
        return false;
    }

    private boolean withinLimit(long bytes, Sink sink) {
        if (bytes > limits.maxFileBytes()) {
            sink.failure(
                    "",
                    "limit",
                    "The file has " + bytes + " bytes, more than the limit of " + limits.maxFileBytes() + ".");
            return false;
        }
        return true;
    }

    private ParserProcess take() throws IOException {
        synchronized (this) {
            refuseWhenClosed();
            while (!idle.isEmpty()) {
                ParserProcess process = idle.pop();
                if (process.isAlive()) {
                    return process;
                }
                discard(process);
            }
        }
        IOException refusal = null;
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            pause();
            try {
                return start();
            } catch (IOException e) {
                troubles.incrementAndGet();
                LOG.debugf(e, "A parser process did not start");
                refusal = e;
            }
        }
        throw refusal;
    }

    /** Waits before a start, the longer the more starts and reads have failed one after the other. */
    private void pause() {
        int grave = troubles.get() - FREE_TROUBLES;
        try {
            Thread.sleep(grave <= 0 ? 0 : FIRST_PAUSE_MILLIS << Math.min(grave - 1, LONGEST_PAUSE_SHIFT));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ParserProcess start() throws IOException {
        ParserProcess process = ParserProcess.start(command, limits, timer);
        synchronized (this) {
            running.add(process);
            if (closed) {
                discard(process);
            }
            refuseWhenClosed();
        }
        if (told.compareAndSet(false, true)) {
            LOG.infof("Parser processes: %s", process.isolation());
        }
        LOG.debugf("Parser process %d started", process.pid());
        return process;
    }

    private synchronized void giveBack(ParserProcess process, boolean usable) {
        troubles.updateAndGet(n -> usable ? 0 : n + 1);
        if (!usable || closed || process.filesRead() >= FILES_PER_PROCESS) {
            discard(process);
            return;
        }
        idle.push(process);
        int filesRead = process.filesRead();
        ScheduledFuture<?> _ = timer.schedule(() -> retire(process, filesRead), IDLE_SECONDS, TimeUnit.SECONDS);
    }

    private synchronized void retire(ParserProcess process, int filesReadThen) {
        if (process.filesRead() == filesReadThen && idle.remove(process)) {
            discard(process);
        }
    }

    private synchronized void discard(ParserProcess process) {
        running.remove(process);
        CompletableFuture<Void> _ = process.kill();
    }

    private synchronized void refuseWhenClosed() {
        if (closed) {
            throw new NuriException(ErrorCode.CONFLICT, "The extractor is closed.");
        }
    }

    /** Ends all processes; files being read fail. */
    @Override
    public void close() {
        CompletableFuture<?>[] ends;
        synchronized (this) {
            closed = true;
            ends = running.stream().map(ParserProcess::kill).toArray(CompletableFuture<?>[]::new);
            running.clear();
            idle.clear();
        }
        timer.shutdownNow();
        try {
            CompletableFuture.allOf(ends).get(END_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debugf(e, "Parser processes take their time to end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
