package dev.nuri.indexer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * Bytes of a dump that are read as a source of their own, so that many can be read at once.
 *
 * @param from the first byte, counted from 0
 * @param to behind the last byte
 */
public record FilePart(long from, long to) {

    public FilePart {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("a part ends behind its beginning, got " + from + " to " + to);
        }
    }

    /** How many bytes it has. */
    public long sizeBytes() {
        return to - from;
    }

    /** Opens its bytes alone; fewer when the file is shorter by now. */
    public InputStream open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            InputStream rest = Channels.newInputStream(channel.position(from));
            // A bound of 0 would be none.
            return to == from
                    ? emptied(rest)
                    : BoundedInputStream.builder()
                            .setInputStream(rest)
                            .setMaxCount(sizeBytes())
                            .get();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static InputStream emptied(InputStream in) throws IOException {
        in.close();
        return InputStream.nullInputStream();
    }
}
