package dev.nuri.web.mcp;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceDocument;

/**
 * A part of a document's text.
 *
 * @param documentId the document
 * @param title of the document
 * @param uri of the document
 * @param lang main language
 * @param start first UTF-16 code unit of the part
 * @param end one past its last
 * @param length of the whole text in UTF-16 code units
 * @param next where to read on; null at the end
 * @param text the part
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DocumentText(
        String documentId,
        String title,
        String uri,
        String lang,
        int start,
        int end,
        int length,
        Integer next,
        String text) {

    /** Most code units at once: about what a model reads without losing the rest of its context. */
    static final int MAX_CHARS = 20_000;

    /** Cuts a part out, a little longer or shorter where it would cut a character in two. */
    static DocumentText of(SourceDocument document, int start, int length) {
        String whole = document.text();
        if (start < 0 || start > whole.length()) {
            throw NuriException.invalid(
                    "start is 0 to " + whole.length() + ", the document's length, got " + start + ".");
        }
        if (length < 1 || length > MAX_CHARS) {
            throw NuriException.invalid("length is 1 to " + MAX_CHARS + ", got " + length + ".");
        }
        int from = border(whole, start);
        int to = border(whole, Math.min(whole.length(), start + length));
        // A pair that begins here is read whole, or the next part would begin here again.
        to = to == from && to < whole.length() ? whole.offsetByCodePoints(from, 1) : to;
        return new DocumentText(
                document.id(),
                document.title(),
                document.uri(),
                document.lang(),
                from,
                to,
                whole.length(),
                to < whole.length() ? to : null,
                whole.substring(from, to));
    }

    private static int border(String text, int at) {
        boolean inside = at > 0
                && at < text.length()
                && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
        return inside ? at - 1 : at;
    }

    /** For reading. */
    String readable() {
        String rest = next == null ? "" : "\n\n(" + (length - next) + " more; read on at " + next + ")";
        return title + " (" + lang + ")\n\n" + text + rest;
    }
}
