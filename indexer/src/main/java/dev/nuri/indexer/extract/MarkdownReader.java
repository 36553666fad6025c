package dev.nuri.indexer.extract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Markdown with tables: rendered to HTML, which is then read whole. */
final class MarkdownReader implements FormatReader {

    private static final Pattern FIELD = Pattern.compile("(title|author|date|lang|language):(.*)");
    private static final int MAX_FIELDS = 200;

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

    /** Takes the fields between two lines of dashes at the start; what is left is the body. */
    private static String frontMatter(String text, Draft draft) {
        int at = endOfLine(text, 0);
        if (!text.substring(0, at).strip().equals("---")) {
            return text;
        }
        List<String> fields = new ArrayList<>();
        while (at < text.length() && fields.size() < MAX_FIELDS) {
            int end = endOfLine(text, at);
            String line = text.substring(at, end).strip();
            at = end;
            if (line.equals("---") || line.equals("...")) {
                fields.forEach(field -> describe(field, draft));
                return text.substring(at);
            }
            fields.add(line);
        }
        return text;
    }

    /** One past the line that begins at a place, its end included. */
    private static int endOfLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end + 1;
    }

    private static void describe(String line, Draft draft) {
        Matcher field = FIELD.matcher(line);
        if (!field.matches()) {
            return;
        }
        String value = unquoted(field.group(2).strip());
        switch (field.group(1)) {
            case "title" -> draft.title(value);
            case "author" -> draft.metadata("author", value);
            case "date" -> draft.metadata("created", value);
            default -> draft.metadata("language", value);
        }
    }

    private static String unquoted(String value) {
        boolean opens = value.startsWith("\"") || value.startsWith("'");
        String rest = opens ? value.substring(1) : value;
        return rest.endsWith("\"") || rest.endsWith("'") ? rest.substring(0, rest.length() - 1) : rest;
    }
}
