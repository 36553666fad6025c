package dev.nuri.indexer.extract;

import dev.nuri.indexer.FilePart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads bytes in this process, for tests of what a format yields. */
final class Reading {

    private static final Limits LIMITS =
            new Limits(10 << 20, 1_000_000, 50, 3, 32 << 20, Path.of("no-ocr-in-this-test"), 60_000);
    private static final DocumentReader READER = new DocumentReader(LIMITS);

    private Reading() {}

    static Collected of(String name, String text) {
        return of(name, text.getBytes(StandardCharsets.UTF_8));
    }

    static Collected of(String name, byte[] bytes) {
        return of(name, bytes, null);
    }

    static Collected of(String name, byte[] bytes, FilePart part) {
        Collected collected = new Collected();
        try {
            Path file = Files.createTempFile("reading", ".bin");
            try {
                Files.write(file, bytes);
                READER.read(file, name, part, collected);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return collected;
    }
}
