package dev.nuri.web.rest;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Bytes of a stream as they are asked for: the next are read when those before were given to the connection. A stream
 * that is copied to a response by a thread of its own is read as fast as the disk gives it, and waits in memory for a
 * client that does not.
 */
final class Chunks {

    private static final int BYTES = 1 << 16;

    private Chunks() {}

    /** The bytes of {@code stream}, which is closed at its end, or when nobody wants more. */
    static Multi<byte[]> of(InputStream stream) {
        return Multi.createFrom()
                .resource(() -> stream, open -> Multi.createBy()
                        .repeating()
                        .supplier(() -> next(open))
                        .until(chunk -> chunk.length == 0))
                .withFinalizer(Chunks::close)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static byte[] next(InputStream stream) {
        try {
            return stream.readNBytes(BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
