package dev.nuri.indexer.extract;

import java.util.Locale;
import java.util.Set;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/** Blocks from the XHTML events of Tika's parsers. */
final class SaxBlocks extends DefaultHandler {

    private static final Set<String> PAGES = Set.of("page", "slide", "slide-content");
    private static final Set<String> LEFT_OUT = Set.of("slide-master-content", "slide-theme");

    private final Blocks blocks;
    private final Layout layout;
    private int pages;
    private int depth;
    private int leftOutDepth;

    /** Blocks for one document. */
    SaxBlocks(TextBuilder text, Layout layout) {
        blocks = new Blocks(text);
        this.layout = layout;
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) {
        depth++;
        String type = attributes.getValue("class") == null ? "" : attributes.getValue("class");
        if (leftOutDepth == 0 && LEFT_OUT.contains(type)) {
            leftOutDepth = depth;
        }
        if (leftOutDepth > 0) {
            return;
        }
        String name = localName.toLowerCase(Locale.ROOT);
        boolean page = name.equals("div") && PAGES.contains(type);
        boolean sheet = name.equals("h1") && layout == Layout.SHEETS;
        if (page || sheet) {
            blocks.page(++pages, layout == Layout.SLIDES);
        }
        blocks.start(name);
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        if (leftOutDepth == 0) {
            blocks.end(localName.toLowerCase(Locale.ROOT));
        } else if (leftOutDepth == depth) {
            leftOutDepth = 0;
        }
        depth--;
    }

    @Override
    public void characters(char[] chars, int start, int length) {
        if (leftOutDepth == 0) {
            blocks.text(new String(chars, start, length));
        }
    }

    @Override
    public void ignorableWhitespace(char[] chars, int start, int length) {
        characters(chars, start, length);
    }

    void finish() {
        blocks.finish();
    }
}
