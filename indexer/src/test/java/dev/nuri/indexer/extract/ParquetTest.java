package dev.nuri.indexer.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.FilePart;
import dev.nuri.indexer.MadeParquet;
import dev.nuri.indexer.MadeParquet.Codec;
import dev.nuri.indexer.MadeParquet.Thrift;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dumps in Parquet. */
class ParquetTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uncompressed-v1",
                "uncompressed-v2",
                "snappy-v1",
                "snappy-v2",
                "gzip-v1",
                "gzip-v2",
                "zstd-v1",
                "zstd-v2",
                "lz4-raw-v1",
                "lz4-raw-v2"
            })
    void eachRowIsADocument(String name) throws IOException {
        Collected read = Reading.of("wiki.parquet", resource(name + ".parquet"));
        assertThat(read.documents).extracting(ExtractedDocument::member).containsExactly("7", "9");
        ExtractedDocument first = read.documents.getFirst();
        assertThat(first.title()).isEqualTo("서울");
        assertThat(first.text()).isEqualTo("서울은 대한민국의 수도이다.\n\n한강이 흐른다.");
        assertThat(first.metadata())
                .containsEntry("url", "https://ko.example/7")
                .containsEntry("modified", "2024-02-03T04:03:04Z");
        assertThat(first.mediaType()).isEqualTo(ParquetReader.TYPE);
        assertThat(read.documents.getLast().text()).isEqualTo("The lighthouse was built of white stone in 1908.");
        assertThat(read.failures)
                .containsExactly(new Collected.Failure(
                        "row-2",
                        "parse",
                        "The row has no text: none of the fields text, contents, content, body is there."));
    }

    @ParameterizedTest
    @EnumSource(
            value = Codec.class,
            names = {"LZO"},
            mode = EnumSource.Mode.EXCLUDE)
    void rowsOfManyPagesAndGroupsComeInOrder(Codec codec) {
        List<String> texts = IntStream.range(0, 50)
                .mapToObj(i -> "Text " + i + " " + "word ".repeat(i * 40) + "ends.")
                .toList();
        Collected read = Reading.of(
                "dump.parquet",
                new MadeParquet()
                        .numbers("id", LongStream.range(100, 150).boxed().toList())
                        .text("text", texts)
                        .codec(codec)
                        .rowsOfPage(7)
                        .rowsOfGroup(20)
                        .build());
        assertThat(read.failures).isEmpty();
        assertThat(read.documents).extracting(ExtractedDocument::text).isEqualTo(texts);
        assertThat(read.documents)
                .extracting(ExtractedDocument::member)
                .isEqualTo(IntStream.range(100, 150).mapToObj(Integer::toString).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 1_000})
    void everyRowIsInOnePart(int rowsOfGroup) {
        List<String> texts = IntStream.range(0, 100)
                .mapToObj(i -> "Row " + i + " " + "word ".repeat(i % 7 * 50) + "ends.")
                .toList();
        byte[] file = new MadeParquet()
                .text("text", texts)
                .rowsOfGroup(rowsOfGroup)
                .rowsOfPage(10)
                .build();
        List<ExtractedDocument> documents = new ArrayList<>();
        int parts = 0;
        for (int from = 0; from < file.length; from += 3_000) {
            Collected read = Reading.of("dump.parquet", file, new FilePart(from, Math.min(file.length, from + 3_000)));
            assertThat(read.failures).isEmpty();
            documents.addAll(read.documents);
            parts += read.documents.isEmpty() ? 0 : 1;
        }
        assertThat(documents).extracting(ExtractedDocument::text).isEqualTo(texts);
        assertThat(documents)
                .extracting(ExtractedDocument::member)
                .isEqualTo(
                        IntStream.rangeClosed(1, 100).mapToObj(i -> "row-" + i).toList());
        assertThat(parts).isGreaterThan(4);
    }

    @Test
    void whatIsWrongWithAllOfItIsToldOfTheFirstPart() {
        byte[] whole = new MadeParquet().text("notes", "x").build();
        byte[] damaged = Arrays.copyOf(whole, whole.length - 3);
        for (byte[] file : List.of(
                whole, damaged, new byte[100], new MadeParquet().text("text").build())) {
            assertThat(Reading.of("dump.parquet", file, new FilePart(0, 50)).failures)
                    .hasSize(1);
            Collected later = Reading.of("dump.parquet", file, new FilePart(50, 100));
            assertThat(later.failures).isEmpty();
            assertThat(later.documents).isEmpty();
        }
    }

    @Test
    void aRowAndALineGiveTheSameDocument() {
        ExtractedDocument row = Reading.of(
                        "dump.parquet",
                        new MadeParquet()
                                .text("_id", "a/1")
                                .text("headline", "Stone")
                                .text("contents", (String) null)
                                .text(
                                        "body",
                                        "1 First\n\nThe light is seen for thirty kilometres.\n\n2 Second\n\nIt stands.")
                                .text("uri", "https://example.org/a")
                                .text("updated", "2024-02-03T04:05:06Z")
                                .build())
                .only();
        ExtractedDocument line = Reading.of("dump.jsonl", """
                {"_id": "a/1", "headline": "Stone", "contents": null, "uri": "https://example.org/a", \
                "updated": "2024-02-03T04:05:06Z", \
                "body": "1 First\\n\\nThe light is seen for thirty kilometres.\\n\\n2 Second\\n\\nIt stands."}""").only();
        assertThat(row).usingRecursiveComparison().ignoringFields("mediaType").isEqualTo(line);
    }

    @Test
    void bytesThatAreTextAreReadAndOthersReported() {
        byte[] text = "등대는 돌로 지어졌다.".getBytes(StandardCharsets.UTF_8);
        Collected read = Reading.of(
                "dump.parquet",
                new MadeParquet()
                        .bytes("text", text, new byte[] {(byte) 0xFF, 0, 1}, null, text)
                        .text("id", "a", "b", "c", " ")
                        .build());
        assertThat(read.documents).extracting(ExtractedDocument::member).containsExactly("a", "row-4");
        assertThat(read.documents.getFirst().text()).isEqualTo("등대는 돌로 지어졌다.");
        assertThat(read.failures).extracting(Collected.Failure::member).containsExactly("row-2", "row-3");
    }

    @Test
    void aCompressedDumpIsReadLikeThePlainOne() throws IOException {
        byte[] dump = new MadeParquet().text("text", "First.", "Second.").build();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(dump);
        }
        assertThat(Reading.of("dump.parquet.gz", bytes.toByteArray()).documents)
                .isEqualTo(Reading.of("dump.parquet", dump).documents)
                .hasSize(2);
        assertThat(Reading.of("no-ending", dump).documents).hasSize(2);
    }

    @Test
    void aHundredRowsWithoutTextAreToldOneByOneAndTheRestInOne() {
        Collected read = Reading.of(
                "dump.parquet",
                new MadeParquet().text("text", Collections.nCopies(250, null)).build());
        assertThat(read.documents).isEmpty();
        assertThat(read.failures).hasSize(101);
        assertThat(read.failures.getLast().reason()).startsWith("150 more of its rows");
    }

    @Test
    void aLongDumpIsReadAsFarAsItMay() {
        Collected read = Reading.of(
                "dump.parquet",
                new MadeParquet()
                        .text("text", Collections.nCopies(80, "A row."))
                        .build());
        assertThat(read.documents).hasSize(50);
        assertThat(read.failures)
                .containsExactly(new Collected.Failure("", "limit", "It has more than 50 members; the rest was left."));
    }

    @Test
    void whatHoldsNoTextIsSaidInASentence() {
        assertFails(
                "has no column of text", new MadeParquet().text("notes", "x").build());
        assertFails(
                "has no column of text",
                new MadeParquet().numbers("text", List.of(1L)).build());
        assertFails("has no column of text", new MadeParquet().build());
        assertFails("has no rows", new MadeParquet().text("text").build());
        assertFails(
                "column text is compressed with LZO",
                new MadeParquet().text("text", "x").codec(Codec.LZO).build());
    }

    @Test
    void whatIsDamagedIsSaidInASentence() {
        byte[] whole = new MadeParquet()
                .text("text", "The lighthouse.", "The harbour.")
                .codec(Codec.GZIP)
                .build();
        assertFails("damaged", Arrays.copyOf(whole, whole.length / 2));
        assertFails("damaged", Arrays.copyOf(whole, 4));
        assertFails("damaged", Arrays.copyOf(whole, whole.length - 1));
        byte[] otherEnd = whole.clone();
        otherEnd[whole.length - 1] = '2';
        assertFails("damaged", otherEnd);
        byte[] longFooter = whole.clone();
        Arrays.fill(longFooter, whole.length - 8, whole.length - 5, (byte) 0x7F);
        assertFails("damaged", longFooter);
        byte[] otherPage = whole.clone();
        Arrays.fill(otherPage, 30, 60, (byte) 7);
        assertFails("damaged", otherPage);
        assertFails("damaged", MadeParquet.ofFooter(new byte[0]));
        assertFails("damaged", MadeParquet.ofFooter(new byte[] {25, -4, -1, -1, -1, -1, 7}));
        assertFails("does not begin like one", "PAR0 is no Parquet file.".getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @EnumSource(
            value = Codec.class,
            names = {"SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
    void aPageThatHoldsMoreThanItSaysIsRefused(Codec codec) {
        byte[] file = new MadeParquet()
                .text("text", "The lighthouse. ".repeat(50_000))
                .codec(codec)
                .claimPageBytes(100)
                .build();
        assertThat(Reading.of("dump.parquet", file).onlyFailure().stage()).isEqualTo("parse");
    }

    @Test
    void whatIsEncryptedIsSaidInASentence() {
        byte[] whole = new MadeParquet().text("text", "The lighthouse.").build();
        byte[] hidden = whole.clone();
        hidden[3] = 'E';
        hidden[hidden.length - 1] = 'E';
        assertFails("password-protected", hidden);
        byte[] plainFooter = new MadeParquet()
                .text("text", "The lighthouse.")
                .footer(footer -> withEncryption(footer))
                .build();
        assertFails("password-protected", plainFooter);
    }

    /** The footer with the field that names how columns are encrypted. */
    private static byte[] withEncryption(byte[] footer) {
        Thrift field = new Thrift();
        field.list(4, Thrift.STRUCT, 0);
        field.begin(8);
        field.begin(1);
        field.end();
        field.end();
        byte[] tail = field.bytes();
        // The end mark of the footer gives way to the field; the list before it stood for field 4 already.
        byte[] joined = Arrays.copyOf(footer, footer.length - 1 + tail.length - 2);
        System.arraycopy(tail, 2, joined, footer.length - 1, tail.length - 2);
        return joined;
    }

    private static void assertFails(String reason, byte[] file) {
        assertThat(Reading.of("dump.parquet", file).onlyFailure().reason()).contains(reason);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ParquetTest.class.getResourceAsStream("parquet/" + name)) {
            return in.readAllBytes();
        }
    }
}
