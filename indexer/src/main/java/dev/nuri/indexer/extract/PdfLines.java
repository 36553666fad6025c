package dev.nuri.indexer.extract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDFontDescriptor;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/** Lines of each page in the order in which the file draws them, cut where a wide gap parts columns. */
final class PdfLines extends PDFTextStripper {

    /** A gap of this many font sizes parts columns; word spaces, even justified, stay below. */
    private static final float COLUMN_GAP = 2;

    private static final float BOLD_WEIGHT = 600;

    private final List<List<PdfLine>> pages = new ArrayList<>();
    private List<PdfLine> page = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private float left;
    private float right;
    private float y;
    private float size;
    private boolean bold;

    PdfLines() {
        setSortByPosition(false);
        setSuppressDuplicateOverlappingText(true);
        setShouldSeparateByBeads(true);
    }

    /** The lines of every page. */
    List<List<PdfLine>> of(PDDocument pdf) throws IOException {
        getText(pdf);
        return pages;
    }

    @Override
    protected void startPage(PDPage started) {
        page = new ArrayList<>();
        text.setLength(0);
    }

    @Override
    protected void endPage(PDPage ended) {
        endLine();
        pages.add(page);
    }

    @Override
    protected void writeString(String word, List<TextPosition> glyphs) {
        if (glyphs.isEmpty()) {
            text.append(word);
            return;
        }
        TextPosition first = glyphs.getFirst();
        TextPosition last = glyphs.getLast();
        float start = Math.min(first.getXDirAdj(), last.getXDirAdj());
        float end = Math.max(first.getXDirAdj() + first.getWidthDirAdj(), last.getXDirAdj() + last.getWidthDirAdj());
        float wordSize = Math.max(first.getFontSizeInPt(), 1);
        boolean apart = start - right > COLUMN_GAP * wordSize || left - end > COLUMN_GAP * wordSize;
        boolean otherLine = Math.abs(first.getYDirAdj() - y) > wordSize;
        if (!text.isEmpty() && (apart || otherLine)) {
            endLine();
        }
        if (text.isEmpty()) {
            left = start;
            right = end;
            y = first.getYDirAdj();
            size = wordSize;
            bold = true;
        }
        left = Math.min(left, start);
        right = Math.max(right, end);
        size = word.length() > text.length() ? wordSize : size;
        bold &= glyphs.stream().allMatch(glyph -> isBold(glyph.getFont()));
        text.append(word);
    }

    private static boolean isBold(PDFont font) {
        String name = font.getName() == null ? "" : font.getName().toLowerCase(Locale.ROOT);
        PDFontDescriptor descriptor = font.getFontDescriptor();
        return name.contains("bold")
                || name.contains("black")
                || (descriptor != null && (descriptor.isForceBold() || descriptor.getFontWeight() >= BOLD_WEIGHT));
    }

    @Override
    protected void writeWordSeparator() {
        if (!text.isEmpty()) {
            text.append(' ');
        }
    }

    @Override
    protected void writeLineSeparator() {
        endLine();
    }

    @Override
    protected void writeParagraphSeparator() {
        endLine();
    }

    private void endLine() {
        String line = text.toString().strip();
        if (!line.isEmpty()) {
            page.add(new PdfLine(line, left, right, y, size, bold));
        }
        text.setLength(0);
    }
}
