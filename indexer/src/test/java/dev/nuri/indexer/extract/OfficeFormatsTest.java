package dev.nuri.indexer.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.Section;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFTable;
import org.junit.jupiter.api.Test;

/** DOCX, XLSX and PDF made on the spot. */
class OfficeFormatsTest {

    private static final PDFont PLAIN = new PDType1Font(Standard14Fonts.FontName.HELVETICA);

    @Test
    void wordHeadingsAndTablesAreKept() throws IOException {
        ExtractedDocument read = Reading.of("letter.docx", docx()).only();

        assertThat(read.text())
                .isEqualTo("Overview\n\nThe first paragraph.\n\nDetails\n\nName | Age\nAda | 36\n\nAfter the table.");
        assertThat(headings(read)).containsExactly(List.of("Overview"), List.of("Overview", "Details"));
        assertThat(read.title()).isEqualTo("Overview");
    }

    @Test
    void sheetsAreSections() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (XSSFWorkbook book = new XSSFWorkbook()) {
            for (String name : List.of("Prices", "재고")) {
                XSSFSheet sheet = book.createSheet(name);
                sheet.createRow(0).createCell(0).setCellValue("Item");
                sheet.getRow(0).createCell(1).setCellValue("Count");
                sheet.createRow(1).createCell(0).setCellValue("Pen");
                sheet.getRow(1).createCell(1).setCellValue(3);
            }
            book.write(out);
        }
        ExtractedDocument read = Reading.of("book.xlsx", out.toByteArray()).only();

        assertThat(read.text()).isEqualTo("Prices\n\nItem | Count\nPen | 3\n\n재고\n\nItem | Count\nPen | 3");
        assertThat(headings(read)).containsExactly(List.of("Prices"), List.of("재고"));
        assertThat(read.pages()).hasSize(2);
        assertThat(read.title()).isEmpty();
    }

    @Test
    void pdfColumnsDrawnLineByLineAreReadInOrder() throws IOException {
        String[] left = {
            "The left column starts here and", "continues on a second line, then", "ends on the third line."
        };
        String[] right = {
            "The right column begins at the", "top of the page as well and runs", "on to its own third line."
        };
        byte[] pdf = pdf(page -> {
            page.text(18, 60, 760, "A large title");
            for (int i = 0; i < 3; i++) {
                page.text(10, 60, 700 - 12 * i, left[i]);
                page.text(10, 330, 700 - 12 * i, right[i]);
            }
        });
        ExtractedDocument read = Reading.of("columns.pdf", pdf).only();

        assertThat(read.text())
                .isEqualTo("A large title\n\n" + String.join(" ", left) + "\n\n" + String.join(" ", right));
        assertThat(headings(read)).containsExactly(List.of("A large title"));
        assertThat(read.title()).isEqualTo("A large title");
        assertThat(read.pages()).singleElement().satisfies(page -> assertThat(page.number())
                .isEqualTo(1));
    }

    @Test
    void pdfLinesAreJoinedAndTableRowsKept() throws IOException {
        byte[] pdf = pdf(page -> {
            page.text(10, 60, 700, "A word at the end of this line is hyphen-");
            page.text(10, 60, 688, "ated and comes back together.");
            page.text(10, 60, 640, "Item");
            page.text(10, 200, 640, "Count");
            page.text(10, 60, 628, "Pen");
            page.text(10, 200, 628, "3");
        });

        assertThat(Reading.of("joined.pdf", pdf).only().text())
                .isEqualTo(
                        "A word at the end of this line is hyphenated and comes back together.\n\nItem | Count\nPen | 3");
    }

    @Test
    void pdfBookmarksMakeSectionsAndRunningTitlesGo() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            PDDocumentOutline outline = new PDDocumentOutline();
            document.getDocumentCatalog().setDocumentOutline(outline);
            for (int i = 1; i <= 4; i++) {
                PDPage page = new PDPage(PDRectangle.A4);
                document.addPage(page);
                try (Page content = new Page(new PDPageContentStream(document, page))) {
                    content.text(8, 60, 800, "The running title " + i);
                    content.text(10, 60, 700, "Chapter number " + i);
                    content.text(10, 60, 660, "Text of chapter " + i + ".");
                    content.text(8, 300, 30, Integer.toString(i));
                }
                PDOutlineItem item = new PDOutlineItem();
                item.setTitle("Chapter number " + i);
                item.setDestination(page);
                outline.addLast(item);
            }
            document.save(out);
        }
        ExtractedDocument read = Reading.of("book.pdf", out.toByteArray()).only();

        assertThat(read.text())
                .startsWith("Chapter number 1\n\nText of chapter 1.\n\nChapter number 2")
                .doesNotContain("running");
        assertThat(headings(read)).hasSize(4).contains(List.of("Chapter number 3"));
        assertThat(read.pages()).hasSize(4);
    }

    @Test
    void lockedPdfsAreReportedAndOwnerLocksOpen() throws IOException {
        assertThat(Reading.of("locked.pdf", locked("secret")).onlyFailure().reason())
                .isEqualTo("The file is password-protected.");
        assertThat(Reading.of("owner.pdf", locked("")).only().text()).isEqualTo("Protected text.");
    }

    @Test
    void scannedPagesNeedOcr() throws IOException {
        java.awt.image.BufferedImage scan =
                new java.awt.image.BufferedImage(800, 1000, java.awt.image.BufferedImage.TYPE_BYTE_GRAY);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage(PDRectangle.A4);
            document.addPage(page);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.drawImage(LosslessFactory.createFromImage(document, scan), 0, 0, 500, 700);
            }
            document.save(all);
            PDPage second = new PDPage(PDRectangle.A4);
            document.addPage(second);
            try (Page content = new Page(new PDPageContentStream(document, second))) {
                content.text(10, 60, 700, "A page with text.");
            }
            document.save(part);
        }
        assertThat(Reading.of("scan.pdf", all.toByteArray()).onlyFailure().stage())
                .isEqualTo("ocr");
        ExtractedDocument read = Reading.of("part.pdf", part.toByteArray()).only();
        assertThat(read.text()).isEqualTo("A page with text.");
        assertThat(read.warnings()).singleElement().asString().startsWith("Scanned pages were not read: 1.");
    }

    static byte[] docx() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (XWPFDocument document = new XWPFDocument()) {
            heading(document, "Overview", 1);
            document.createParagraph().createRun().setText("The first paragraph.");
            heading(document, "Details", 2);
            XWPFTable table = document.createTable(2, 2);
            table.getRow(0).getCell(0).setText("Name");
            table.getRow(0).getCell(1).setText("Age");
            table.getRow(1).getCell(0).setText("Ada");
            table.getRow(1).getCell(1).setText("36");
            document.createParagraph().createRun().setText("After the table.");
            document.write(out);
        }
        return out.toByteArray();
    }

    private static void heading(XWPFDocument document, String text, int level) {
        if (document.getStyles() == null) {
            document.createStyles();
        }
        var style = org.openxmlformats.schemas.wordprocessingml.x2006.main.CTStyle.Factory.newInstance();
        style.setStyleId("Heading" + level);
        style.addNewName().setVal("heading " + level);
        document.getStyles().addStyle(new org.apache.poi.xwpf.usermodel.XWPFStyle(style));
        var paragraph = document.createParagraph();
        paragraph.setStyle("Heading" + level);
        paragraph.createRun().setText(text);
    }

    private static byte[] locked(String userPassword) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage(PDRectangle.A4);
            document.addPage(page);
            try (Page content = new Page(new PDPageContentStream(document, page))) {
                content.text(10, 60, 700, "Protected text.");
            }
            document.protect(new StandardProtectionPolicy("owner", userPassword, new AccessPermission()));
            document.save(out);
        }
        return out.toByteArray();
    }

    private interface Drawing {
        void on(Page page) throws IOException;
    }

    private record Page(PDPageContentStream content) implements AutoCloseable {

        void text(float size, float x, float y, String text) throws IOException {
            content.beginText();
            content.setFont(PLAIN, size);
            content.newLineAtOffset(x, y);
            content.showText(text);
            content.endText();
        }

        @Override
        public void close() throws IOException {
            content.close();
        }
    }

    private static byte[] pdf(Drawing drawing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage(PDRectangle.A4);
            document.addPage(page);
            try (Page content = new Page(new PDPageContentStream(document, page))) {
                drawing.on(content);
            }
            document.save(out);
        }
        return out.toByteArray();
    }

    private static List<List<String>> headings(ExtractedDocument document) {
        return document.sections().stream().map(Section::headings).toList();
    }
}
