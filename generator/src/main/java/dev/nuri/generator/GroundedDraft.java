package dev.nuri.generator;

import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Span;
import dev.nuri.retriever.Hit;
import java.util.ArrayList;
import java.util.List;

/**
 * A grounded answer in the making: appends sentences with their marks and keeps text, claims and citations in step.
 * Marks are numbered by first use; a span cited twice keeps its number.
 */
final class GroundedDraft {

    private final StringBuilder text = new StringBuilder();
    private final List<Claim> claims = new ArrayList<>();
    private final List<Citation> citations = new ArrayList<>();

    /**
     * What a sentence cites.
     *
     * @param hit found for this question
     * @param span in its document, within its passage
     * @param answer the words of it that answer, in the document; null when none stand out
     */
    record Cited(Hit hit, Span span, Span answer) {

        /** A citation in which no words stand out. */
        Cited(Hit hit, Span span) {
            this(hit, span, null);
        }

        /** Exactly the document's text at the span. */
        String text() {
            int start = hit.passage().start();
            return hit.passage().text().substring(span.start() - start, span.end() - start);
        }
    }

    /**
     * Appends a sentence.
     *
     * @param shown the sentence as shown, without marks
     * @param cited what bears it out, at least one
     * @param note follows the marks; may be empty
     * @return what was appended
     */
    String add(String shown, List<Cited> cited, String note, ClaimChecker.Check check) {
        int before = text.length();
        text.append(before == 0 ? "" : " ");
        int start = text.length();
        text.append(shown);
        int end = text.length();
        List<Integer> numbers =
                cited.stream().map(this::cite).distinct().sorted().toList();
        text.append(' ');
        numbers.forEach(n -> text.append('[').append(n).append(']'));
        text.append(note.isEmpty() ? "" : " " + note);
        claims.add(new Claim(
                start, end, numbers, check.support(), check.score(), check.reasons(), check.acrossLanguages()));
        return text.substring(before);
    }

    private int cite(Cited cited) {
        Passage passage = cited.hit().passage();
        Span span = cited.span();
        for (Citation c : citations) {
            if (c.passageId().equals(passage.id()) && c.start() == span.start() && c.end() == span.end()) {
                return c.n();
            }
        }
        int n = citations.size() + 1;
        citations.add(new Citation(
                n,
                passage.documentId(),
                passage.id(),
                cited.hit().title(),
                cited.hit().uri(),
                passage.lang(),
                span.start(),
                span.end(),
                cited.text(),
                cited.answer()));
        return n;
    }

    boolean isEmpty() {
        return claims.isEmpty();
    }

    int claims() {
        return claims.size();
    }

    /**
     * The answer so far.
     *
     * @param released the text as it was let go, of the same length: what is masked differs
     */
    Answer.Grounded finish(String released, String lang, String queryLang, Answer.Origin origin) {
        return new Answer.Grounded(released, lang, queryLang, claims, citations, origin);
    }
}
