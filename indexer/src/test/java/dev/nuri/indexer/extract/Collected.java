package dev.nuri.indexer.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.PageStart;
import dev.nuri.indexer.Section;
import dev.nuri.indexer.TextExtractor;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/** A sink that keeps what it is given and checks what every document promises. */
final class Collected implements TextExtractor.Sink {

    record Failure(String member, String stage, String reason) {}

    final List<ExtractedDocument> documents = new ArrayList<>();
    final List<Failure> failures = new ArrayList<>();

    @Override
    public void document(ExtractedDocument document) {
        checkInvariants(document);
        documents.add(document);
    }

    @Override
    public void failure(String member, String stage, String reason) {
        assertThat(stage).isIn("read", "detect", "parse", "ocr", "limit");
        assertThat(reason).endsWith(".").doesNotContain("\n");
        failures.add(new Failure(member, stage, reason));
    }

    /** The one document there is. */
    ExtractedDocument only() {
        assertThat(failures).isEmpty();
        assertThat(documents).hasSize(1);
        return documents.getFirst();
    }

    /** The one failure there is. */
    Failure onlyFailure() {
        assertThat(documents).isEmpty();
        assertThat(failures).hasSize(1);
        return failures.getFirst();
    }

    /** All text, titles and member names, for looking strings up. */
    String everything() {
        StringBuilder all = new StringBuilder();
        documents.forEach(d -> all.append(d.member())
                .append('\n')
                .append(d.title())
                .append('\n')
                .append(d.text())
                .append('\n'));
        failures.forEach(f -> all.append(f.member()).append('\n'));
        return all.toString();
    }

    private static void checkInvariants(ExtractedDocument document) {
        String text = document.text();
        assertThat(Normalizer.isNormalized(text, Normalizer.Form.NFC)).isTrue();
        assertThat(text).doesNotContain("\u00AD", "\u200B", "\uFEFF", "\r").isEqualTo(text.strip());
        int at = 0;
        for (Section section : document.sections()) {
            assertThat(section.start()).isEqualTo(at);
            assertThat(section.end()).isGreaterThan(at);
            at = section.end();
            if (!section.headings().isEmpty()) {
                assertThat(text.substring(section.start(), section.end()).strip())
                        .startsWith(section.headings().getLast());
            }
        }
        assertThat(at).isEqualTo(text.length());
        int last = -1;
        for (PageStart page : document.pages()) {
            assertThat(page.start()).isGreaterThan(last).isLessThan(text.length());
            last = page.start();
        }
    }
}
