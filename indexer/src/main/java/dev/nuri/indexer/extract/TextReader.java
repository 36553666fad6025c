package dev.nuri.indexer.extract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Plain text. Blank lines part paragraphs; lines wrapped at a margin are joined; a line underlined with = or - and a
 * numbered line that stands alone are headings.
 */
final class TextReader implements FormatReader {

    private static final Pattern UNDERLINE = Pattern.compile("={3,}|-{3,}|~{3,}");
    private static final Pattern NUMBERED = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){0,4})\\.?\\s+\\p{L}.*");
    private static final Pattern LIST_ITEM = Pattern.compile("\\s*(?:[-*+•◦‣–]|\\d{1,3}[.)]|[a-z][.)])\\s+\\S.*");
    private static final Pattern RULE = Pattern.compile("\\s*([-=_*~#+.])\\1{3,}\\s*");
    private static final int MAX_HEADING = 100;
    private static final int MIN_WRAP = 45;
    private static final int MAX_WRAP = 110;

    @Override
    public Draft read(Source source, Job job) throws IOException, ReadFailure {
        DecodedText decoded = DecodedText.of(source);
        Draft draft = job.draft();
        draft.charset(decoded.charset().name());
        write(decoded.text(), draft.text);
        return draft;
    }

    /** Writes plain text as blocks. */
    static void write(String text, TextBuilder out) {
        List<List<String>> paragraphs = paragraphs(text);
        boolean numbered = paragraphs.stream()
                        .filter(p -> p.size() == 1 && headingLevel(p.getFirst()) > 1)
                        .count()
                >= 2;
        for (List<String> paragraph : paragraphs) {
            writeParagraph(paragraph, numbered, out);
        }
    }

    private static List<List<String>> paragraphs(String text) {
        List<List<String>> paragraphs = new ArrayList<>();
        List<String> current = new ArrayList<>();
        for (String line : text.lines().toList()) {
            boolean rule = current.isEmpty() && RULE.matcher(line).matches();
            if (line.isBlank() || rule) {
                if (!current.isEmpty()) {
                    paragraphs.add(current);
                    current = new ArrayList<>();
                }
            } else {
                current.add(line);
            }
        }
        if (!current.isEmpty()) {
            paragraphs.add(current);
        }
        return paragraphs;
    }

    private static void writeParagraph(List<String> lines, boolean numbered, TextBuilder out) {
        List<String> rest = lines;
        if (lines.size() >= 2 && isUnderline(lines.get(1), lines.getFirst())) {
            out.heading(lines.get(1).strip().startsWith("=") ? 1 : 2, lines.getFirst());
            rest = lines.subList(2, lines.size());
        } else if (lines.size() == 1 && numbered && headingLevel(lines.getFirst()) > 0) {
            out.heading(headingLevel(lines.getFirst()), lines.getFirst());
            return;
        }
        if (!rest.isEmpty()) {
            out.paragraph(isWrapped(rest) ? joined(rest) : String.join("\n", rest));
        }
    }

    /** A rule at least half as long as the title over it. */
    private static boolean isUnderline(String line, String title) {
        String rule = line.strip();
        return UNDERLINE.matcher(rule).matches()
                && title.strip().length() <= MAX_HEADING
                && rule.length() * 2 >= title.strip().length();
    }

    private static int headingLevel(String line) {
        String title = line.strip();
        var matcher = NUMBERED.matcher(title);
        boolean sentence = title.endsWith(".") || title.endsWith(";") || title.endsWith("。") || title.endsWith(",");
        if (title.length() > MAX_HEADING || sentence || !matcher.matches()) {
            return 0;
        }
        return (int) matcher.group(1).chars().filter(c -> c == '.').count() + 1;
    }

    /** Whether the lines but the last are full up to a common margin, so that their ends mean nothing. */
    private static boolean isWrapped(List<String> lines) {
        int longest = 0;
        int shortest = Integer.MAX_VALUE;
        for (int i = 0; i < lines.size(); i++) {
            int width = width(lines.get(i));
            longest = Math.max(longest, width);
            shortest = i < lines.size() - 1 ? Math.min(shortest, width) : shortest;
        }
        boolean items =
                lines.stream().skip(1).anyMatch(line -> LIST_ITEM.matcher(line).matches());
        return lines.size() > 1 && !items && longest >= MIN_WRAP && longest <= MAX_WRAP && shortest * 2 > longest;
    }

    /** Columns on a terminal: wide characters take two. */
    private static int width(String line) {
        return line.codePoints()
                .map(c -> Character.isIdeographic(c) || (c >= 0x3000 && c <= 0xFFEF) ? 2 : 1)
                .sum();
    }

    private static String joined(List<String> lines) {
        StringBuilder paragraph = new StringBuilder();
        lines.forEach(line -> LineJoiner.append(paragraph, line));
        return paragraph.toString();
    }
}
