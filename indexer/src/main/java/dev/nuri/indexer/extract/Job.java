package dev.nuri.indexer.extract;

import dev.nuri.indexer.TextExtractor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The reading of one file with all its members. */
final class Job {

    private static final int BUFFER = 1 << 16;
    /** Longer names are cut: formats allow 64 KiB, and a path through several archives becomes an address. */
    private static final int MAX_NAME = 400;

    private final DocumentReader reader;
    private final TextExtractor.Sink sink;
    private final Budget budget;

    Job(DocumentReader reader, TextExtractor.Sink sink, Budget budget) {
        this.reader = reader;
        this.sink = sink;
        this.budget = budget;
    }

    TextExtractor.Sink sink() {
        return sink;
    }

    Budget budget() {
        return budget;
    }

    Draft draft() {
        return new Draft(budget);
    }

    /** Reads a member of an archive or e-mail. Its name is only a label: the bytes go to a temporary file. */
    void member(Source container, String name, InputStream bytes, String declaredType, String declaredCharset)
            throws IOException {
        String label = label(name, budget.spendMember());
        spool(container, label, container.pathOf(label), bytes, declaredType, declaredCharset);
    }

    /** Counts a document that is read where it stands in its container; its path. */
    String record(Source container, String name) {
        return container.pathOf(label(name, budget.spendMember()));
    }

    /** Reports a member that is not what it was when the archive was made. */
    void damaged(Source container, String name) {
        String label = label(name, budget.spendMember());
        sink.failure(container.pathOf(label), "parse", "It is damaged: it differs from its checksum.");
    }

    /** What to call a member: its name as far as it can be shown, its end kept for the ending. */
    private static String label(String name, int number) {
        String line = Cleaner.line(name).replace('\\', '/');
        if (line.isEmpty()) {
            return "member-" + number;
        }
        int half = MAX_NAME / 2;
        return line.length() <= MAX_NAME
                ? line
                : Cleaner.line(line.substring(0, half) + "…" + line.substring(line.length() - half));
    }

    /** Reads what a compressed file holds as that file itself: notes.txt.gz is a document, not an archive of one. */
    void uncompressed(Source compressed, String name, InputStream bytes) throws IOException {
        String label = label(name, budget.spendMember());
        spool(compressed, label, compressed.member(), bytes, "", "");
    }

    private void spool(
            Source container, String label, String path, InputStream bytes, String declaredType, String declaredCharset)
            throws IOException {
        int maxDepth = budget.limits().maxDepth();
        if (container.depth() >= maxDepth) {
            sink.failure(path, "limit", "It lies deeper than " + maxDepth + " archives within archives.");
            return;
        }
        Path file = Files.createTempFile("member", ".bin");
        try {
            if (spool(bytes, file)) {
                reader.read(
                        new Source(file, label, path, null, container.depth() + 1, declaredType, declaredCharset),
                        this);
            } else {
                sink.failure(
                        path,
                        "limit",
                        "It has more than the limit of " + budget.limits().maxFileBytes() + " bytes.");
            }
        } finally {
            budget.occupyTemp(-Files.size(file));
            Files.deleteIfExists(file);
        }
    }

    private boolean spool(InputStream bytes, Path file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long total = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
                budget.spendBytes(n);
                total += n;
                if (total > budget.limits().maxFileBytes()) {
                    return false;
                }
                budget.occupyTemp(n);
                out.write(buffer, 0, n);
            }
        }
        return true;
    }
}
