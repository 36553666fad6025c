package dev.nuri.indexer.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Turns the elements of an (X)HTML tree, met in document order, into blocks. It keeps only counters and the text of the
 * block at hand, so depth costs nothing.
 */
final class Blocks {

    private static final Set<String> SILENT = Set.of("head", "script", "style", "template", "noscript", "title");
    private static final Set<String> BREAKS = Set.of(
            "p",
            "div",
            "section",
            "article",
            "main",
            "header",
            "footer",
            "aside",
            "nav",
            "blockquote",
            "ul",
            "ol",
            "dl",
            "dt",
            "dd",
            "figure",
            "figcaption",
            "address",
            "details",
            "summary",
            "form",
            "fieldset",
            "hr",
            "table",
            "caption",
            "tbody",
            "thead",
            "tfoot",
            "body",
            "html",
            "center",
            "legend",
            "option",
            "select",
            "textarea");

    private static final int MAX_TITLE = 120;

    private enum Kind {
        PARAGRAPH,
        ITEM,
        HEADING,
        PRE
    }

    private final TextBuilder out;
    private final StringBuilder block = new StringBuilder();
    private Kind kind = Kind.PARAGRAPH;
    private int level;
    private int silent;
    private int tables;
    private int pre;
    private List<String> row;
    private boolean inCell;
    private boolean titleDue;

    Blocks(TextBuilder out) {
        this.out = out;
    }

    /** An element begins. */
    void start(String name) {
        if (SILENT.contains(name)) {
            silent++;
        } else if (silent > 0) {
            return;
        } else if (name.equals("table")) {
            startTable();
        } else if (tables > 0) {
            startInTable(name);
        } else if (headingLevel(name) > 0) {
            flush();
            kind = Kind.HEADING;
            level = headingLevel(name);
        } else if (name.equals("li")) {
            flush();
            kind = Kind.ITEM;
        } else if (name.equals("pre")) {
            flush();
            pre++;
            kind = Kind.PRE;
        } else if (name.equals("br")) {
            block.append(kind == Kind.PARAGRAPH || kind == Kind.PRE ? "\n" : " ");
        } else if (BREAKS.contains(name) && kind != Kind.HEADING) {
            breakBlock();
        }
    }

    /** An element ends. */
    void end(String name) {
        if (SILENT.contains(name)) {
            silent = Math.max(0, silent - 1);
        } else if (silent > 0) {
            return;
        } else if (name.equals("table")) {
            endTable();
        } else if (tables > 0) {
            endInTable(name);
        } else if (headingLevel(name) > 0) {
            flush();
        } else if (name.equals("li")) {
            flush();
        } else if (name.equals("pre")) {
            flush();
            pre = Math.max(0, pre - 1);
        } else if (BREAKS.contains(name) && kind != Kind.HEADING) {
            breakBlock();
        }
    }

    /** Text between elements. */
    void text(String text) {
        if (silent == 0 && (tables == 0 || inCell || !text.isBlank())) {
            if (pre == 0 && kind != Kind.PRE) {
                block.append(text.replace('\n', ' ').replace('\r', ' '));
            } else {
                block.append(text);
            }
        }
    }

    /**
     * A page, sheet or slide begins.
     *
     * @param titled whether its first line is its title if it is short
     */
    void page(int number, boolean titled) {
        flush();
        out.page(number);
        titleDue = titled;
    }

    /** Ends the last block. */
    void finish() {
        tables = 0;
        endRow();
        flush();
    }

    /** A paragraph inside a list item continues the item while nothing of it is there yet. */
    private void breakBlock() {
        if (kind == Kind.ITEM && block.toString().isBlank()) {
            return;
        }
        flush();
    }

    private void startTable() {
        if (tables++ == 0) {
            flush();
        }
    }

    private void startInTable(String name) {
        if (tables == 1 && name.equals("tr")) {
            endRow();
            row = new ArrayList<>();
        } else if (tables == 1 && isCell(name)) {
            endCell();
            inCell = true;
        } else {
            block.append(' ');
        }
    }

    private void endInTable(String name) {
        if (tables == 1 && name.equals("tr")) {
            endRow();
        } else if (tables == 1 && isCell(name)) {
            endCell();
        } else if (BREAKS.contains(name) || headingLevel(name) > 0 || name.equals("li")) {
            block.append(' ');
        }
    }

    private void endTable() {
        tables = Math.max(0, tables - 1);
        if (tables == 0) {
            endRow();
            flush();
        }
    }

    private void endCell() {
        if (inCell) {
            row = row == null ? new ArrayList<>() : row;
            row.add(block.toString());
            block.setLength(0);
        }
        inCell = false;
    }

    private void endRow() {
        endCell();
        if (row != null) {
            out.row(row);
            row = null;
        }
    }

    private void flush() {
        String text = block.toString();
        block.setLength(0);
        switch (kind) {
            case HEADING -> out.heading(level, text);
            case ITEM -> out.item(text);
            case PRE -> out.preformatted(text);
            case PARAGRAPH -> paragraph(text);
        }
        kind = pre > 0 ? Kind.PRE : Kind.PARAGRAPH;
    }

    private void paragraph(String text) {
        if (titleDue && !text.isBlank()) {
            titleDue = false;
            if (text.strip().length() <= MAX_TITLE) {
                out.heading(1, text);
                return;
            }
        }
        out.paragraph(text);
    }

    private static boolean isCell(String name) {
        return name.equals("td") || name.equals("th");
    }

    private static int headingLevel(String name) {
        boolean heading = name.length() == 2 && name.charAt(0) == 'h';
        return heading && name.charAt(1) >= '1' && name.charAt(1) <= '6' ? name.charAt(1) - '0' : 0;
    }
}
