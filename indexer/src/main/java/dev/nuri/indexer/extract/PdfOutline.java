package dev.nuri.indexer.extract;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineNode;

/** The bookmarks of a PDF: which titles begin sections on which page. */
final class PdfOutline {

    private static final int MAX_LEVEL = 6;
    private static final int MAX_ITEMS = 20_000;

    private final Map<Integer, Map<String, Integer>> levels = new HashMap<>();
    private final Map<PDPage, Integer> pageNumbers = new HashMap<>();
    private int items;

    private PdfOutline() {}

    /** The outline of a document; one without bookmarks is empty. */
    static PdfOutline of(PDDocument pdf) {
        PdfOutline outline = new PdfOutline();
        try {
            PDDocumentOutline root = pdf.getDocumentCatalog().getDocumentOutline();
            if (root != null) {
                int number = 0;
                for (PDPage page : pdf.getPages()) {
                    outline.pageNumbers.put(page, number++);
                }
                outline.add(root, 1, pdf);
            }
        } catch (IOException | RuntimeException e) {
            // Broken bookmarks cost headings, not the text.
            outline.levels.clear();
        }
        return outline;
    }

    private void add(PDOutlineNode node, int level, PDDocument pdf) throws IOException {
        for (PDOutlineItem item : node.children()) {
            if (items++ > MAX_ITEMS) {
                return;
            }
            Integer page = pageNumbers.get(item.findDestinationPage(pdf));
            if (page != null && item.getTitle() != null) {
                levels.computeIfAbsent(page, key -> new HashMap<>()).putIfAbsent(key(item.getTitle()), level);
            }
            if (level < MAX_LEVEL) {
                add(item, level + 1, pdf);
            }
        }
    }

    boolean isEmpty() {
        return levels.isEmpty();
    }

    /**
     * The level of a heading with this text on this page.
     *
     * @param page 0-based
     * @return 0 when no bookmark names it
     */
    int level(int page, String text) {
        Map<String, Integer> titles = levels.getOrDefault(page, Map.of());
        String key = key(text);
        Integer exact = titles.get(key);
        return exact != null ? exact : titles.getOrDefault(withoutNumber(key), 0);
    }

    /** Whether two lines are the same title, but for numbers, case and spaces. */
    static boolean sameTitle(String one, String other) {
        return withoutNumber(key(one)).equals(withoutNumber(key(other)));
    }

    private static String key(String text) {
        StringBuilder key = new StringBuilder();
        Cleaner.line(text).codePoints().filter(Character::isLetterOrDigit).forEach(key::appendCodePoint);
        return key.toString().toLowerCase(Locale.ROOT);
    }

    private static String withoutNumber(String key) {
        return key.replaceFirst("^(?:chapter|part|appendix|kapitel|chapitre|глава|第)?\\d+", "");
    }
}
