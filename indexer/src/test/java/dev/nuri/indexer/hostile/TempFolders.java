package dev.nuri.indexer.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** The temporary folders of this process's parsers, and how large they become while it is open. */
final class TempFolders implements AutoCloseable {

    private final AtomicLong most = new AtomicLong();
    private final Thread sampler = Thread.ofPlatform().daemon().start(this::sample);
    private volatile boolean closed;

    static List<Path> all() {
        String prefix = "nuri-parser-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return entries.filter(e -> e.getFileName().toString().startsWith(prefix))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Bytes in all of them together at the worst moment seen. */
    long mostBytes() {
        return most.get();
    }

    private void sample() {
        while (!closed) {
            long now = all().stream().mapToLong(TempFolders::bytes).sum();
            most.accumulateAndGet(now, Math::max);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(f -> f.toFile().length()).sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        closed = true;
        sampler.interrupt();
    }
}
