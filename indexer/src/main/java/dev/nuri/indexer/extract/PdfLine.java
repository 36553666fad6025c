package dev.nuri.indexer.extract;

import java.util.List;

/**
 * A line of text on a page, or the part of it in one column. Lengths are points; y grows downwards.
 *
 * @param left where it begins
 * @param right where it ends
 * @param y baseline
 * @param size font size of its longest word run
 * @param bold whether all of it is in bold type
 */
record PdfLine(String text, float left, float right, float y, float size, boolean bold) {

    private static final float OCR_SIZE = 10;

    /** Whether the other stands to the right on the same baseline. */
    boolean precedes(PdfLine other) {
        return Math.abs(y - other.y) < size / 2 && other.left > right;
    }

    /** Lines of OCR; a blank line leaves a gap. */
    static List<PdfLine> recognised(String text) {
        float[] y = {0};
        return text.lines()
                .map(line -> new PdfLine(
                        line.strip(),
                        0,
                        line.strip().length() * OCR_SIZE / 2,
                        y[0] += OCR_SIZE * 1.2f,
                        OCR_SIZE,
                        false))
                .filter(line -> !line.text().isEmpty())
                .toList();
    }
}
