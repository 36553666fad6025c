package dev.nuri.indexer.hostile;

import static dev.nuri.indexer.hostile.Packed.bytes;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Office and e-book packages around given XML, as small as readers accept. */
@SuppressWarnings("InlineFormatString") // whole documents
final class Packages {

    private static final String TYPES = """
        <?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
        <Default Extension="xml" ContentType="application/xml"/><Override PartName="%s" ContentType="%s"/></Types>""";
    private static final String RELATIONS = """
        <?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
        <Relationship Id="rId1" \
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="%s"/>\
        </Relationships>""";
    private static final String WORD_MAIN =
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    private static final String SHEET_MAIN =
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
    private static final String SLIDES_MAIN =
            "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml";

    private Packages() {}

    /** A DOCX whose main part is {@code document}; other parts may be added or replaced. */
    static byte[] docx(Packed.Writer document, Map<String, String> others) {
        return office("word/document.xml", WORD_MAIN, document, others);
    }

    static byte[] xlsx(Packed.Writer workbook, Map<String, String> others) {
        return office("xl/workbook.xml", SHEET_MAIN, workbook, others);
    }

    static byte[] pptx(Packed.Writer slides, Map<String, String> others) {
        return office("ppt/presentation.xml", SLIDES_MAIN, slides, others);
    }

    private static byte[] office(String part, String type, Packed.Writer main, Map<String, String> others) {
        Map<String, Packed.Writer> parts = new LinkedHashMap<>();
        parts.put("[Content_Types].xml", text(String.format(Locale.ROOT, TYPES, "/" + part, type)));
        parts.put("_rels/.rels", text(String.format(Locale.ROOT, RELATIONS, part)));
        parts.put(part, main);
        others.forEach((name, content) -> parts.put(name, text(content)));
        return Packed.zip(parts);
    }

    static byte[] odt(Packed.Writer content, Map<String, String> others) {
        Map<String, Packed.Writer> parts = new LinkedHashMap<>();
        parts.put("mimetype", text("application/vnd.oasis.opendocument.text"));
        parts.put("META-INF/manifest.xml", text("""
                <?xml version="1.0"?><manifest:manifest \
                xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"""));
        parts.put("content.xml", content);
        others.forEach((name, other) -> parts.put(name, text(other)));
        return Packed.zip(parts);
    }

    static byte[] epub(Packed.Writer chapter, Map<String, String> others) {
        Map<String, Packed.Writer> parts = new LinkedHashMap<>();
        parts.put("mimetype", text("application/epub+zip"));
        parts.put("META-INF/container.xml", text("""
                <?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">\
                <rootfiles><rootfile full-path="content.opf" media-type="application/oebps-package+xml"/></rootfiles>\
                </container>"""));
        parts.put("content.opf", text("""
                <?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="2.0"><metadata/>\
                <manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>\
                <spine><itemref idref="c"/></spine></package>"""));
        parts.put("c.xhtml", chapter);
        others.forEach((name, other) -> parts.put(name, text(other)));
        return Packed.zip(parts);
    }

    static String word(String paragraphs) {
        return "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"
                + paragraphs + "</w:body></w:document>";
    }

    static String paragraph(String text) {
        return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
    }

    static String odf(String paragraphs) {
        return "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
                + " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:text>"
                + paragraphs + "</office:text></office:body></office:document-content>";
    }

    static Packed.Writer text(String content) {
        return out -> out.write(bytes(content));
    }
}
