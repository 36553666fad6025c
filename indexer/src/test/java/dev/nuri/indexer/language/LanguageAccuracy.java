package dev.nuri.indexer.language;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Accuracy of language identification on passages and one-line questions of the question answering sets. Run
 * {@link #main} for the table.
 */
final class LanguageAccuracy {

    /** Texts read per set and kind. */
    private static final int LIMIT = 1_000;

    private static final int MIN_PASSAGE = 80;

    /** What was asked of one language. */
    private static final class Tally {
        private int texts;
        private int right;
        private int amongGuesses;
        private final Map<String, Integer> mistakes = new TreeMap<>();
    }

    private final LanguageIdentifier identifier;
    private final Map<String, Tally> byLanguage = new TreeMap<>();
    private long nanos;
    private long texts;

    private LanguageAccuracy(LanguageIdentifier identifier) {
        this.identifier = identifier;
    }

    /** Prints accuracy per language, for passages and for questions, and texts per second on one core. */
    public static void main(String[] args) throws IOException {
        Path qa = SharedData.folder()
                .orElseThrow(() -> new IllegalStateException("shared/data is not there"))
                .resolve("qa");
        for (String kind : List.of("passages", "queries")) {
            LanguageAccuracy accuracy = new LanguageAccuracy(LanguageIdentifiers.standard());
            accuracy.identifier.identify("warm");
            accuracy.addAll(qa, kind);
            accuracy.print(kind);
        }
    }

    private void addAll(Path qa, String kind) throws IOException {
        List<Path> sets = new ArrayList<>();
        try (Stream<Path> folders = Files.list(qa)) {
            folders.sorted().forEach(sets::add);
        }
        for (Path set : sets) {
            boolean passages = kind.equals("passages");
            SharedData.readLines(set.resolve(kind + ".jsonl.gz")).stream()
                    .filter(row -> !passages || row.get("text").asText().length() >= MIN_PASSAGE)
                    .limit(LIMIT)
                    .forEach(row -> add(row, passages ? "text" : "question"));
        }
    }

    private void add(JsonNode row, String field) {
        String lang = row.get("lang").asText();
        String expected = lang.equals("zh") ? "zh-Hans" : lang;
        String text = row.get(field).asText();
        long start = System.nanoTime();
        String got = identifier.identify(text);
        nanos += System.nanoTime() - start;
        texts++;
        Tally tally = byLanguage.computeIfAbsent(lang, l -> new Tally());
        tally.texts++;
        if (got.equals(expected)) {
            tally.right++;
        } else {
            tally.mistakes.merge(got, 1, Integer::sum);
        }
        if (identifier.guesses(text).stream().anyMatch(g -> g.lang().equals(expected))) {
            tally.amongGuesses++;
        }
    }

    private void print(String kind) {
        System.out.printf(Locale.ROOT, "%s, %.0f texts/s%n", kind, texts / (nanos / 1e9));
        System.out.printf(
                Locale.ROOT, "%-8s %6s %9s %14s  %s%n", "lang", "texts", "accuracy", "among guesses", "mistaken for");
        double sum = 0;
        for (Map.Entry<String, Tally> entry : byLanguage.entrySet()) {
            Tally tally = entry.getValue();
            double accuracy = (double) tally.right / tally.texts;
            sum += accuracy;
            System.out.printf(
                    Locale.ROOT,
                    "%-8s %6d %9.3f %14.3f  %s%n",
                    entry.getKey(),
                    tally.texts,
                    accuracy,
                    (double) tally.amongGuesses / tally.texts,
                    tally.mistakes);
        }
        System.out.printf(Locale.ROOT, "%-8s %6d %9.3f%n", "average", texts, sum / byLanguage.size());
    }
}
