package dev.nuri.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.FilePart;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.Seeds;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.Viewer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large dumps as many sources. */
class DumpPartTest {

    private static final int SIZE = (int) IndexerConfig.DUMP_PART_BYTES;
    private static final int LINE = 1 << 14;

    @TempDir
    Path folder;

    private IngestFixture fixture;

    @BeforeEach
    void open() {
        fixture = new IngestFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Lines of the same length, as many as fill so many parts. */
    private static String lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(
                        i -> "n" + i + " ".repeat(LINE - 2 - Integer.toString(i).length()) + "\n")
                .collect(Collectors.joining());
    }

    private Path dump(int lines) throws IOException {
        return aged(fixture.write("dump.jsonl", lines(0, lines)));
    }

    /** Old enough for its time stamp to count, other than the last. */
    private Path aged(Path file) throws IOException {
        return Files.setLastModifiedTime(
                file, FileTime.from(Instant.now().minusSeconds(1_000 - fixture.extractor.read.size())));
    }

    private List<String> sources() {
        return fixture.store.sources(Viewer.OPERATOR, IngestFixture.C, "file:").stream()
                .map(SourceRecord::uri)
                .sorted()
                .toList();
    }

    private int readBy(Runnable ingest) {
        int before = fixture.extractor.read.size();
        ingest.run();
        return fixture.extractor.read.size() - before;
    }

    @Test
    void everyLineIsInOnePart() throws IOException {
        Random random = Seeds.random("DumpPartTest.everyLineIsInOnePart");
        for (int round = 0; round < 6; round++) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            while (text.size() < SIZE * 2.5) {
                int length =
                        switch (random.nextInt(20)) {
                            case 0 -> random.nextInt(SIZE * 2);
                            case 1 -> 0;
                            // Lines that end just before the grid, on it and behind it.
                            case 2, 3, 4 -> Math.max(0, SIZE - text.size() % SIZE - 1 + random.nextInt(-1, 2));
                            default -> random.nextInt(100_000);
                        };
                text.write("y".repeat(length).getBytes(StandardCharsets.US_ASCII));
                text.write('\n');
            }
            text.writeBytes("the last has no end".getBytes(StandardCharsets.US_ASCII));
            Path file = Files.write(fixture.files.resolve("dump.ndjson"), text.toByteArray());
            List<Found.LocalFile> parts = DumpPart.sources(file, false);
            assertThat(parts).hasSize((text.size() + SIZE - 1) / SIZE);
            long at = 0;
            for (Found.LocalFile part : parts) {
                FilePart bytes = part.part().bytes(file, text.size());
                assertThat(bytes.from()).isEqualTo(at);
                if (bytes.sizeBytes() > 0) {
                    assertThat(bytes.from())
                            .isBetween(part.part().start(), part.part().start() + SIZE - 1);
                    assertThat(at == 0 ? '\n' : text.toByteArray()[(int) at - 1])
                            .isEqualTo((byte) '\n');
                }
                at = bytes.to();
            }
            assertThat(at).isEqualTo(text.size());
        }
    }

    @Test
    void onlyLargeDumpsHaveParts() throws IOException {
        Path small = fixture.write("small.jsonl", "x".repeat(SIZE));
        Path text = fixture.write("large.txt", "x".repeat(SIZE + 1));
        Path dump = fixture.write("large#2!.NDJSON", "x".repeat(SIZE + 1));
        assertThat(DumpPart.sources(small, true))
                .containsExactly(new Found.LocalFile(SourceUris.of(small), small, true));
        assertThat(DumpPart.sources(text, true)).hasSize(1);
        List<Found.LocalFile> parts = DumpPart.sources(dump, true);
        assertThat(parts).hasSize(2).extracting(Found.LocalFile::path).containsOnly(dump);
        assertThat(parts.getFirst().uri()).isEqualTo(SourceUris.of(dump));
        String second = parts.getLast().uri();
        assertThat(SourceUris.path(second)).isEqualTo(dump);
        assertThat(SourceUris.start(second)).isEqualTo(SIZE);
        assertThat(SourceUris.display(second)).isEqualTo(dump + "#byte=" + SIZE);
        assertThat(SourceDocument.sourceUri(SourceUris.member(second, "a#byte=7!/b")))
                .isEqualTo(second);
    }

    @Test
    void whatIsAppendedChangesTheLastPartAlone() throws IOException {
        Path dump = dump(600);
        assertThat(readBy(() -> fixture.ingest(fixture.files))).isEqualTo(3);
        assertThat(readBy(() -> fixture.ingest(fixture.files))).isZero();

        Files.writeString(dump, lines(600, 700), StandardOpenOption.APPEND);
        aged(dump);
        assertThat(readBy(() -> fixture.ingest(fixture.files))).isEqualTo(1);
        assertThat(fixture.found("n699")).containsExactly(SourceUris.of(dump) + "#byte=" + 2 * SIZE);

        Files.writeString(dump, lines(700, 800), StandardOpenOption.APPEND);
        aged(dump);
        assertThat(readBy(() -> fixture.ingest(dump)))
                .as("the last and a new one")
                .isEqualTo(2);
        assertThat(sources()).hasSize(4);
        for (int i = 0; i < 800; i++) {
            assertThat(fixture.found("n" + i)).as("line " + i).hasSize(1);
        }
    }

    @Test
    void aChangedLineIsReadWithItsPartAlone() throws IOException {
        Path dump = dump(700);
        fixture.ingest(dump);
        // Across the border of two parts, so that its end lies in the bytes of the next.
        String changed = lines(0, 255) + "m255" + " ".repeat(LINE) + "\n";
        changed += "m256" + " ".repeat(LINE * 2 - (changed.length() - 255 * LINE) - 5) + "\n" + lines(257, 700);
        Files.writeString(dump, changed);
        aged(dump);
        IngestReport[] report = new IngestReport[1];
        assertThat(readBy(() -> report[0] = fixture.ingest(dump))).isEqualTo(2);
        assertThat(report[0].unchanged()).isEqualTo(1);
        assertThat(fixture.found("m255")).containsExactly(SourceUris.of(dump));
        assertThat(fixture.found("n256")).isEmpty();
        assertThat(fixture.found("n257")).hasSize(1);
    }

    @Test
    void whatAShorterDumpDoesNotHaveIsForgotten() throws IOException {
        Path dump = dump(700);
        fixture.ingest(dump);
        assertThat(sources()).hasSize(3);
        dump(300);
        assertThat(fixture.ingest(dump).deleted()).isEqualTo(1);
        assertThat(sources()).containsExactly(SourceUris.of(dump), SourceUris.of(dump) + "#byte=" + SIZE);
        dump(5);
        fixture.ingest(fixture.files);
        assertThat(sources()).containsExactly(SourceUris.of(dump));
        assertThat(fixture.found("n4")).hasSize(1);
        assertThat(fixture.found("n5")).isEmpty();
        dump(300);
        fixture.ingest(fixture.files);
        Files.delete(dump);
        fixture.ingest(fixture.files);
        assertThat(sources()).isEmpty();
        assertThat(fixture.documents()).isEmpty();
    }

    @Test
    void aDocumentRemovedFromAPartStaysAwayAndTheOthersStay() throws IOException {
        Path dump = dump(600);
        fixture.ingest(fixture.files);
        String second = SourceUris.of(dump) + "#byte=" + SIZE;
        assertThat(fixture.ingestor.remove(SourceDocument.idOf(IngestFixture.C, second)))
                .isTrue();
        fixture.ingest(fixture.files);
        assertThat(fixture.documents()).doesNotContainKey(second).hasSize(2);
    }

    @Test
    void theOriginalOfADocumentIsItsPart() throws IOException {
        Path dump = dump(600);
        fixture.ingest(fixture.files);
        SourceDocument second = fixture.documents().get(SourceUris.of(dump) + "#byte=" + SIZE);
        try (InputStream original = fixture.ingestor.original(second)) {
            assertThat(new String(original.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(lines(256, 512));
        }
        SourceDocument first = fixture.documents().get(SourceUris.of(dump));
        Files.writeString(dump, "changed" + lines(0, 600));
        assertThat(fixture.ingestor.original(first)).isNull();
    }

    @Test
    void whatComesToADumpLaterHasTheReadersOfTheDump() throws IOException {
        SortedSet<String> red = Readers.of(List.of("group:red"));
        Path dump = dump(5);
        ingest(new AccessRule.Principals(red));
        assertThat(fixture.documents()).hasSize(1);
        Files.writeString(dump, lines(5, 600), StandardOpenOption.APPEND);
        aged(dump);
        ingest(AccessRule.UNSAID);
        assertThat(fixture.documents()).hasSize(3).allSatisfy((_, document) -> assertThat(document.readers())
                .isEqualTo(red));
    }

    private void ingest(AccessRule access) {
        fixture.ingestor.ingest(
                new IngestRequest(List.of(fixture.files.toString()), IngestFixture.C, access), _ -> {}, () -> false);
    }
}
