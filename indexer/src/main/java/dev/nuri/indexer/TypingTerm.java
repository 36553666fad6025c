package dev.nuri.indexer;

import java.util.ArrayList;
import java.util.List;

/**
 * A term of {@link IndexSchema#TYPING}: a text under one of its keys. Terms of one key are neighbours in the index, so
 * what completes a prefix is read off in one stretch.
 *
 * @param key of {@link TypingKeys}
 * @param fromStart whether the key starts where the text does, not at a later word
 * @param text title or heading, at most {@value #MAX_TEXT_CHARS} code units
 */
public record TypingTerm(String key, boolean fromStart, String text) {

    /** A longer title completes nothing that a person would want to read in a list. */
    public static final int MAX_TEXT_CHARS = 120;

    private static final int MAX_HEADINGS = 50;
    private static final char END_OF_KEY = '\u0000';

    /** The terms of a title or heading; none when it is too long. */
    static List<TypingTerm> of(String text, String lang) {
        List<TypingTerm> terms = new ArrayList<>();
        String line = text.strip().replaceAll("\\s+", " ");
        if (!line.isEmpty() && line.length() <= MAX_TEXT_CHARS) {
            TypingKeys.of(line, lang, (key, fromStart) -> terms.add(new TypingTerm(key, fromStart, line)));
        }
        return terms;
    }

    /** As it is indexed. */
    public String encoded() {
        return key + END_OF_KEY + (fromStart ? '0' : '1') + text;
    }

    /** Reads an indexed term. */
    public static TypingTerm decoded(String encoded) {
        int end = encoded.indexOf(END_OF_KEY);
        return new TypingTerm(encoded.substring(0, end), encoded.charAt(end + 1) == '0', encoded.substring(end + 2));
    }

    /** The terms of a document: its title's, then its first headings'. */
    public static List<TypingTerm> of(SourceDocument document) {
        List<TypingTerm> terms = new ArrayList<>(of(document.title(), document.lang()));
        document.sections().stream()
                .flatMap(section -> section.headings().stream())
                .filter(heading -> !heading.equals(document.title()))
                .distinct()
                .limit(MAX_HEADINGS)
                .forEach(heading -> terms.addAll(of(heading, document.lang())));
        return terms;
    }
}
