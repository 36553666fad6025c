package dev.nuri.web.api;

import java.util.List;

/**
 * A page of the list of documents.
 *
 * @param documents by title, then id
 * @param total documents in the whole list
 * @param offset 0-based place of the first one here
 */
public record DocumentsView(List<DocumentView> documents, long total, int offset) {}
