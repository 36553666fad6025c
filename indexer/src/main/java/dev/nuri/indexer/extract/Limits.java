package dev.nuri.indexer.extract;

import java.nio.file.Path;

/**
 * What one file may use, as the parser process knows it.
 *
 * @param maxFileBytes bytes of the file, and of any one member
 * @param maxTextChars characters of text over all its documents
 * @param maxMembers documents of one file
 * @param maxDepth archives within archives
 * @param maxTempBytes temporary files on the disk at once
 * @param tesseract the OCR program, or null to look for it on the PATH
 * @param timeoutMillis after which the parent ends this process
 */
record Limits(
        long maxFileBytes,
        long maxTextChars,
        int maxMembers,
        int maxDepth,
        long maxTempBytes,
        Path tesseract,
        long timeoutMillis) {

    /** From the arguments of {@link ParserMain}; the first is not a limit. */
    static Limits of(String[] args) {
        return new Limits(
                Long.parseLong(args[1]),
                Long.parseLong(args[2]),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]),
                Long.parseLong(args[5]),
                args[6].isEmpty() ? null : Path.of(args[6]),
                Long.parseLong(args[7]));
    }
}
