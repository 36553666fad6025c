package dev.nuri.indexer.extract;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/** Web pages: what a reader sees of the main content. Nothing here recurses, so nesting may be deep. */
final class HtmlReader implements FormatReader {

    private static final int HEAD_BYTES = 8192;
    private static final Pattern CHARSET =
            Pattern.compile("(?i)(?:charset|encoding)\\s*=\\s*[\"']?\\s*([A-Za-z0-9_.:-]+)");

    @Override
    public Draft read(Source source, Job job) throws IOException, ReadFailure {
        byte[] bytes = Files.readAllBytes(source.file());
        Charset declared = DecodedText.named(source.declaredCharset());
        DecodedText decoded = DecodedText.of(bytes, declared == null ? declaredIn(bytes) : declared);
        Draft draft = job.draft();
        draft.charset(decoded.charset().name());
        write(decoded.text(), draft);
        return draft;
    }

    /** Writes the main content of a page. */
    static void write(String html, Draft draft) {
        Document page = parse(html);
        describe(page, draft);
        if (HiddenText.remove(page)) {
            draft.warn("Hidden text was left out.");
        }
        write(MainContent.of(page), draft);
    }

    /** Writes all of a page that has no navigation around it. */
    static void writeWhole(String html, Draft draft) {
        Document page = parse(html);
        if (HiddenText.remove(page)) {
            draft.warn("Hidden text was left out.");
        }
        write(page.body(), draft);
    }

    private static Document parse(String html) {
        return Jsoup.parse(html);
    }

    private static void describe(Document page, Draft draft) {
        draft.title(page.title());
        draft.metadata("language", page.getElementsByTag("html").attr("lang"));
        draft.metadata("author", meta(page, "author"));
        draft.metadata("created", meta(page, "article:published_time"));
        draft.metadata("modified", meta(page, "article:modified_time"));
    }

    private static String meta(Document page, String name) {
        for (Element meta : page.getElementsByTag("meta")) {
            if (meta.attr("name").equalsIgnoreCase(name)
                    || meta.attr("property").equalsIgnoreCase(name)) {
                return meta.attr("content");
            }
        }
        return "";
    }

    private static void write(Element root, Draft draft) {
        Blocks blocks = new Blocks(draft.text);
        NodeTraversor.traverse(
                new NodeVisitor() {
                    @Override
                    public void head(Node node, int depth) {
                        if (node instanceof TextNode text) {
                            blocks.text(text.getWholeText());
                        } else if (node instanceof Element element) {
                            blocks.start(element.normalName());
                        }
                    }

                    @Override
                    public void tail(Node node, int depth) {
                        if (node instanceof Element element) {
                            blocks.end(element.normalName());
                        }
                    }
                },
                root);
        blocks.finish();
    }

    private static Charset declaredIn(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(bytes.length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
        Matcher matcher = CHARSET.matcher(head);
        return matcher.find() ? DecodedText.named(matcher.group(1)) : null;
    }
}
