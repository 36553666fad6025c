package dev.nuri.indexer.hostile;

import static dev.nuri.indexer.hostile.Packed.bytes;
import static dev.nuri.indexer.hostile.Packed.collected;
import static dev.nuri.indexer.hostile.Packed.letters;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Files that are small and want to become large, deep or many: every kind in several sizes and depths. */
final class Bombs {

    private static final long MIB = 1 << 20;

    private final List<Made> all = new ArrayList<>();

    private Bombs() {}

    static List<Made> all() {
        Bombs bombs = new Bombs();
        bombs.compressed();
        bombs.nested();
        bombs.crowds();
        bombs.entities();
        bombs.packages();
        bombs.deep();
        bombs.pictures();
        bombs.pdf();
        bombs.wide();
        new ParquetBombs(bombs::add).add();
        return bombs.all;
    }

    private void add(String name, java.util.function.Supplier<byte[]> bytes) {
        all.add(new Made(name, bytes));
    }

    private void compressed() {
        for (long size : new long[] {10 * MIB, 40 * MIB, 200 * MIB}) {
            String label = size / MIB + "m";
            Packed.Writer content = letters(size);
            add("zip-" + label + ".zip", () -> Packed.zip(Map.of("a.txt", content)));
            add("gzip-" + label + ".txt.gz", () -> Packed.gzip(content));
            add("bzip2-" + label + ".txt.bz2", () -> Packed.bzip2(letters(size / 10)));
            add("xz-" + label + ".txt.xz", () -> Packed.xz(content));
            add("7z-" + label + ".7z", () -> Packed.sevenZ("a.txt", letters(size / 4)));
            add(
                    "tgz-" + label + ".tgz",
                    () -> Packed.gzip(out -> out.write(Packed.tar(Map.of("a.txt", collected(letters(size / 4)))))));
            add("mail-" + label + ".eml", () -> mail(Packed.zip(Map.of("a.txt", content))));
            add("gzip-of-gzip-" + label + ".gz", () -> {
                byte[] once = Packed.gzip(content);
                return Packed.gzip(out -> out.write(once));
            });
        }
        for (long promised : new long[] {MIB << 8, 1L << 32}) {
            add("tar-promises-" + promised + ".tar", () -> Packed.tarThatPromises(promised));
        }
    }

    /** A zip in a zip, and so on; each level holds several copies. */
    private void nested() {
        for (int depth : new int[] {3, 6, 20, 100}) {
            for (int width : new int[] {1, 4, 16}) {
                add("nested-" + depth + "x" + width + ".zip", () -> {
                    byte[] inner = Packed.zip(Map.of("a.txt", letters(MIB)));
                    for (int i = 0; i < depth; i++) {
                        inner = Packed.zip(copies(inner, i < 8 ? width : 1, "inner-%d.zip"));
                    }
                    return inner;
                });
            }
            add("nested-gz-" + depth + ".gz", () -> {
                byte[] inner = Packed.gzip(letters(MIB));
                for (int i = 0; i < depth; i++) {
                    byte[] before = inner;
                    inner = Packed.gzip(out -> out.write(before));
                }
                return inner;
            });
            add("nested-tar-" + depth + ".tar", () -> {
                byte[] inner = bytes("deep");
                for (int i = 0; i < Math.min(depth, 20); i++) {
                    inner = Packed.tar(Map.of(i == 0 ? "a.txt" : "inner.tar", inner));
                }
                return inner;
            });
            add("nested-mail-" + depth + ".eml", () -> {
                String inner = "Subject: deep\r\n\r\ntext\r\n";
                for (int i = 0; i < depth; i++) {
                    inner = "Subject: level\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" + inner;
                }
                return bytes(inner);
            });
        }
        add("overlapping.zip", () -> overlapping(2_000, 4 * MIB));
        add("overlapping-many.zip", () -> overlapping(30_000, MIB));
    }

    private static Map<String, Packed.Writer> copies(byte[] content, int count, String name) {
        Map<String, Packed.Writer> members = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            members.put(String.format(Locale.ROOT, name, i), out -> out.write(content));
        }
        return members;
    }

    /** A zip whose directory names one compressed member many times. */
    private static byte[] overlapping(int names, long size) {
        byte[] one = Packed.zip(Map.of("a.txt", letters(size)));
        ByteBuffer in = ByteBuffer.wrap(one).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int end = one.length - 22;
        int directory = in.getInt(end + 16);
        byte[] entry = java.util.Arrays.copyOfRange(one, directory, end);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(one, 0, directory);
        for (int i = 0; i < names; i++) {
            out.writeBytes(entry);
        }
        ByteBuffer tail = ByteBuffer.wrap(one, end, 22).slice().order(java.nio.ByteOrder.LITTLE_ENDIAN);
        byte[] last = new byte[22];
        tail.get(last);
        ByteBuffer.wrap(last)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putShort(8, (short) names)
                .putShort(10, (short) names)
                .putInt(12, names * entry.length);
        out.writeBytes(last);
        return out.toByteArray();
    }

    private void crowds() {
        for (int count : new int[] {1_000, 20_000, 60_000}) {
            add("crowd-" + count + ".zip", () -> Packed.zip(copies(bytes("member"), count, "%d.txt")));
            add("crowd-empty-" + count + ".zip", () -> Packed.zip(copies(new byte[0], count, "%d.txt")));
            add(
                    "crowd-" + count + ".mbox",
                    () -> bytes("From a@b Thu Jan  1 00:00:00 2026\nSubject: x\n\nhello\n\n".repeat(count)));
            add(
                    "crowd-parts-" + count + ".eml",
                    () -> bytes("MIME-Version: 1.0\r\n"
                            + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                            + "--b\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment\r\n\r\nx\r\n"
                                    .repeat(count)
                            + "--b--\r\n"));
            add("crowd-headers-" + count + ".eml", () -> bytes("X-Header: value\r\n".repeat(count) + "\r\ntext\r\n"));
        }
    }

    /** Entities that stand for others: exponential in depth, and quadratic in length. */
    private void entities() {
        for (int depth : new int[] {5, 10, 30}) {
            for (int width : new int[] {3, 10, 30}) {
                String laughs = laughs(depth, width);
                add("laughs-" + depth + "x" + width + ".xml", () -> bytes(laughs + "<r>&e" + depth + ";</r>"));
                add(
                        "laughs-" + depth + "x" + width + ".svg",
                        () -> bytes(laughs + "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>&e" + depth
                                + ";</text></svg>"));
                add(
                        "laughs-" + depth + "x" + width + ".docx",
                        () -> Packages.docx(
                                Packages.text(laughs + Packages.word(Packages.paragraph("&e" + depth + ";"))),
                                Map.of()));
                add(
                        "laughs-" + depth + "x" + width + ".odt",
                        () -> Packages.odt(
                                Packages.text(laughs + Packages.odf("<text:p>&e" + depth + ";</text:p>")), Map.of()));
                add(
                        "laughs-" + depth + "x" + width + ".epub",
                        () -> Packages.epub(
                                Packages.text(laughs + "<html><body><p>&e" + depth + ";</p></body></html>"), Map.of()));
            }
        }
        for (int size : new int[] {10_000, 300_000}) {
            add(
                    "quadratic-" + size + ".xml",
                    () -> bytes("<!DOCTYPE r [<!ENTITY e \"" + "a".repeat(size) + "\">]><r>" + "&e;".repeat(size / 10)
                            + "</r>"));
            add(
                    "parameter-entities-" + size + ".xml",
                    () -> bytes("<!DOCTYPE r [<!ENTITY % a \"" + "b".repeat(size) + "\">" + "%a;".repeat(size / 100)
                            + "]><r/>"));
            add("attributes-" + size + ".xml", () -> bytes("<r " + attributes(size) + ">x</r>"));
        }
    }

    private static String attributes(int count) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < count; i++) {
            out.append('a').append(i).append("='' ");
        }
        return out.toString();
    }

    private static String laughs(int depth, int width) {
        StringBuilder out = new StringBuilder("<!DOCTYPE r [<!ENTITY e0 \"lol\">");
        for (int i = 1; i <= depth; i++) {
            out.append("<!ENTITY e")
                    .append(i)
                    .append(" \"")
                    .append(("&e" + (i - 1) + ";").repeat(width))
                    .append("\">");
        }
        return out.append("]>").toString();
    }

    /** Packages with a part that unpacks to far more than it is. */
    private void packages() {
        for (long size : new long[] {20 * MIB, 100 * MIB}) {
            String label = size / MIB + "m";
            Packed.Writer one = out -> {
                out.write(bytes("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
                        + "<w:body><w:p><w:r><w:t>"));
                letters(size).to(out);
                out.write(bytes("</w:t></w:r></w:p></w:body></w:document>"));
            };
            add("part-" + label + ".docx", () -> Packages.docx(one, Map.of()));
            add(
                    "part-" + label + ".odt",
                    () -> Packages.odt(
                            out -> {
                                out.write(bytes("<office:document-content"
                                        + " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\">"));
                                letters(size).to(out);
                                out.write(bytes("</office:document-content>"));
                            },
                            Map.of()));
            add(
                    "part-" + label + ".epub",
                    () -> Packages.epub(
                            out -> {
                                out.write(bytes("<html><body><p>"));
                                letters(size).to(out);
                                out.write(bytes("</p></body></html>"));
                            },
                            Map.of()));
            add("part-" + label + ".xlsx", () -> Packages.xlsx(letters(size), Map.of()));
            add("part-" + label + ".pptx", () -> Packages.pptx(letters(size), Map.of()));
            add(
                    "tags-" + label + ".docx",
                    () -> Packages.docx(
                            out -> {
                                out.write(bytes("<w:document"
                                        + " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
                                        + "<w:body>"));
                                byte[] paragraph = bytes(Packages.paragraph("a"));
                                for (long left = size; left > 0; left -= paragraph.length) {
                                    out.write(paragraph);
                                }
                                out.write(bytes("</w:body></w:document>"));
                            },
                            Map.of()));
        }
    }

    private void deep() {
        for (int depth : new int[] {1_000, 20_000, 300_000}) {
            deep("elements-" + depth + ".xml", depth, n -> "<a>".repeat(n) + "x" + "</a>".repeat(n));
            deep("unclosed-" + depth + ".xml", depth, n -> "<a>".repeat(n));
            deep(
                    "groups-" + depth + ".svg",
                    depth,
                    n -> "<svg xmlns=\"http://www.w3.org/2000/svg\">" + "<g>".repeat(n) + "<text>x</text>"
                            + "</g>".repeat(n) + "</svg>");
            deep("divs-" + depth + ".html", depth, n -> "<html><body>" + "<div>".repeat(n) + "x");
            deep("tables-" + depth + ".html", depth, n -> "<table><tr><td>".repeat(n) + "x");
            deep("spans-" + depth + ".html", depth, n -> "<b><i><font>".repeat(n) + "x");
            deep("quotes-" + depth + ".md", depth, n -> ">".repeat(n) + " x");
            deep("brackets-" + depth + ".md", depth, n -> "[".repeat(n) + "x" + "](".repeat(n));
            deep("stars-" + depth + ".md", depth, n -> "*a **b ".repeat(n));
            deep("lists-" + depth + ".md", depth, n -> "- ".repeat(n) + "x");
            deep("arrays-" + depth + ".json", depth, n -> "[".repeat(n) + "1" + "]".repeat(n));
            deep("groups-" + depth + ".rtf", depth, n -> "{\\rtf1 " + "{".repeat(n) + "x" + "}".repeat(n) + "}");
            deep("parts-" + depth + ".eml", depth, Bombs::multiparts);
            deep("runs-" + depth + ".docx", depth, n -> "");
        }
    }

    private void deep(String name, int depth, IntFunction<String> text) {
        if (name.endsWith(".docx")) {
            add(
                    "deep-" + name,
                    () -> Packages.docx(
                            Packages.text(Packages.word("<w:sdt><w:sdtContent>".repeat(depth)
                                    + Packages.paragraph("x")
                                    + "</w:sdtContent></w:sdt>".repeat(depth))),
                            Map.of()));
        } else {
            add("deep-" + name, () -> bytes(text.apply(depth)));
        }
    }

    private static String multiparts(int depth) {
        StringBuilder out = new StringBuilder("MIME-Version: 1.0\r\n");
        for (int i = 0; i < Math.min(depth, 20_000); i++) {
            out.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        return out.append("Content-Type: text/plain\r\n\r\nx\r\n").toString();
    }

    private void pictures() {
        for (int side : new int[] {20_000, 65_000, Integer.MAX_VALUE}) {
            add("picture-" + side + ".png", () -> png(side, side));
            add("picture-" + side + ".bmp", () -> bmp(side));
            add("picture-" + Math.min(side, 65_535) + "-" + side + ".gif", () -> gif(Math.min(side, 65_535)));
            add("picture-" + side + ".pdf", () -> pdfWithImage(side));
        }
        for (int chunks : new int[] {1_000, 100_000}) {
            add("picture-texts-" + chunks + ".png", () -> pngWithTexts(chunks));
        }
    }

    private static byte[] png(int width, int height) {
        return collected(out -> {
            out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
            chunk(
                    out,
                    "IHDR",
                    ByteBuffer.allocate(13)
                            .putInt(width)
                            .putInt(height)
                            .put((byte) 8)
                            .put((byte) 0)
                            .array());
            chunk(out, "IDAT", deflated(letters(MIB)));
            chunk(out, "IEND", new byte[0]);
        });
    }

    private static byte[] pngWithTexts(int chunks) {
        return collected(out -> {
            out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
            chunk(
                    out,
                    "IHDR",
                    ByteBuffer.allocate(13)
                            .putInt(1)
                            .putInt(1)
                            .put((byte) 8)
                            .put((byte) 0)
                            .array());
            byte[] text = collected(zipped -> {
                zipped.write(bytes("key\0\0"));
                zipped.write(deflated(letters(1 << 16)));
            });
            for (int i = 0; i < chunks; i++) {
                chunk(out, "zTXt", text);
            }
            chunk(out, "IDAT", deflated(letters(2)));
            chunk(out, "IEND", new byte[0]);
        });
    }

    private static void chunk(java.io.OutputStream out, String type, byte[] data) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes(type));
        crc.update(data);
        out.write(ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(bytes(type))
                .put(data)
                .putInt((int) crc.getValue())
                .array());
    }

    private static byte[] deflated(Packed.Writer content) {
        return collected(out -> {
            try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
                content.to(deflater);
            }
        });
    }

    private static byte[] bmp(int side) {
        return ByteBuffer.allocate(58)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .put(bytes("BM"))
                .putInt(58)
                .putInt(0)
                .putInt(54)
                .putInt(40)
                .putInt(side)
                .putInt(side)
                .putShort((short) 1)
                .putShort((short) 24)
                .array();
    }

    private static byte[] gif(int side) {
        return ByteBuffer.allocate(32)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .put(bytes("GIF89a"))
                .putShort((short) side)
                .putShort((short) side)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) 0x2C)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) side)
                .putShort((short) side)
                .array();
    }

    private void pdf() {
        for (long size : new long[] {20 * MIB, 200 * MIB}) {
            add("stream-" + size / MIB + "m.pdf", () -> pdf(deflated(letters(size)), "/FlateDecode"));
            add("stream-twice-" + size / MIB + "m.pdf", () -> {
                byte[] once = deflated(letters(size));
                return pdf(deflated(out -> out.write(once)), "[/FlateDecode/FlateDecode]");
            });
            add(
                    "text-" + size / MIB + "m.pdf",
                    () -> pdf(
                            deflated(out -> {
                                out.write(bytes("BT /F 12 Tf "));
                                byte[] shown = bytes("(" + "word ".repeat(100) + ") Tj ");
                                for (long left = size; left > 0; left -= shown.length) {
                                    out.write(shown);
                                }
                                out.write(bytes("ET"));
                            }),
                            "/FlateDecode"));
        }
        for (int depth : new int[] {100, 5_000}) {
            add("page-tree-" + depth + ".pdf", () -> pageTree(depth));
            add("arrays-" + depth + ".pdf", () -> pdf(bytes("[".repeat(depth * 20) + " TJ"), ""));
            add("forms-" + depth + ".pdf", () -> formsInForms(depth));
        }
        add(
                "page-tree-in-circles.pdf",
                () -> objects(
                        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R 2 0 R]/Count 1000000>>"));
    }

    private static byte[] pdf(byte[] stream, String filter) {
        return collected(out -> {
            out.write(bytes("%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                    + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                    + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F"
                    + "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Length " + stream.length
                    + (filter.isEmpty() ? "" : "/Filter" + filter) + ">>stream\n"));
            out.write(stream);
            out.write(bytes("\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"));
        });
    }

    private static byte[] objects(String... bodies) {
        StringBuilder out = new StringBuilder("%PDF-1.7\n");
        for (int i = 0; i < bodies.length; i++) {
            out.append(i + 1).append(" 0 obj").append(bodies[i]).append("endobj\n");
        }
        return bytes(out + "trailer<</Root 1 0 R>>\n%%EOF\n");
    }

    private static byte[] pageTree(int depth) {
        String[] bodies = new String[depth + 2];
        bodies[0] = "<</Type/Catalog/Pages 2 0 R>>";
        for (int i = 1; i <= depth; i++) {
            bodies[i] = "<</Type/Pages/Count 1/Kids[" + (i + 2) + " 0 R]>>";
        }
        bodies[depth + 1] = "<</Type/Page/MediaBox[0 0 9 9]>>";
        return objects(bodies);
    }

    /** Each form draws the next twice. */
    private static byte[] formsInForms(int depth) {
        String[] bodies = new String[Math.min(depth, 500) + 4];
        bodies[0] = "<</Type/Catalog/Pages 2 0 R>>";
        bodies[1] = "<</Type/Pages/Count 1/Kids[3 0 R]>>";
        bodies[2] = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 5 0 R/Resources<</XObject<</X 5 0 R>>>>>>";
        bodies[3] = "<<>>";
        for (int i = 4; i < bodies.length; i++) {
            bodies[i] = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X " + (i + 2)
                    + " 0 R>>>>/Length 12>>stream\n/X Do /X Do \nendstream ";
        }
        return objects(bodies);
    }

    private static byte[] pdfWithImage(int side) {
        return objects(
                "<</Type/Catalog/Pages 2 0 R>>",
                "<</Type/Pages/Count 1/Kids[3 0 R]>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
                "<</Length 5>>stream\n/I Do\nendstream ",
                "<</Type/XObject/Subtype/Image/Width " + side + "/Height " + side
                        + "/ColorSpace/DeviceGray/BitsPerComponent 8/Length 3>>stream\nabc\nendstream ");
    }

    /** No nesting and no compression, only too much of one thing. */
    private void wide() {
        for (int count : new int[] {10_000, 1_000_000}) {
            UnaryOperator<String> repeated = text -> text.repeat(count);
            add("commas-" + count + ".csv", () -> bytes(repeated.apply(",") + "x\n"));
            add("quotes-" + count + ".csv", () -> bytes("a,b\n" + repeated.apply("\"") + "x"));
            add("style-" + count + ".html", () -> bytes("<style>" + repeated.apply("a ") + "</style><p>x"));
            add("comments-" + count + ".html", () -> bytes("<style>" + repeated.apply("/*") + "</style><p>x"));
            add(
                    "rules-" + count / 10 + ".html",
                    () -> bytes("<style>" + "p b i u{display:none}".repeat(count / 10) + "</style>"
                            + "<p><b><i>x".repeat(1_000)));
            add("attributes-" + count + ".html", () -> bytes("<p " + repeated.apply("a=b ") + ">x"));
            add("meta-" + count + ".html", () -> bytes("<meta name=author content='" + repeated.apply("x") + "'><p>x"));
            add("dashes-" + count + ".md", () -> bytes("---" + repeated.apply("\n") + "x"));
            add("one-line-" + count + ".txt", () -> bytes(repeated.apply("word ")));
            add("lines-" + count + ".txt", () -> bytes(repeated.apply("1. a\n\n")));
            add("marks-" + count + ".txt", () -> bytes("a" + repeated.apply("\u0301")));
            add(
                    "base64-" + count + ".eml",
                    () -> bytes("MIME-Version: 1.0\r\nContent-Type: text/plain\r\n"
                            + "Content-Transfer-Encoding: base64\r\n\r\n"
                            + Base64.getMimeEncoder().encodeToString(bytes(repeated.apply("a b ")))));
            add("controls-" + count + ".rtf", () -> bytes("{\\rtf1 " + repeated.apply("\\u-1?") + "}"));
            add("binary-" + count + ".rtf", () -> bytes("{\\rtf1 \\bin2147483647 " + repeated.apply("x") + "}"));
        }
    }

    private static byte[] mail(byte[] attachment) {
        return bytes("MIME-Version: 1.0\r\nContent-Type: application/zip; name=a.zip\r\n"
                + "Content-Disposition: attachment; filename=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(attachment) + "\r\n");
    }
}
