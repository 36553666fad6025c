package dev.nuri.indexer.extract;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts the lines of a page into reading order where the file draws two columns line by line: left, right, left, right.
 * Files that draw one column after the other, which most do, are left as they are.
 */
final class PdfColumns {

    private static final int MIN_PAIRS = 2;

    private PdfColumns() {}

    /** The lines, runs of interleaved columns sorted: the whole left column, then the right. */
    static List<PdfLine> inReadingOrder(List<PdfLine> lines) {
        List<PdfLine> ordered = new ArrayList<>();
        for (int i = 0; i < lines.size(); ) {
            int end = i;
            float leftEdge = 0;
            float rightEdge = Float.MAX_VALUE;
            while (end + 1 < lines.size() && lines.get(end).precedes(lines.get(end + 1))) {
                leftEdge = Math.max(leftEdge, lines.get(end).right());
                rightEdge = Math.min(rightEdge, lines.get(end + 1).left());
                if (leftEdge >= rightEdge) {
                    break;
                }
                end += 2;
            }
            if ((end - i) / 2 >= MIN_PAIRS && isProse(lines.subList(i, end))) {
                addByColumn(lines.subList(i, end), ordered);
                i = end;
            } else {
                ordered.add(lines.get(i));
                i++;
            }
        }
        return ordered;
    }

    /** Columns hold running text; the cells of a table are short or numbers. */
    private static boolean isProse(List<PdfLine> lines) {
        long words = lines.stream()
                .filter(line -> line.text().length() >= 12
                        && line.text().codePoints().filter(Character::isLetter).count() * 2
                                > line.text().length())
                .count();
        return words * 4 >= lines.size() * 3L;
    }

    private static void addByColumn(List<PdfLine> pairs, List<PdfLine> ordered) {
        for (int column = 0; column < 2; column++) {
            for (int i = column; i < pairs.size(); i += 2) {
                ordered.add(pairs.get(i));
            }
        }
    }
}
