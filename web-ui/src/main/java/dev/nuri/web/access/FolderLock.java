package dev.nuri.web.access;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** One at a time among all threads and processes; held for moments. */
final class FolderLock {

    /** What is done meanwhile. */
    interface Work {

        void run() throws IOException;
    }

    /** A process may not lock a file twice. */
    private static final ReentrantLock THREADS = new ReentrantLock();

    private FolderLock() {}

    /** Waits for the lock, a file beside what it protects. */
    static void during(Path file, Work work) throws IOException {
        THREADS.lock();
        try (FileChannel channel = FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        OwnerFile.attributes(file, "rw-------"));
                var processes = channel.lock()) {
            assert processes.isValid();
            work.run();
        } finally {
            THREADS.unlock();
        }
    }
}
