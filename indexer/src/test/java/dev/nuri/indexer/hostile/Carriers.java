package dev.nuri.indexer.hostile;

import static dev.nuri.indexer.hostile.Packed.bytes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Files that ask their reader to fetch something: an address on this machine, or a file that nobody should see. */
final class Carriers {

    private final String address;
    private final String file;
    private final List<Made> all = new ArrayList<>();

    private Carriers(String address, String file) {
        this.address = address;
        this.file = file;
    }

    /**
     * All of them.
     *
     * @param address an http URL without a slash at its end
     * @param file URI of a file
     */
    static List<Made> all(String address, String file) {
        Carriers carriers = new Carriers(address, file);
        carriers.requests().forEach(carriers::everyXml);
        carriers.web();
        carriers.office();
        carriers.pdf();
        carriers.mail();
        return carriers.all;
    }

    /**
     * Ways for XML to ask.
     *
     * @param prolog before the root element
     * @param inside within it
     */
    private record Request(String prolog, String inside) {}

    private Map<String, Request> requests() {
        Map<String, Request> requests = new LinkedHashMap<>();
        requests.put("entity", new Request("<!DOCTYPE r [<!ENTITY x SYSTEM \"" + address + "/entity\">]>", "&x;"));
        requests.put("file", new Request("<!DOCTYPE r [<!ENTITY x SYSTEM \"" + file + "\">]>", "&x;"));
        requests.put("dtd", new Request("<!DOCTYPE r SYSTEM \"" + address + "/dtd\">", "text"));
        requests.put("public", new Request("<!DOCTYPE r PUBLIC \"-//A//B\" \"" + address + "/public\">", "text"));
        requests.put(
                "parameter",
                new Request("<!DOCTYPE r [<!ENTITY % x SYSTEM \"" + address + "/parameter\">%x;]>", "text"));
        requests.put(
                "carried",
                new Request(
                        "<!DOCTYPE r [<!ENTITY % f SYSTEM \"" + file + "\"><!ENTITY % x \"<!ENTITY y SYSTEM '" + address
                                + "/?%f;'>\">%x;]>",
                        "&y;"));
        requests.put(
                "include",
                new Request(
                        "",
                        "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" parse=\"text\" href=\"" + file
                                + "\"/><xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"" + address
                                + "/include\"/>"));
        requests.put(
                "style", new Request("<?xml-stylesheet type=\"text/xsl\" href=\"" + address + "/style\"?>", "text"));
        requests.put(
                "schema",
                new Request(
                        "",
                        "<s xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:x "
                                + address + "/schema\">text</s>"));
        return requests;
    }

    private void everyXml(String kind, Request ask) {
        xml(kind, ask, "xml", inside -> "<r>" + inside + "</r>");
        xml(kind, ask, "svg", inside -> "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>" + inside + "</text></svg>");
        xml(
                kind,
                ask,
                "rss",
                inside -> "<rss version=\"2.0\"><channel><title>" + inside + "</title><item><description>" + inside
                        + "</description></item></channel></rss>");
        xml(
                kind,
                ask,
                "fb2",
                inside -> "<FictionBook xmlns=\"http://www.gribuser.ru/xml/fictionbook/2.0\"><body><p>" + inside
                        + "</p></body></FictionBook>");
        xml(
                kind,
                ask,
                "xlf",
                inside -> "<xliff version=\"1.2\"><file><body><trans-unit><source>" + inside
                        + "</source></trans-unit></body></file></xliff>");
        xml(
                kind,
                ask,
                "kml",
                inside -> "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><name>" + inside + "</name></kml>");
        xml(
                kind,
                ask,
                "xhtml",
                inside -> "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>" + inside + "</p></body></html>");
        String word = ask.prolog + Packages.word(Packages.paragraph(ask.inside));
        add("document-" + kind + ".docx", () -> Packages.docx(Packages.text(word), Map.of()));
        String plain = Packages.word(Packages.paragraph("text"));
        add(
                "properties-" + kind + ".docx",
                () -> Packages.docx(
                        Packages.text(plain), Map.of("docProps/core.xml", ask.prolog + "<r>" + ask.inside + "</r>")));
        add(
                "relations-" + kind + ".docx",
                () -> Packages.docx(
                        Packages.text(plain),
                        Map.of(
                                "word/_rels/document.xml.rels",
                                ask.prolog + "<Relationships>" + ask.inside + "</Relationships>")));
        add(
                "book-" + kind + ".xlsx",
                () -> Packages.xlsx(Packages.text(ask.prolog + "<workbook>" + ask.inside + "</workbook>"), Map.of()));
        add(
                "slides-" + kind + ".pptx",
                () -> Packages.pptx(
                        Packages.text(ask.prolog + "<presentation>" + ask.inside + "</presentation>"), Map.of()));
        String text = Packages.odf("<text:p>" + ask.inside + "</text:p>");
        add("content-" + kind + ".odt", () -> Packages.odt(Packages.text(ask.prolog + text), Map.of()));
        add(
                "meta-" + kind + ".odt",
                () -> Packages.odt(
                        Packages.text(Packages.odf("<text:p>text</text:p>")),
                        Map.of("meta.xml", ask.prolog + "<r>" + ask.inside + "</r>")));
        add(
                "chapter-" + kind + ".epub",
                () -> Packages.epub(
                        Packages.text(ask.prolog + "<html><body><p>" + ask.inside + "</p></body></html>"), Map.of()));
        add(
                "forms-" + kind + ".pdf",
                () -> form(
                        ask.prolog + "<xdp:xdp xmlns:xdp=\"http://ns.adobe.com/xdp/\">" + ask.inside + "</xdp:xdp>"));
        add(
                "metadata-" + kind + ".pdf",
                () -> metadata(ask.prolog
                        + "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF"
                        + " xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">" + ask.inside
                        + "</rdf:RDF></x:xmpmeta>"));
    }

    private void xml(String kind, Request ask, String ending, UnaryOperator<String> around) {
        add(
                "root-" + kind + "." + ending,
                () -> bytes("<?xml version=\"1.0\"?>" + ask.prolog + around.apply(ask.inside)));
    }

    private void web() {
        String everything = "<base href='" + address + "/base/'><link rel=stylesheet href='" + address + "/css'>"
                + "<link rel=preload as=image href='" + address + "/preload'><script src='" + address + "/js'></script>"
                + "<meta http-equiv=refresh content='0;url=" + address + "/refresh'><style>@import '" + address
                + "/import'; body{background:url(" + address + "/background)}</style><img src='" + address
                + "/img' srcset='" + address + "/set 2x'><iframe src='" + address + "/frame'></iframe><iframe src='"
                + file + "'></iframe><object data='" + address + "/object'></object><embed src='" + file
                + "'><video poster='" + address + "/poster' src='" + address + "/video'></video><p>text</p>"
                + "<form action='" + address + "/form'></form><a href='" + address + "/a' ping='" + address
                + "/ping'>link</a><svg><image href='" + address + "/svg'/><use href='" + file + "#x'/></svg>";
        add("page.html", () -> bytes("<html><body>" + everything));
        add(
                "page.md",
                () -> bytes("text ![image](" + address + "/md) <img src='" + address + "/md2'>\n\n[x]: " + address
                        + "/ref\n\n{{include \"" + file + "\"}}\n"));
        add(
                "drawing.svg",
                () -> bytes("<svg xmlns=\"http://www.w3.org/2000/svg\""
                        + " xmlns:xlink=\"http://www.w3.org/1999/xlink\"><image xlink:href=\"" + address
                        + "/i\"/><use href=\""
                        + address + "/u#x\"/><style>@import url(" + address + "/s);</style><script href=\"" + address
                        + "/j\"/><text>text</text></svg>"));
        add(
                "page.mhtml",
                () -> bytes("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
                        + "Content-Type: text/html\r\nContent-Location: " + address + "/location\r\n\r\n" + everything
                        + "\r\n--b--\r\n"));
    }

    private void office() {
        String relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
        for (String type : List.of(
                "attachedTemplate",
                "image",
                "hyperlink",
                "oleObject",
                "frame",
                "aFChunk",
                "video",
                "externalLinkPath",
                "subDocument")) {
            for (String target : List.of(address + "/" + type, file, "\\\\127.0.0.1\\share\\x")) {
                add(
                        "relation-" + type + "-" + target.charAt(0) + ".docx",
                        () -> Packages.docx(
                                Packages.text(Packages.word(Packages.paragraph("text") + "<w:altChunk"
                                        + " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
                                        + " r:id=\"rId9\"/>")),
                                Map.of(
                                        "word/_rels/document.xml.rels",
                                        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                                                + "<Relationship Id=\"rId9\" Type=\"" + relations + type
                                                + "\" Target=\""
                                                + target + "\" TargetMode=\"External\"/></Relationships>")));
            }
        }
        add(
                "linked.odt",
                () -> Packages.odt(
                        Packages.text(Packages.odf("<text:section><text:section-source"
                                + " xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"" + file
                                + "\"/></text:section><text:p>text<draw:image"
                                + " xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\""
                                + " xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"" + address
                                + "/draw\"/></text:p>")),
                        Map.of()));
        add(
                "fields.rtf",
                () -> bytes("{\\rtf1 text {\\field{\\*\\fldinst INCLUDEPICTURE \"" + address
                        + "/picture\" \\\\d}}{\\field{\\*\\fldinst INCLUDETEXT \"" + file + "\"}}{\\*\\template "
                        + address
                        + "/template}}"));
    }

    private void pdf() {
        String actions = "<</S/URI/URI(" + address + "/uri)>>";
        add("open-action.pdf", () -> document("/OpenAction " + actions, ""));
        add("launch.pdf", () -> document("/OpenAction <</S/Launch/F(" + file + ")>>", ""));
        add("remote.pdf", () -> document("/OpenAction <</S/GoToR/F(" + address + "/other.pdf)/D[0/Fit]>>", ""));
        add("submit.pdf", () -> document("/OpenAction <</S/SubmitForm/F<</FS/URL/F(" + address + "/s)>>>>", ""));
        add("script.pdf", () -> document("/OpenAction <</S/JavaScript/JS(app.launchURL('" + address + "/js'))>>", ""));
        add(
                "stream-elsewhere.pdf",
                () -> document(
                        "", "5 0 obj<</Length 0/F<</FS/URL/F(" + address + "/stream)>>>>stream\nendstream endobj\n"));
        add("stream-of-file.pdf", () -> document("", "5 0 obj<</Length 0/F(" + file + ")>>stream\nendstream endobj\n"));
        add("thread.pdf", () -> document("/OpenAction <</S/ImportData/F(" + file + ")>>", ""));
    }

    private void mail() {
        add(
                "external-body.eml",
                () -> bytes("MIME-Version: 1.0\r\nContent-Type: message/external-body;" + " access-type=URL; URL=\""
                        + address + "/body\"\r\n\r\nContent-Type: text/plain\r\n\r\ntext\r\n"));
        add(
                "external-file.eml",
                () -> bytes(
                        "MIME-Version: 1.0\r\nContent-Type: message/external-body;" + " access-type=local-file; name=\""
                                + file + "\"\r\n\r\nContent-Type: text/plain\r\n\r\ntext\r\n"));
    }

    private static byte[] form(String xfa) {
        return document(
                "/AcroForm<</Fields[]/XFA 5 0 R>>",
                "5 0 obj<</Length " + bytes(xfa).length + ">>stream\n" + xfa + "\nendstream endobj\n");
    }

    private static byte[] metadata(String xmp) {
        return document(
                "/Metadata 5 0 R",
                "5 0 obj<</Type/Metadata/Subtype/XML/Length " + bytes(xmp).length + ">>stream\n" + xmp
                        + "\nendstream endobj\n");
    }

    private static byte[] document(String inCatalog, String objects) {
        String text = "BT /F 12 Tf 20 700 Td (some text) Tj ET";
        return bytes("%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R" + inCatalog + ">>endobj\n"
                + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R"
                + "/MediaBox[0 0 600 800]/Contents[4 0 R 5 0 R]/Resources<</Font<</F<</Type/Font/Subtype/Type1"
                + "/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Length " + text.length() + ">>stream\n" + text
                + "\nendstream endobj\n" + objects + "trailer<</Root 1 0 R>>\n%%EOF\n");
    }

    private void add(String name, java.util.function.Supplier<byte[]> bytes) {
        all.add(new Made(name, bytes));
    }
}
