package dev.nuri.indexer.hostile;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.TextExtractor;
import java.util.ArrayList;
import java.util.List;

/** What reading one file gave. */
final class Outcome implements TextExtractor.Sink {

    final List<ExtractedDocument> documents = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    /** Failures of the file as a whole. */
    int wholeFailures;

    long nanos;

    @Override
    public void document(ExtractedDocument document) {
        documents.add(document);
    }

    @Override
    public void failure(String member, String stage, String reason) {
        failures.add(stage + ": " + reason);
        wholeFailures += member.isEmpty() ? 1 : 0;
    }

    long chars() {
        return documents.stream().mapToLong(d -> d.text().length()).sum();
    }

    /** Whether it tells that something is missing or doubtful. */
    boolean isMarked() {
        return !failures.isEmpty()
                || documents.stream().anyMatch(d -> !d.warnings().isEmpty());
    }

    /** Reads a file and measures how long that takes. */
    static Outcome of(TextExtractor extractor, java.nio.file.Path file, String name) {
        Outcome outcome = new Outcome();
        long start = System.nanoTime();
        extractor.extract(file, name, outcome);
        outcome.nanos = System.nanoTime() - start;
        return outcome;
    }
}
