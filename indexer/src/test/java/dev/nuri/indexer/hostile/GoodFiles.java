package dev.nuri.indexer.hostile;

import static dev.nuri.indexer.hostile.Packed.bytes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.MadeParquet;
import dev.nuri.indexer.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files that can be read, to be damaged: made ones of many kinds, and the shared documents where they are. */
final class GoodFiles {

    private static final int MAX_SHARED = 1 << 20;
    private static final String TEXT = "The lighthouse was built of white stone in 1908. It stands on a rock before the"
            + " harbour, and its light is seen for thirty kilometres on clear nights.";
    private static final String KOREAN = "등대는 1908년에 흰 돌로 지어졌다. 항구 앞 바위 위에 서 있으며 맑은 밤에는 삼십 킬로미터 밖에서도 보인다.";
    private static final String RUSSIAN = "Маяк построен из белого камня в 1908 году. Он стоит на скале перед гаванью.";

    private GoodFiles() {}

    static List<Made> all() {
        List<Made> all = new ArrayList<>(made());
        all.addAll(shared());
        return all;
    }

    private static List<Made> made() {
        String paragraphs = "<p>" + TEXT + "</p><p>" + KOREAN + "</p>";
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("plain.txt", bytes(TEXT + "\n\n" + KOREAN));
        files.put("korean-949.txt", KOREAN.getBytes(Charset.forName("x-windows-949")));
        files.put("russian-koi8.txt", RUSSIAN.repeat(3).getBytes(Charset.forName("KOI8-R")));
        files.put("wide.txt", KOREAN.getBytes(java.nio.charset.StandardCharsets.UTF_16));
        files.put("page.html", bytes("<html><head><title>A page</title></head><body><h1>Title</h1>" + paragraphs));
        files.put("notes.md", bytes("---\ntitle: Notes\n---\n# Heading\n\n" + TEXT + "\n\n- one\n- two\n"));
        files.put("table.csv", bytes("place,built\nlighthouse,1908\nharbour,1890\n".repeat(20)));
        files.put("data.json", bytes("{\"text\": \"" + TEXT + "\", \"list\": [1, 2, 3]}"));
        files.put("data.xml", bytes("<r><a>" + TEXT + "</a><b>" + KOREAN + "</b></r>"));
        files.put("drawing.svg", bytes("<svg xmlns=\"http://www.w3.org/2000/svg\"><text>" + TEXT + "</text></svg>"));
        files.put("letter.rtf", bytes("{\\rtf1\\ansi " + TEXT.repeat(3) + "\\par another paragraph\\par}"));
        files.put(
                "mail.eml",
                bytes("From: a@example.org\r\nSubject: Lighthouse\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
                        + TEXT
                        + "\r\n--b\r\nContent-Type: text/html; name=a.html\r\nContent-Disposition: attachment;"
                        + " filename=a.html\r\n\r\n" + paragraphs + "\r\n--b--\r\n"));
        files.put("box.mbox", bytes(("From a@b Thu Jan  1 00:00:00 2026\nSubject: x\n\n" + TEXT + "\n\n").repeat(3)));
        String word = Packages.word((Packages.paragraph(TEXT) + Packages.paragraph(KOREAN)).repeat(8));
        files.put("word.docx", Packages.docx(Packages.text(word), Map.of()));
        files.put(
                "text.odt",
                Packages.odt(
                        Packages.text(Packages.odf(
                                ("<text:p>" + TEXT + "</text:p><text:p>" + KOREAN + "</text:p>").repeat(8))),
                        Map.of()));
        files.put(
                "book.epub",
                Packages.epub(
                        Packages.text("<html xmlns=\"http://www.w3.org/1999/xhtml\"><body>" + paragraphs.repeat(8)
                                + "</body></html>"),
                        Map.of()));
        files.put("members.zip", Packed.zip(Map.of("a.txt", Packages.text(TEXT), "b.html", Packages.text(paragraphs))));
        files.put("members.tar", Packed.tar(Map.of("a.txt", bytes(TEXT), "b.html", bytes(paragraphs))));
        files.put("members.tgz", Packed.gzip(out -> out.write(files.get("members.tar"))));
        files.put("one.txt.gz", Packed.gzip(Packages.text(TEXT)));
        files.put("one.txt.bz2", Packed.bzip2(Packages.text(TEXT)));
        files.put("one.txt.xz", Packed.xz(Packages.text(TEXT)));
        files.put("members.7z", Packed.sevenZ("a.txt", Packages.text(TEXT)));
        files.put("dump.parquet", dump(MadeParquet.Codec.UNCOMPRESSED));
        files.put("dump-snappy.parquet", dump(MadeParquet.Codec.SNAPPY));
        files.put("dump-zstd.parquet", dump(MadeParquet.Codec.ZSTD));
        return files.entrySet().stream()
                .map(file -> new Made(file.getKey(), file::getValue))
                .toList();
    }

    private static byte[] dump(MadeParquet.Codec codec) {
        return new MadeParquet()
                .text("id", "a", "b", "c")
                .text("title", "Lighthouse", null, "Маяк")
                .text("text", TEXT, KOREAN, RUSSIAN)
                .codec(codec)
                .rowsOfGroup(2)
                .build();
    }

    /** The shared documents that can be read. */
    private static List<Made> shared() {
        Path folder = SharedData.folder().map(data -> data.resolve("documents")).orElse(null);
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try {
            List<Made> files = new ArrayList<>();
            for (String line : Files.readAllLines(folder.resolve("index.jsonl"))) {
                JsonNode entry = new ObjectMapper().readTree(line);
                Path file = folder.resolve(entry.get("file").asText());
                boolean readable = entry.get("expect").asText().equals("text");
                if (readable && Files.size(file) <= MAX_SHARED) {
                    files.add(new Made(entry.get("file").asText(), () -> read(file)));
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
