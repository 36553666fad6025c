package dev.nuri.indexer.extract;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Markdown with tables: rendered to HTML, which is then read whole. */
final class MarkdownReader implements FormatReader {

    private static final Pattern FRONT_MATTER =
            Pattern.compile("\\A---\\s*\\R(.*?)\\R(?:---|\\.\\.\\.)\\s*(?:\\R|\\z)", Pattern.DOTALL);
    private static final Pattern FIELD =
            Pattern.compile("(?m)^(title|author|date|lang|language):\\s*[\"']?(.*?)[\"']?\\s*$");

    private final Parser parser =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();
    private final HtmlRenderer renderer =
            HtmlRenderer.builder().extensions(List.of(TablesExtension.create())).build();

    @Override
    public Draft read(Source source, Job job) throws IOException, ReadFailure {
        DecodedText decoded = DecodedText.of(source);
        Draft draft = job.draft();
        draft.charset(decoded.charset().name());
        String body = frontMatter(decoded.text(), draft);
        String html;
        try {
            html = renderer.render(parser.parse(body));
        } catch (StackOverflowError e) {
            TextReader.write(body, draft.text);
            draft.warn("The Markdown is nested too deep; it was read as plain text.");
            return draft;
        }
        HtmlReader.writeWhole(html, draft);
        return draft;
    }

    private static String frontMatter(String text, Draft draft) {
        Matcher block = FRONT_MATTER.matcher(text);
        if (!block.find()) {
            return text;
        }
        Matcher field = FIELD.matcher(block.group(1));
        while (field.find()) {
            switch (field.group(1)) {
                case "title" -> draft.title(field.group(2));
                case "author" -> draft.metadata("author", field.group(2));
                case "date" -> draft.metadata("created", field.group(2));
                default -> draft.metadata("language", field.group(2));
            }
        }
        return text.substring(block.end());
    }
}
