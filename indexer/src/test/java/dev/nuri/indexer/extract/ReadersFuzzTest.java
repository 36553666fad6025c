package dev.nuri.indexer.extract;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Targets of Jazzer for the readers that are Nuri's own and for what parser processes send. The usual run tries the seeds
 * only; docs/hostile-documents.md has the command that searches. A reader reports whatever it is given: any exception is
 * a finding.
 */
class ReadersFuzzTest {

    private static final long MAX_CHARS = 1 << 16;

    static Stream<byte[]> pages() {
        return texts(
                "<html><head><title>T</title><style>.a{display:none} @media x{b{color:red}}</style></head><body>"
                        + "<h1>H</h1><p class=a>x<table><tr><td>1<td>2</table><ul><li>y</ul><pre>z\n z</pre>",
                "<div>".repeat(10_000),
                "<style>" + "/*{".repeat(10_000) + "</style>x");
    }

    @MethodSource("pages")
    @FuzzTest(maxDuration = "60s")
    void html(byte[] bytes) {
        Reading.of("page.html", prefixed("<html>", bytes));
    }

    static Stream<byte[]> notes() {
        return texts(
                "---\ntitle: \"T\"\n---\n# H\n\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> q\n\n```\nc\n```\n",
                ">".repeat(10_000),
                "[".repeat(10_000),
                "---" + "\n".repeat(10_000));
    }

    @MethodSource("notes")
    @FuzzTest(maxDuration = "60s")
    void markdown(byte[] bytes) {
        Reading.of("notes.md", bytes);
    }

    @SuppressWarnings("StringConcatToTextBlock") // line ends are CR LF
    static Stream<byte[]> mails() {
        return texts(
                "From: a@b\r\nSubject: =?UTF-8?B?7ZqM?=\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
                        + "--b\r\nContent-Type: text/html; name*=utf-8''%EC%B2%A8.html\r\n\r\n<p>y\r\n--b--\r\n",
                "MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n".repeat(200));
    }

    @MethodSource("mails")
    @FuzzTest(maxDuration = "60s")
    void mail(byte[] bytes) {
        Reading.of("letter.eml", prefixed("Received: x\r\n", bytes));
    }

    static Stream<byte[]> frames() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Collected read = Reading.of("page.html", "<title>T</title><h1>H</h1><p>text</p>");
        try (DataOutputStream data = new DataOutputStream(out)) {
            Frames.writeDocument(data, read.only());
            Frames.writeFailure(data, "member", "parse", "A reason.");
            Frames.writeKind(data, Frames.DONE);
        }
        return Stream.of(out.toByteArray());
    }

    @MethodSource("frames")
    @FuzzTest(maxDuration = "60s")
    void framesOfAChild(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            while (true) {
                switch (Frames.readKind(in)) {
                    case Frames.DOCUMENT -> Frames.readDocument(in, MAX_CHARS);
                    case Frames.FAILURE -> {
                        Frames.readString(in);
                        Frames.readString(in);
                        Frames.readString(in);
                    }
                    default -> {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            // What a parent expects of a child that is out of its mind.
            return;
        }
    }

    private static byte[] prefixed(String prefix, byte[] bytes) {
        byte[] head = prefix.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        return all;
    }

    private static Stream<byte[]> texts(String... texts) {
        return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}
