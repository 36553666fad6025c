package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PassageSplitterTest {

    @Test
    void knowsAbbreviations() {
        String text = "Mr. Smith met Mrs. Jones. They spoke.";
        assertThat(PassageSplitter.sentences(text, "en"))
                .extracting(s -> s.of(text))
                .containsExactly("Mr. Smith met Mrs. Jones.", "They spoke.");
    }

    @Test
    void keepsSectionsApart() {
        String text = "One\nShort text.\nTwo\nMore text.";
        SourceDocument document = document(
                text,
                "en",
                List.of(new Section(0, 16, List.of("One")), new Section(16, text.length(), List.of("Two"))));
        assertThat(new PassageSplitter().split(document))
                .extracting(Passage::text)
                .containsExactly("One\nShort text.", "Two\nMore text.");
    }

    static SourceDocument document(String text, String lang, List<Section> sections) {
        return new SourceDocument(
                "id",
                "default",
                "file:/a",
                "a",
                lang,
                "text/plain",
                text,
                sections,
                List.of(),
                SourceDocument.hashOf(text),
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of());
    }
}
