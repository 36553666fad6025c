package dev.nuri.indexer.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.ExtractedDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

/** Archives and e-mails: every member is a document with its path. */
class ContainersTest {

    @Test
    void tarMembersAreDocuments() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("letters/first.docx", OfficeFormatsTest.docx());
        files.put("notes/두 번째 😀.txt", "안녕하세요".getBytes(StandardCharsets.UTF_8));
        files.put("notes/empty.txt", new byte[0]);

        Collected tar = Reading.of("all.tar", tar(files));
        Collected tgz = Reading.of("all.tgz", gzip(tar(files)));

        assertThat(tar.documents)
                .extracting(ExtractedDocument::member)
                .containsExactly("letters/first.docx", "notes/두 번째 😀.txt");
        assertThat(tar.failures)
                .containsExactly(new Collected.Failure("notes/empty.txt", "read", "The file is empty."));
        assertThat(tgz.documents).isEqualTo(tar.documents);
    }

    /** Wherever it was cut behind the four bytes that tell a zip: after a whole member nothing broken is left to see but the list that is gone. */
    @Test
    void anArchiveThatWasCutIsWholeOrToldOf() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("first.txt", bytes("The first."));
        files.put("second.txt", bytes("The second."));
        files.put("third.txt", bytes("The third."));
        byte[] whole = zip(files, StandardCharsets.UTF_8);
        Collected all = Reading.of("whole.zip", whole);
        assertThat(all.failures).isEmpty();
        for (int length = 4; length < whole.length; length++) {
            Collected cut = Reading.of("cut.zip", Arrays.copyOf(whole, length));
            assertThat(cut.documents.equals(all.documents) || !cut.failures.isEmpty())
                    .as("cut after %d of %d bytes: %s", length, whole.length, cut.documents)
                    .isTrue();
        }
    }

    @Test
    void aCompressedFileIsADocumentItself() throws IOException {
        ExtractedDocument read = Reading.of("notes.txt.gz", gzip("compressed".getBytes(StandardCharsets.UTF_8)))
                .only();

        assertThat(read.member()).isEmpty();
        assertThat(read.text()).isEqualTo("compressed");
    }

    @Test
    void namesThatClimbOutAreOnlyLabels() throws IOException {
        Collected zip =
                Reading.of("climb.zip", zip(Map.of("../../etc/evil.txt", bytes("text")), StandardCharsets.UTF_8));

        assertThat(zip.only().member()).isEqualTo("../../etc/evil.txt");
        assertThat(zip.only().text()).isEqualTo("text");
    }

    @Test
    void legacyNamesAreDecoded() throws IOException {
        Collected zip =
                Reading.of("old.zip", zip(Map.of("회의록과 보고서.txt", bytes("text")), Charset.forName("x-windows-949")));

        assertThat(zip.only().member()).isEqualTo("회의록과 보고서.txt");
    }

    @Test
    void nestingIsBoundedAndReported() throws IOException {
        byte[] nested = zip(Map.of("a.txt", bytes("deep")), StandardCharsets.UTF_8);
        for (int i = 0; i < 5; i++) {
            nested = zip(Map.of("inner.zip", nested), StandardCharsets.UTF_8);
        }
        Collected.Failure failure = Reading.of("nested.zip", nested).onlyFailure();

        assertThat(failure.stage()).isEqualTo("limit");
        assertThat(failure.member()).isEqualTo("inner.zip/inner.zip/inner.zip/inner.zip");
    }

    @Test
    void bombsAndCrowdsAreStopped() throws IOException {
        Map<String, byte[]> zeros = new LinkedHashMap<>();
        Map<String, byte[]> crowd = new LinkedHashMap<>();
        for (int i = 0; i < 60; i++) {
            zeros.put(i + ".txt", "0".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII));
            crowd.put(i + ".txt", bytes("member " + i));
        }
        Collected bomb = Reading.of("bomb.zip", zip(zeros, StandardCharsets.UTF_8));
        Collected many = Reading.of("crowd.zip", zip(crowd, StandardCharsets.UTF_8));

        assertThat(bomb.failures).singleElement().satisfies(f -> assertThat(f.stage())
                .isEqualTo("limit"));
        assertThat(many.documents).hasSize(50);
        assertThat(many.failures).singleElement().satisfies(f -> assertThat(f.reason())
                .contains("50 members"));
    }

    @Test
    void textBeyondTheLimitIsRefused() {
        Collected.Failure failure =
                Reading.of("long.txt", "word ".repeat(300_000)).onlyFailure();

        assertThat(failure.stage()).isEqualTo("limit");
        assertThat(failure.reason()).contains("1000000 characters");
    }

    @Test
    void mailHasSubjectBodyAndAttachments() {
        String attachment = Base64.getEncoder().encodeToString("첨부한 글".getBytes(StandardCharsets.UTF_8));
        String mail = """
                From: "An Author" <author@example.org>
                To: reader@example.org
                Subject: =?UTF-8?B?7ZqM7J2YIOyViOuCtA==?=
                Date: Mon, 1 Jan 2024 10:00:00 +0900
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="outer"

                --outer
                Content-Type: multipart/alternative; boundary="inner"

                --inner
                Content-Type: text/plain; charset=iso-8859-1
                Content-Transfer-Encoding: quoted-printable

                The plain body, caf=E9.
                --inner
                Content-Type: text/html; charset=utf-8

                <p>The rich body.</p>
                --inner--
                --outer
                Content-Type: text/plain; charset=utf-8
                Content-Disposition: attachment; filename*=UTF-8''%EC%B2%A8%EB%B6%80.txt
                Content-Transfer-Encoding: base64

                ATTACHMENT
                --outer--
                """.replace("ATTACHMENT", attachment);

        Collected read = Reading.of("mail.eml", mail.replace("\n", "\r\n"));

        assertThat(read.failures).isEmpty();
        assertThat(read.documents).hasSize(2);
        ExtractedDocument body = read.documents.getFirst();
        assertThat(body.title()).isEqualTo("회의 안내");
        assertThat(body.text()).isEqualTo("The plain body, café.");
        assertThat(body.metadata())
                .containsEntry("author", "An Author")
                .containsEntry("created", "2024-01-01T01:00:00Z");
        assertThat(read.documents.getLast().member()).isEqualTo("첨부.txt");
        assertThat(read.documents.getLast().text()).isEqualTo("첨부한 글");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] zip(Map<String, byte[]> files, Charset names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out, names)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] tar(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
        return out.toByteArray();
    }
}
