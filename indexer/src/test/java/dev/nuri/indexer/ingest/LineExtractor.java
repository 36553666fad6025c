package dev.nuri.indexer.ingest;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.FilePart;
import dev.nuri.indexer.Section;
import dev.nuri.indexer.TextExtractor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Reads UTF-8 text, without processes. A text {@code FAIL stage} fails; in a file named {@code *.box} each line
 * {@code member=text} is a member.
 */
final class LineExtractor implements TextExtractor {

    /** Names of the files read, in order. */
    final Queue<String> read = new ConcurrentLinkedQueue<>();

    @Override
    public void extract(Path file, String name, Sink sink) {
        try {
            read(name, Files.readString(file), sink);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void extract(Path file, String name, FilePart part, Sink sink) {
        try (InputStream in = part.open(file)) {
            read(name, new String(in.readAllBytes(), StandardCharsets.UTF_8), sink);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(String name, String text, Sink sink) {
        read.add(name);
        if (name.endsWith(".box")) {
            text.lines().forEach(line -> one(line.split("=", 2)[0], line.split("=", 2)[1], sink));
        } else {
            one("", text, sink);
        }
    }

    private static void one(String member, String text, Sink sink) {
        if (text.startsWith("FAIL ")) {
            sink.failure(member, text.substring(5).strip(), "It cannot be read.");
            return;
        }
        sink.document(new ExtractedDocument(
                member,
                "",
                "text/plain",
                text,
                text.isEmpty() ? List.of() : List.of(new Section(0, text.length(), List.of())),
                List.of(),
                Map.of(),
                List.of()));
    }

    @Override
    public void close() {}
}
