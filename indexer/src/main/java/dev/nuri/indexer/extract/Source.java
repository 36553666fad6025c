package dev.nuri.indexer.extract;

import java.nio.file.Path;

/**
 * Bytes to read: the file itself or a member taken out of it.
 *
 * @param file where the bytes are
 * @param name file name, a hint for the format
 * @param member path inside the outermost file; empty for that file itself
 * @param depth archives around it
 * @param declaredType media type an e-mail states, or empty
 * @param declaredCharset charset an e-mail states, or empty
 */
record Source(Path file, String name, String member, int depth, String declaredType, String declaredCharset) {

    static Source of(Path file, String name) {
        return new Source(file, name, "", 0, "", "");
    }

    /** The path of a member of this source. */
    String pathOf(String name) {
        return member.isEmpty() ? name : member + "/" + name;
    }
}
