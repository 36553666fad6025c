package dev.nuri.hw.nativecpu;

import dev.nuri.hw.BackendResourceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Native memory that plans and rounded activations of one op live in; it grows to the largest. */
final class Scratch implements AutoCloseable {
    private static final long CACHE_LINE = 64;
    private static final long LEAST = 1 << 20;

    private Arena arena = Arena.ofShared();
    private MemorySegment segment = arena.allocate(LEAST, CACHE_LINE);

    /** At least {@code bytes} bytes; what was there before is lost. */
    MemorySegment take(long bytes) {
        if (segment.byteSize() < bytes) {
            Arena larger = Arena.ofShared();
            try {
                segment = larger.allocate(bytes + bytes / 4, CACHE_LINE);
            } catch (OutOfMemoryError e) {
                larger.close();
                throw new BackendResourceException("cannot allocate " + bytes + " bytes for a product", e);
            }
            arena.close();
            arena = larger;
        }
        return segment;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
