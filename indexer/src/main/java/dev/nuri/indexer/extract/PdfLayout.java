package dev.nuri.indexer.extract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes headings and paragraphs of the lines of a PDF.
 *
 * <p>A line the bookmarks name on its page is a heading of their level; in a document without bookmarks a short line in
 * clearly larger type, or in bold on its own, is. Lines follow each other in one paragraph while they keep their distance, size and column.
 * Words far apart on one baseline are cells of a table row. Lines that recur at the top or bottom of pages, page numbers
 * and running titles among them, are left out.
 */
final class PdfLayout {

    private static final float HEADING_RATIO = 1.15f;
    private static final int MAX_HEADING = 120;
    private static final int MAX_HEADING_LINES = 3;
    private static final int MAX_HEADING_LEVELS = 4;
    private static final int RECURRING_PAGES = 3;
    private static final float LINE_GAP = 1.75f;
    private static final float INDENT = 1.2f;
    private static final float SHORT_LINE = 0.8f;
    private static final double MAX_BOLD_SHARE = 0.15;

    private final PdfOutline outline;
    private List<Float> headingSizes = List.of();
    private boolean boldMeansHeading;

    PdfLayout(PdfOutline outline) {
        this.outline = outline;
    }

    /** Writes all pages. */
    void write(List<List<PdfLine>> pages, TextBuilder out) {
        Set<String> recurring = recurring(pages);
        headingSizes = outline.isEmpty() ? headingSizes(pages) : List.of();
        boldMeansHeading = outline.isEmpty() && boldShare(pages) < MAX_BOLD_SHARE;
        for (int page = 0; page < pages.size(); page++) {
            out.page(page + 1);
            List<PdfLine> lines = new ArrayList<>(pages.get(page));
            strip(lines, recurring);
            stripRunningTitle(page, lines);
            writePage(page, PdfColumns.inReadingOrder(lines), out);
        }
    }

    private void writePage(int page, List<PdfLine> lines, TextBuilder out) {
        float margin = (float) lines.stream().mapToDouble(PdfLine::right).max().orElse(0);
        for (int i = 0; i < lines.size(); ) {
            int headingLines = headingLines(page, lines, i);
            if (headingLines > 0) {
                String title = joined(lines.subList(i, i + headingLines));
                out.heading(headingLevel(page, title, lines.get(i)), title);
                i += headingLines;
                continue;
            }
            int cells = cells(lines, i);
            if (cells > 1) {
                out.row(lines.subList(i, i + cells).stream().map(PdfLine::text).toList());
                i += cells;
                continue;
            }
            int end = i + 1;
            while (end < lines.size()
                    && continues(lines.get(end - 1), lines.get(end), lines.subList(i, end), margin)
                    && cells(lines, end) == 1
                    && headingLines(page, lines, end) == 0) {
                end++;
            }
            out.paragraph(joined(lines.subList(i, end)));
            i = end;
        }
    }

    /** How many lines from here stand side by side. */
    private static int cells(List<PdfLine> lines, int from) {
        int n = 1;
        while (from + n < lines.size() && lines.get(from + n - 1).precedes(lines.get(from + n))) {
            n++;
        }
        return n;
    }

    /** How many lines from here are one heading; 0 when none begins here. */
    private int headingLines(int page, List<PdfLine> lines, int from) {
        if (!outline.isEmpty()) {
            for (int n = 1; n <= MAX_HEADING_LINES && from + n <= lines.size(); n++) {
                if (outline.level(page, joined(lines.subList(from, from + n))) > 0) {
                    return n;
                }
            }
            return 0;
        }
        PdfLine first = lines.get(from);
        boolean stands = isLarge(first) || (boldMeansHeading && first.bold());
        if (!stands || cells(lines, from) > 1) {
            return 0;
        }
        int n = 1;
        while (from + n < lines.size() && isSameType(first, lines.get(from + n))) {
            n++;
        }
        String title = joined(lines.subList(from, from + n));
        boolean fits = n <= MAX_HEADING_LINES && title.length() <= MAX_HEADING;
        boolean words = title.codePoints().anyMatch(Character::isLetter);
        return fits && words && (isLarge(first) || !endsSentence(title)) ? n : 0;
    }

    private boolean isLarge(PdfLine line) {
        return headingSizes.contains(round(line.size()));
    }

    private static boolean isSameType(PdfLine one, PdfLine other) {
        boolean near = other.y() > one.y() && Math.abs(other.size() - one.size()) < 0.01f;
        return near && one.bold() == other.bold();
    }

    private int headingLevel(int page, String title, PdfLine line) {
        if (!outline.isEmpty()) {
            return outline.level(page, title);
        }
        return isLarge(line) ? headingSizes.indexOf(round(line.size())) + 1 : headingSizes.size() + 1;
    }

    private static boolean continues(PdfLine above, PdfLine below, List<PdfLine> paragraph, float margin) {
        float size = Math.max(above.size(), 1);
        float drop = below.y() - above.y();
        boolean near = drop > 0 && drop <= LINE_GAP * size;
        boolean sameSize = Math.abs(below.size() - above.size()) <= 0.12f * size;
        boolean overlaps = below.left() < above.right() && above.left() < below.right();
        boolean boldEnds = above.bold() && !below.bold() && paragraph.size() == 1;
        if (!near || !sameSize || !overlaps || boldEnds) {
            return false;
        }
        float right =
                (float) paragraph.stream().mapToDouble(PdfLine::right).max().orElse(margin);
        boolean shortLine = above.right() - above.left() < SHORT_LINE * (Math.max(right, below.right()) - above.left());
        boolean indented = paragraph.size() > 1 && below.left() - above.left() > INDENT * size;
        return !indented && !(shortLine && endsSentence(above.text())) && !isBullet(below.text());
    }

    private static boolean endsSentence(String text) {
        return ".!?:;。！？؟।๏…\"”»".indexOf(text.charAt(text.length() - 1)) >= 0;
    }

    private static boolean isBullet(String text) {
        return "•◦▪‣●○■–".indexOf(text.charAt(0)) >= 0;
    }

    private static String joined(List<PdfLine> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> LineJoiner.append(text, line.text()));
        return text.toString();
    }

    /** Sizes that short lines have and running text has not, the largest first. */
    private static List<Float> headingSizes(List<List<PdfLine>> pages) {
        Map<Float, Integer> chars = new TreeMap<>();
        pages.forEach(page ->
                page.forEach(line -> chars.merge(round(line.size()), line.text().length(), Integer::sum)));
        float body = chars.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0f);
        return chars.keySet().stream()
                .filter(size -> size > body * HEADING_RATIO)
                .sorted(Comparator.reverseOrder())
                .limit(MAX_HEADING_LEVELS)
                .toList();
    }

    private static double boldShare(List<List<PdfLine>> pages) {
        long all = pages.stream().mapToLong(List::size).sum();
        long bold = pages.stream().flatMap(List::stream).filter(PdfLine::bold).count();
        return all == 0 ? 0 : bold / (double) all;
    }

    private static float round(float size) {
        return Math.round(size * 2) / 2f;
    }

    /** First and last lines, digits aside, that several pages share. */
    private static Set<String> recurring(List<List<PdfLine>> pages) {
        Map<String, Integer> counts = new HashMap<>();
        for (List<PdfLine> page : pages) {
            Set<String> edges = new HashSet<>();
            edgeLines(page).forEach(line -> edges.add(pattern(line)));
            edges.forEach(edge -> counts.merge(edge, 1, Integer::sum));
        }
        counts.values().removeIf(count -> count < RECURRING_PAGES);
        return counts.keySet();
    }

    private static void strip(List<PdfLine> page, Set<String> recurring) {
        List<PdfLine> edges = edgeLines(page);
        page.removeIf(line -> edges.contains(line) && recurring.contains(pattern(line)));
    }

    /** A title at the edge of the page on which its section begins, too, is only a running title. */
    private void stripRunningTitle(int page, List<PdfLine> lines) {
        List<PdfLine> edges = edgeLines(lines);
        lines.removeIf(edge -> edges.contains(edge)
                && outline.level(page, edge.text()) > 0
                && lines.stream()
                        .anyMatch(line -> !edges.contains(line) && PdfOutline.sameTitle(line.text(), edge.text())));
    }

    /** The lines at the greatest and least heights, wherever they come in the file. */
    private static List<PdfLine> edgeLines(List<PdfLine> page) {
        float top = (float) page.stream().mapToDouble(PdfLine::y).min().orElse(0);
        float bottom = (float) page.stream().mapToDouble(PdfLine::y).max().orElse(0);
        return page.stream()
                .filter(line -> line.y() - top < line.size() || bottom - line.y() < line.size())
                .toList();
    }

    private static String pattern(PdfLine line) {
        return line.text().replaceAll("\\p{Nd}+|\\b[ivxl]+\\b", "#");
    }
}
