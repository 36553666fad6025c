package dev.nuri.indexer.ingest;

import dev.nuri.indexer.FilePart;
import dev.nuri.indexer.IndexerConfig;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A part of a large dump: a source of its own, so that several are read at once, by several processes. Parts lie on a grid of
 * bytes. What is appended to a dump changes none of its parts but the last, and a part has no lines in common with
 * another, so that each can be read, recorded and forgotten without a look at the others.
 *
 * @param start where it begins on the grid; the first part has the URI of the file itself
 */
record DumpPart(long start) {

    /** As many of them are taken together, where several processes share the work, as one process reads at once. */
    static final int WEIGHT = 8;

    private static final long SIZE = IndexerConfig.DUMP_PART_BYTES;

    /** What is to be read for a file: its parts, or the file as a whole. */
    static List<Found.LocalFile> sources(Path file, boolean named) {
        String uri = SourceUris.of(file);
        long size = size(file);
        if (size <= SIZE || !isDump(file)) {
            return List.of(new Found.LocalFile(uri, file, named));
        }
        List<Found.LocalFile> parts = new ArrayList<>();
        for (long start = 0; start < size; start += SIZE) {
            parts.add(new Found.LocalFile(SourceUris.part(uri, start), file, named, new DumpPart(start)));
        }
        return parts;
    }

    /** The part that a source is of a file as it is now; null when the file is no dump that is read in parts. */
    static DumpPart of(String uri, Path file) {
        return isDump(file) && size(file) > SIZE ? new DumpPart(SourceUris.start(uri)) : null;
    }

    private static boolean isDump(Path file) {
        return isLines(file) || isRows(file);
    }

    private static boolean isLines(Path file) {
        String name = name(file);
        return name.endsWith(".jsonl") || name.endsWith(".ndjson");
    }

    /** Whether the file is Parquet: what its parts hold is told at its end, so that any change may change them all. */
    static boolean isRows(Path file) {
        return name(file).endsWith(".parquet");
    }

    private static String name(Path file) {
        return file.getFileName() == null ? "" : file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    /** 0 for what cannot be looked at: reading it says why. */
    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * The bytes of this part.
     *
     * @param size of the file
     */
    FilePart bytes(Path file, long size) throws IOException {
        if (isRows(file)) {
            return new FilePart(Math.min(start, size), Math.min(start + SIZE, size));
        }
        return new FilePart(line(file, start, size), line(file, start + SIZE, size));
    }

    /** Where the first line begins that begins at a byte or after it. */
    private static long line(Path file, long at, long size) throws IOException {
        if (at == 0 || at >= size) {
            return Math.min(at, size);
        }
        long next = at - 1;
        try (InputStream in = new BufferedInputStream(new FilePart(next, size).open(file))) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                next++;
                if (b == '\n') {
                    return next;
                }
            }
        }
        return size;
    }
}
