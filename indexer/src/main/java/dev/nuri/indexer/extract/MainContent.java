package dev.nuri.indexer.extract;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/**
 * Finds the part of a page that is its own: without navigation, headers, footers, forms, banners and blocks made of
 * links. When next to nothing would be left, the page is kept whole.
 */
final class MainContent {

    private static final Set<String> ALWAYS = Set.of(
            "script",
            "style",
            "noscript",
            "template",
            "iframe",
            "object",
            "embed",
            "svg",
            "canvas",
            "audio",
            "video",
            "button",
            "input",
            "select",
            "textarea",
            "dialog",
            "map");
    private static final Set<String> FURNITURE = Set.of("nav", "footer", "form", "header", "menu");
    private static final Set<String> ROLES =
            Set.of("navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menubar");
    /** Class names and ids of blocks that are never content. */
    private static final Pattern NOISE = named(
            "cookies?|consent|gdpr|breadcrumbs?|navbar|navigation|site-?nav|share|sharing|social|newsletter|subscribe"
                    + "|advert(?:isement)?s?|ads|promo|skip-?links?|popup|modal");
    /** Class names and ids of blocks that are content when they hold prose. */
    private static final Pattern MARGINS =
            named("side-?bar|nav|menu|related-?posts?|footer|masthead|aside|right-?col(?:umn)?|left-?col(?:umn)?");

    private static final Set<String> LINK_BLOCKS = Set.of("ul", "ol", "div", "section", "table", "p", "dl");
    private static final double LINK_SHARE = 0.7;
    private static final int MIN_LINKS = 3;
    private static final int PROSE_CHARS = 200;
    private static final double PROSE_LINK_SHARE = 0.4;
    private static final int LONG_BLOCK = 1500;
    private static final double LEAST_SHARE = 0.2;
    private static final int ENOUGH_CHARS = 400;
    private static final double MAIN_SHARE = 0.3;

    /** Characters of text and of link text in an element and all below it, and its links. */
    private static final class Size {
        private int text;
        private int linked;
        private int links;
    }

    private MainContent() {}

    /** The element that holds the content; the page is changed. */
    static Element of(Document page) {
        for (Element element : page.getAllElements()) {
            if (ALWAYS.contains(element.normalName())) {
                detach(element);
            }
        }
        int before = letters(page.body());
        Document whole = before < 1 ? page : page.clone();
        Element root = main(page, before);
        IdentityHashMap<Element, Size> sizes = sizes(root);
        for (Element element : root.getAllElements()) {
            if (!element.equals(root) && isFurniture(element, sizes, before)) {
                detach(element);
            }
        }
        int after = letters(root);
        boolean enough = after >= ENOUGH_CHARS || after >= before * LEAST_SHARE;
        return enough ? root : whole.body();
    }

    private static Element main(Document page, int before) {
        List<Element> marked = new ArrayList<>(page.getElementsByTag("main"));
        marked.addAll(page.getElementsByAttributeValue("role", "main"));
        List<Element> articles = page.getElementsByTag("article");
        if (articles.size() == 1) {
            marked.addAll(articles);
        }
        return marked.stream()
                .filter(element -> letters(element) >= before * MAIN_SHARE)
                .findFirst()
                .orElse(page.body());
    }

    private static boolean isFurniture(Element element, IdentityHashMap<Element, Size> sizes, int all) {
        Size size = sizes.get(element);
        if (size == null) {
            return false;
        }
        boolean mostOfPage = size.text > all / 2;
        String name = element.normalName();
        if (name.equals("header")) {
            return !mostOfPage && element.getElementsByTag("h1").isEmpty();
        }
        boolean noise = FURNITURE.contains(name) || ROLES.contains(element.attr("role")) || isNamed(element, NOISE);
        boolean margin = name.equals("aside") || isNamed(element, MARGINS);
        boolean prose = size.text - size.linked >= PROSE_CHARS && size.linked < size.text * PROSE_LINK_SHARE;
        return ((noise || (margin && !prose)) && !mostOfPage) || isLinkBlock(name, size);
    }

    private static boolean isNamed(Element element, Pattern names) {
        return names.matcher(element.className()).find()
                || names.matcher(element.id()).find();
    }

    private static Pattern named(String words) {
        return Pattern.compile("(?i)(?:^|[\\s_-])(?:" + words + ")(?:$|[\\s_-])");
    }

    private static boolean isLinkBlock(String name, Size size) {
        return LINK_BLOCKS.contains(name)
                && size.links >= MIN_LINKS
                && size.text < LONG_BLOCK
                && size.linked >= size.text * LINK_SHARE;
    }

    private static IdentityHashMap<Element, Size> sizes(Element root) {
        IdentityHashMap<Element, Size> sizes = new IdentityHashMap<>();
        NodeTraversor.traverse(new SizeVisitor(sizes), root);
        return sizes;
    }

    private static int letters(Element element) {
        int[] count = {0};
        NodeTraversor.traverse(
                (node, depth) -> count[0] += node instanceof TextNode text ? inked(text.getWholeText()) : 0, element);
        return count[0];
    }

    private static int inked(String text) {
        return (int) text.chars().filter(c -> !Character.isWhitespace(c)).count();
    }

    private static void detach(Element element) {
        if (element.parent() != null) {
            element.remove();
        }
    }

    /** Sums sizes from the leaves up. */
    private static final class SizeVisitor implements NodeVisitor {

        private final IdentityHashMap<Element, Size> sizes;
        private int linkDepth;

        SizeVisitor(IdentityHashMap<Element, Size> sizes) {
            this.sizes = sizes;
        }

        @Override
        public void head(Node node, int depth) {
            if (node instanceof Element element) {
                sizes.put(element, new Size());
                linkDepth += element.normalName().equals("a") ? 1 : 0;
            } else if (node instanceof TextNode text && sizes.get(text.parent()) != null) {
                Size size = sizes.get(text.parent());
                int ink = inked(text.getWholeText());
                size.text += ink;
                size.linked += linkDepth > 0 ? ink : 0;
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (!(node instanceof Element element)) {
                return;
            }
            Size size = sizes.get(element);
            if (element.normalName().equals("a")) {
                linkDepth--;
                size.links++;
            }
            Size parent = element.parent() == null ? null : sizes.get(element.parent());
            if (parent != null) {
                parent.text += size.text;
                parent.linked += size.linked;
                parent.links += size.links;
            }
        }
    }
}
