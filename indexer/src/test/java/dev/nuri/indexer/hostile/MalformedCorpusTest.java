package dev.nuri.indexer.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.SourceRecord;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files of every kind through an ingestor: each is reported once, as read, read in part, or not read and why, and
 * nothing else suffers.
 *
 * <p>{@code -Dnuri.malformed.files=5000} for more of them than the usual run has; {@code -Dtests.seed} for the same again.
 */
class MalformedCorpusTest {

    private static final int FEW = 120;
    /** Of the usual run, so that what is found anew is found by who looks for it. */
    private static final long SEED = 6813193270811L;

    private static final int BATCH = 100;
    /** Until a parser that is out of time is ended. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private static final long HEAP_GROWTH = 48L << 20;
    /** Formats that carry checksums of what is in them, so that damage cannot pass for content. */
    private static final Set<String> CHECKED =
            Set.of("docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "zip", "gz", "tgz", "xz", "7z");

    @TempDir
    Path folder;

    private final long seed = Long.getLong("tests.seed", SEED);
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    private final List<Made> good = GoodFiles.all();
    private final Map<String, String> silent = new TreeMap<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final Map<String, Integer> stages = new TreeMap<>();
    private long heapAfterFirst;
    private int serial;

    /** A file of the corpus, how it came to be, and what the file it was made of says. */
    private record Mutant(Path file, Made of, Damage damage) {}

    @Test
    void everyFileIsReportedOnceAndNothingElseSuffers() throws Exception {
        int files = Integer.getInteger("nuri.malformed.files", FEW);
        System.out.println("MalformedCorpusTest: -Dtests.seed=" + seed + " -Dnuri.malformed.files=" + files);
        Duration slowest;
        try (Ingesting nuri = new Ingesting(folder.resolve("data"))) {
            Map<String, String> texts = originals(nuri);
            for (int done = 0; done < files; done += BATCH) {
                batch(nuri, Math.min(BATCH, files - done), texts);
                if (done == 0) {
                    heapAfterFirst = heap();
                }
            }
            slowest = nuri.longestRead();
            assertThat(heap() - heapAfterFirst).as("growth of the heap").isLessThan(HEAP_GROWTH);
        }
        report(files, slowest);
        assertThat(slowest).as("time of the slowest file").isLessThan(Ingesting.TIMEOUT.plus(LATE));
        assertThat(silent.keySet())
                .as("damage that passed for content")
                .noneMatch(name -> CHECKED.contains(name.substring(name.lastIndexOf('.') + 1)));
        assertThat(TempFolders.all()).isEmpty();
    }

    /** What the files say before they are damaged. */
    private Map<String, String> originals(Ingesting nuri) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        Path whole = Files.createDirectories(folder.resolve("whole"));
        for (Made made : good) {
            Path file = Files.write(whole.resolve(made.name()), made.bytes().get());
            Outcome outcome = Outcome.of(nuri.extractor, file, made.name());
            assertThat(outcome.documents).as(made.name() + outcome.failures).isNotEmpty();
            texts.put(made.name(), text(outcome.documents));
        }
        return texts;
    }

    private void batch(Ingesting nuri, int count, Map<String, String> texts) throws IOException {
        Path files = Files.createDirectories(folder.resolve("damaged-" + serial));
        List<Mutant> mutants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            mutants.add(mutant(files));
        }
        IngestReport report = nuri.ingestor.ingest(
                new IngestRequest(List.of(files.toString()), "default", AccessRule.UNSAID), _ -> {}, () -> false);
        Map<String, List<IngestFailure>> failures = report.failures().stream()
                .collect(Collectors.groupingBy(f -> f.path().split("!/", 2)[0]));
        for (Mutant mutant : mutants) {
            check(mutant, nuri, failures.getOrDefault(mutant.file().toString(), List.of()), texts);
        }
        for (Mutant mutant : mutants) {
            Files.delete(mutant.file());
        }
        nuri.forget();
    }

    private Mutant mutant(Path files) throws IOException {
        Made made = good.get(random.nextInt(good.size()));
        Damage damage = List.of(Damage.values()).get(random.nextInt(Damage.values().length));
        byte[] bytes = damage.to(
                made.bytes().get(),
                () -> good.get(random.nextInt(good.size())).bytes().get(),
                random);
        String named =
                damage == Damage.RENAMED ? good.get(random.nextInt(good.size())).name() : made.name();
        Path file = files.resolve(String.format(Locale.ROOT, "%05d-%s-%s", serial++, damage, named));
        return new Mutant(Files.write(file, bytes), made, damage);
    }

    private void check(Mutant mutant, Ingesting nuri, List<IngestFailure> failures, Map<String, String> texts) {
        String name = mutant.file().getFileName().toString();
        SourceRecord record =
                nuri.store.source("default", mutant.file().toUri().toString()).orElseThrow();
        List<ExtractedDocument> documents = nuri.documents(name);
        boolean warned = documents.stream().anyMatch(d -> !d.warnings().isEmpty());
        String outcome =
                record.documentIds().isEmpty() ? "failed" : failures.isEmpty() && !warned ? "indexed" : "partial";
        outcomes.merge(outcome, 1, Integer::sum);
        failures.forEach(f -> stages.merge(f.stage(), 1, Integer::sum));
        assertThat(record.documentIds().size() + failures.size()).as(name).isPositive();
        assertThat(failures.stream().filter(f -> f.path().equals(mutant.file().toString())))
                .as(name + failures)
                .hasSizeLessThanOrEqualTo(1);
        assertThat(failures).as(name).allSatisfy(f -> {
            assertThat(f.stage()).isIn("read", "detect", "parse", "ocr", "limit");
            assertThat(f.reason()).endsWith(".").doesNotContain("\n");
        });
        boolean differs = !text(documents).equals(texts.get(mutant.of().name()));
        if (outcome.equals("indexed") && mutant.damage().losesContent() && differs) {
            silent.put(mutant.damage() + " " + mutant.of().name(), name);
        }
    }

    private static String text(List<ExtractedDocument> documents) {
        return documents.stream().map(ExtractedDocument::text).collect(Collectors.joining("\n\f\n"));
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void report(int files, Duration slowest) {
        System.out.printf(
                Locale.ROOT,
                "MalformedCorpusTest: %d files %s, failures by stage %s; slowest %d ms of %d; seed %d%n",
                files,
                outcomes,
                stages,
                slowest.toMillis(),
                Ingesting.TIMEOUT.toMillis(),
                seed);
        Map<String, Long> byKind = silent.keySet().stream()
                .collect(Collectors.groupingBy(
                        n -> n.substring(0, n.indexOf(' ')) + " " + n.substring(n.lastIndexOf('.') + 1),
                        TreeMap::new,
                        Collectors.counting()));
        System.out.println("MalformedCorpusTest: other text without a word, by damage and format: " + byKind);
    }
}
