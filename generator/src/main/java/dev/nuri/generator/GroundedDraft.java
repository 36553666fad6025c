package dev.nuri.generator;

import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Span;
import dev.nuri.retriever.Hit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A grounded answer in the making: appends sentences with their marks and keeps text, claims and citations in step.
 * Marks are numbered by first use; a span quoted twice keeps its number.
 */
final class GroundedDraft {

    private final StringBuilder text = new StringBuilder();
    private final List<Claim> claims = new ArrayList<>();
    private final List<Citation> citations = new ArrayList<>();

    /**
     * Appends a sentence quoted from a passage.
     *
     * @param shown the sentence as shown
     * @param quoted its span in the document
     * @param note follows the mark; may be empty
     * @param score in [0, 1]
     * @param answer the words of it that answer, in the document; null when none stand out
     * @return what was appended
     */
    String quote(String shown, Hit hit, Span quoted, String note, double score, Span answer) {
        int before = text.length();
        text.append(before == 0 ? "" : " ");
        int start = text.length();
        text.append(shown);
        int end = text.length();
        int n = cite(hit, quoted, answer);
        text.append(" [").append(n).append(']').append(note.isEmpty() ? "" : " " + note);
        claims.add(new Claim(start, end, List.of(n), Claim.Support.SUPPORTED, score));
        return text.substring(before);
    }

    private int cite(Hit hit, Span span, Span answer) {
        Passage passage = hit.passage();
        for (Citation c : citations) {
            if (c.passageId().equals(passage.id()) && c.start() == span.start() && c.end() == span.end()) {
                return c.n();
            }
        }
        String quote = passage.text().substring(span.start() - passage.start(), span.end() - passage.start());
        int n = citations.size() + 1;
        citations.add(new Citation(
                n,
                passage.documentId(),
                passage.id(),
                hit.title(),
                hit.uri(),
                passage.lang(),
                span.start(),
                span.end(),
                quote,
                answer));
        return n;
    }

    /** The answer so far. */
    Answer.Grounded finish(String lang, String queryLang, String model, Map<String, Double> timings) {
        return new Answer.Grounded(text.toString(), lang, queryLang, model, claims, citations, timings);
    }
}
