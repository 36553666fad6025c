package dev.nuri.indexer.log;

import java.io.IOException;
import java.util.List;

/** Where the segments of a log are. What is not forced may be lost, whole or in part and in any order, by a power cut. */
public interface LogFiles {

    /** A segment that is written to. */
    interface Segment extends AutoCloseable {

        /** Writes all of {@code bytes} at {@code position}, which is inside the file. */
        void write(byte[] bytes, long position) throws IOException;

        /** Returns when all that was written is on the disk. */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * Makes a segment of {@code sizeBytes} that begins with {@code head} and goes on with zeros, in the place of one of
     * that name. All of it is on the disk when this returns, and nothing else ever has its name.
     */
    Segment create(String name, byte[] head, long sizeBytes) throws IOException;

    /** The names of the segments, in no order. */
    List<String> list() throws IOException;

    /** All bytes of a segment. */
    byte[] read(String name) throws IOException;

    /** Removes a segment if it is there. */
    void delete(String name) throws IOException;

    /** How a user finds a segment. */
    String describe(String name);
}
