package dev.nuri.indexer.extract;

import dev.nuri.indexer.ExtractedDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A document while its reader fills it. */
final class Draft {

    private static final int MAX_TITLE = 300;
    private static final int MAX_VALUE = 500;
    /** What programs write as the title when the author gave none. */
    private static final Pattern NO_TITLE = Pattern.compile(
            "(?i)(microsoft (word|powerpoint|excel|office)\\b.*|untitled.*|(document|presentation|slide|book|sheet)\\s?\\d*"
                    + "|powerpoint presentation|no title|title|unknown|default"
                    + "|.*\\.(docx?|xlsx?|pptx?|odt|ods|odp|rtf|pdf|html?|txt|dvi|tex|indd|qxd|pmd|ps))");

    final TextBuilder text;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private final List<IoAction> after = new ArrayList<>();
    private String title = "";
    private boolean titleFromHeading = true;

    /** Something to do that may fail to read. */
    @FunctionalInterface
    interface IoAction {
        void run() throws IOException;
    }

    Draft(Budget budget) {
        text = new TextBuilder(budget);
    }

    /** Takes the first title that says something. */
    void title(String candidate) {
        String line = candidate == null ? "" : Cleaner.line(candidate);
        boolean sensible = line.codePoints().anyMatch(Character::isLetterOrDigit)
                && line.length() <= MAX_TITLE
                && !NO_TITLE.matcher(line).matches();
        if (title.isEmpty() && sensible) {
            title = line;
        }
    }

    /** Keeps what the file says of itself; nothing is kept for null or blank. */
    void metadata(String key, String value) {
        String line = value == null ? "" : Cleaner.line(value);
        if (!line.isEmpty() && line.length() <= MAX_VALUE) {
            metadata.putIfAbsent(key, line);
        }
    }

    void charset(String name) {
        metadata("charset", name.toLowerCase(Locale.ROOT));
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    /** Work to do once this document is delivered, so that it comes before its attachments. */
    void then(IoAction action) {
        after.add(action);
    }

    List<IoAction> after() {
        return after;
    }

    /** Headings are names of sheets, which make poor titles. */
    void headingsAreNoTitles() {
        titleFromHeading = false;
    }

    /** The finished document. */
    ExtractedDocument finish(String member, String mediaType) {
        return new ExtractedDocument(
                member,
                title.isEmpty() && titleFromHeading ? text.firstHeading() : title,
                mediaType,
                text.text(),
                text.sections(),
                text.pages(),
                metadata,
                List.copyOf(warnings));
    }
}
