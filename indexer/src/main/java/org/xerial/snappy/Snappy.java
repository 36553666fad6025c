package org.xerial.snappy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;

/**
 * Unpacks Snappy within Java's bounds. It has the name by which the reader of Parquet asks for the library snappy-java, whose
 * native code writes beyond the buffer it is given when a page holds more than it says, and takes that library's place.
 */
public final class Snappy {

    /** How far back a stream refers: all writers of the format begin anew after so many bytes. */
    private static final int WINDOW = 1 << 16;

    private static final int STEP = 1 << 13;

    private Snappy() {}

    /**
     * Unpacks what is between position and limit of one buffer into another, whose limit is set behind it.
     *
     * @return how many bytes that are
     * @throws IOException when they are damaged, or more than there is room for
     */
    public static int uncompress(ByteBuffer compressed, ByteBuffer uncompressed) throws IOException {
        byte[] packed = new byte[compressed.remaining()];
        compressed.duplicate().get(packed);
        try (SnappyCompressorInputStream in =
                new SnappyCompressorInputStream(new ByteArrayInputStream(packed), WINDOW)) {
            int size = in.getSize();
            if (size < 0 || size > uncompressed.remaining()) {
                throw new IOException("Snappy holds " + size + " bytes, more than it should");
            }
            ByteBuffer out = uncompressed.duplicate().limit(uncompressed.position() + size);
            byte[] some = new byte[STEP];
            while (out.hasRemaining()) {
                int count = in.read(some, 0, Math.min(some.length, out.remaining()));
                if (count < 0) {
                    throw new IOException("Snappy ends " + out.remaining() + " bytes early");
                }
                out.put(some, 0, count);
            }
            uncompressed.limit(uncompressed.position() + size);
            return size;
        }
    }
}
