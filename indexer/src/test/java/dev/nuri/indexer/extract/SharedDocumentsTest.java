package dev.nuri.indexer.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.TextExtractor;
import dev.nuri.indexer.TextExtractors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every shared file against what its index says it must yield. */
class SharedDocumentsTest {

    private static final TextExtractor EXTRACTOR = TextExtractors.forked(IndexerConfig.Parser.defaults());

    @AfterAll
    static void close() {
        EXTRACTOR.close();
    }

    @Test
    void sharedFilesAreThere() {
        assumeTrue(folder() != null, "shared/data/documents is not here: its files were not read");
    }

    @TestFactory
    Stream<DynamicTest> everyFileYieldsWhatItMust() throws IOException {
        Path folder = folder();
        if (folder == null) {
            return Stream.empty();
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("index.jsonl"))) {
            JsonNode entry = new ObjectMapper().readTree(line);
            tests.add(DynamicTest.dynamicTest(entry.get("file").asText(), () -> check(folder, entry)));
        }
        return tests.stream();
    }

    private static void check(Path folder, JsonNode entry) {
        Collected got = new Collected();
        String name = entry.get("file").asText();
        EXTRACTOR.extract(folder.resolve(name), name, got);
        switch (entry.get("expect").asText()) {
            case "text" -> assertThat(got.documents).isNotEmpty();
            case "container" ->
                assertThat(got.documents.size() + got.failures.size()).isPositive();
            case "encrypted" -> assertThat(got.onlyFailure().reason()).contains("password-protected");
            case "ocr" -> checkOcr(got);
            case "empty", "error", "reject" -> assertThat(got.onlyFailure()).isNotNull();
            default -> assertThat(got.documents.size() + got.failures.size()).isPositive();
        }
        String all = folded(got.everything());
        for (JsonNode wanted : entry.get("contains")) {
            assertThat(all).contains(folded(wanted.asText()));
        }
        if (name.startsWith("inject-hidden")) {
            assertThat(all).doesNotContain("PWNED");
            assertThat(got.only().warnings()).containsExactly("Hidden text was left out.");
        }
    }

    private static void checkOcr(Collected got) {
        if (got.documents.isEmpty()) {
            assertThat(got.onlyFailure().stage()).isEqualTo("ocr");
            return;
        }
        ExtractedDocument document = got.only();
        assertThat(document.warnings()).isNotEmpty();
    }

    private static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).replaceAll("[\\s\\u00A0]+", " ");
    }

    private static Path folder() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("shared/data/documents"))) {
            at = at.getParent();
        }
        return at == null ? null : at.resolve("shared/data/documents");
    }
}
