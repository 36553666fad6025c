package dev.nuri.client;

import java.util.List;

/**
 * A document's text and the places of its passages, in UTF-16 code units.
 *
 * @param id the document
 * @param title of the document
 * @param uri of the document
 * @param lang of the document
 * @param text NFC
 * @param passages in order
 */
public record DocumentText(String id, String title, String uri, String lang, String text, List<PassagePlace> passages) {

    public DocumentText {
        passages = passages == null ? List.of() : List.copyOf(passages);
    }

    /**
     * Where a passage lies.
     *
     * @param passageId its id
     * @param start first code unit
     * @param end one past the last
     * @param lang its language
     */
    public record PassagePlace(String passageId, int start, int end, String lang) {}
}
