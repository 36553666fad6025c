package dev.nuri.indexer.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.FilePart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Dumps with a JSON object a line. */
class JsonLinesTest {

    @Test
    void eachLineIsADocument() {
        Collected read = Reading.of("wiki.jsonl", """
                \uFEFF{"id": "12#0", "title": "서울", "text": "서울은 대한민국의 수도이다.\\n\\n한강이 흐른다.", "url": "https://ko.example/서울"}

                {"_id": 7, "contents": "Seven has no title.", "date": "2024-02-03T04:05:06Z", "views": [1, 2]}
                {"title": "No id", "body": "Named by its line.", "text": "  "}
                """);
        assertThat(read.failures).isEmpty();
        assertThat(read.documents).extracting(ExtractedDocument::member).containsExactly("12#0", "7", "line-4");
        ExtractedDocument first = read.documents.getFirst();
        assertThat(first.title()).isEqualTo("서울");
        assertThat(first.text()).isEqualTo("서울은 대한민국의 수도이다.\n\n한강이 흐른다.");
        assertThat(first.metadata()).containsEntry("url", "https://ko.example/서울");
        assertThat(first.mediaType()).isEqualTo(JsonLinesReader.TYPE);
        assertThat(read.documents.get(1).metadata()).containsEntry("modified", "2024-02-03T04:05:06Z");
        assertThat(read.documents.get(2).title()).isEqualTo("No id");
    }

    @Test
    void aCompressedDumpIsReadLikeThePlainOne() throws IOException {
        String dump = "{\"id\": \"a\", \"text\": \"First.\"}\n{\"id\": \"b\", \"text\": \"Second.\"}";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(dump.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Reading.of("dump.ndjson.gz", bytes.toByteArray()).documents)
                .isEqualTo(Reading.of("dump.ndjson", dump).documents)
                .hasSize(2);
    }

    @Test
    void aBrokenLineIsReportedAndTheOthersAreRead() {
        Collected read = Reading.of("dump.jsonl", """
                {"id": "a", "text": "Whole."}
                {"id": "b", "text": "cut
                {"id": "c", "title": "no text"}
                [1, 2]
                {"id": "d", "text": "two"} {"id": "e", "text": "on a line"}
                {"id": "f", "text": "Whole too."}""");
        assertThat(read.documents).extracting(ExtractedDocument::member).containsExactly("a", "f");
        assertThat(read.failures)
                .extracting(Collected.Failure::member)
                .containsExactly("line-2", "line-3", "line-4", "line-5");
        assertThat(read.failures).extracting(Collected.Failure::stage).containsOnly("parse");
        assertThat(read.failures.get(1).reason()).contains("text, contents, content, body");
    }

    @Test
    void aHundredBrokenLinesAreToldOneByOneAndTheRestInOne() {
        String broken = IntStream.range(0, 250).mapToObj(i -> "{" + i).collect(Collectors.joining("\n"));
        Collected read = Reading.of("dump.jsonl", "{\"text\": \"Whole.\"}\n" + broken);
        assertThat(read.documents).hasSize(1);
        assertThat(read.failures).hasSize(101);
        assertThat(read.failures.getLast().reason()).startsWith("150 more");
    }

    @Test
    void whatHoldsNoDocumentsIsText() {
        Collected log = Reading.of(
                "server.jsonl", "{\"time\": 1, \"message\": \"started\"}\n{\"time\": 2, \"message\": \"stopped\"}");
        assertThat(log.only().text()).contains("started", "stopped");
        assertThat(log.only().warnings()).singleElement().asString().contains("read as plain text");
        assertThat(Reading.of("notes.jsonl", "No JSON at all.").only().text()).isEqualTo("No JSON at all.");
    }

    @Test
    void aPartIsReadAsItsFileIs() {
        String head = "{\"text\": \"First.\"}\n";
        String tail = "{\"no\": \"text\"}\n{\"text\": \"등대.\"}";
        byte[] dump = (head + tail).getBytes(StandardCharsets.UTF_8);
        assertThat(Reading.of("dump.jsonl", dump, new FilePart(0, head.length()))
                        .only()
                        .text())
                .isEqualTo("First.");
        Collected second = Reading.of("dump.jsonl", dump, new FilePart(head.length(), dump.length));
        assertThat(second.documents).extracting(ExtractedDocument::member).containsExactly("line-2");
        assertThat(second.failures).extracting(Collected.Failure::member).containsExactly("line-1");
        assertThat(Reading.of("dump.jsonl", dump, new FilePart(dump.length, dump.length)).documents)
                .isEmpty();

        byte[] log = "started\nstopped\n{\"text\": \"said\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(Reading.of("log.jsonl", log, new FilePart(8, log.length))
                        .only()
                        .text())
                .isEqualTo("stopped\n{\"text\": \"said\"}");
    }

    @Test
    void aLongDumpIsReadAsFarAsItMay() {
        String dump = IntStream.range(0, 80)
                .mapToObj(i -> "{\"id\": " + i + ", \"text\": \"Text " + i + "\"}")
                .collect(Collectors.joining("\n"));
        Collected read = Reading.of("dump.jsonl", dump);
        assertThat(read.documents).hasSize(50);
        assertThat(read.failures)
                .containsExactly(new Collected.Failure("", "limit", "It has more than 50 members; the rest was left."));
    }
}
