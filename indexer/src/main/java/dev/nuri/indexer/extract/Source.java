package dev.nuri.indexer.extract;

import dev.nuri.indexer.FilePart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bytes to read: the file itself or a member taken out of it.
 *
 * @param file where the bytes are
 * @param name file name, a hint for the format
 * @param member path inside the outermost file; empty for that file itself
 * @param part what is to be read of the file, where it is a dump that is read in parts; null for all of it
 * @param depth archives around it
 * @param declaredType media type an e-mail states, or empty
 * @param declaredCharset charset an e-mail states, or empty
 */
record Source(
        Path file, String name, String member, FilePart part, int depth, String declaredType, String declaredCharset) {

    static Source of(Path file, String name, FilePart part) {
        return new Source(file, name, "", part, 0, "", "");
    }

    /** Opens what is to be read. */
    InputStream open() throws IOException {
        return part == null ? Files.newInputStream(file) : part.open(file);
    }

    /** How many bytes are to be read. */
    long sizeBytes() throws IOException {
        return part == null ? Files.size(file) : part.sizeBytes();
    }

    /** The path of a member of this source. */
    String pathOf(String name) {
        return member.isEmpty() ? name : member + "/" + name;
    }
}
