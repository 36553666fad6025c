package dev.nuri.indexer;

import java.util.List;

/**
 * A stretch of a document's text under one heading. Sections follow one another without overlap; a passage never
 * crosses from one into the next.
 *
 * @param start first code unit of the section, its own heading line included
 * @param end one past its last code unit
 * @param headings titles from the outermost heading to this section's own; empty before the first heading
 */
public record Section(int start, int end, List<String> headings) {

    public Section {
        headings = List.copyOf(headings);
    }
}
