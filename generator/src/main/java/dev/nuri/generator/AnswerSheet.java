package dev.nuri.generator;

import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Span;
import dev.nuri.retriever.Hit;
import dev.nuri.retriever.Hits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a writer works with: the question, what was found for it in one snapshot, and where its sentences go. */
final class AnswerSheet {

    private final Asked asked;
    private final Hits hits;
    private final IndexSnapshot snapshot;
    private final Stages stages;
    private final GuardedStream stream;
    private final GroundedDraft draft = new GroundedDraft();
    private final Map<String, Optional<String>> texts = new HashMap<>();
    private Answer.Usage usage;

    /**
     * The question as it is answered.
     *
     * @param text standing alone where it could be made to
     * @param before the question whose words it borrows; empty when it stands alone
     * @param think whether a model should think first
     * @param usage tokens it took to make it stand alone
     */
    record Asked(String text, String before, boolean think, Answer.Usage usage) {}

    /**
     * A sheet.
     *
     * @param hits those that the policy lets be read
     */
    AnswerSheet(Asked asked, Hits hits, IndexSnapshot snapshot, Stages stages, GuardedStream stream) {
        this.asked = asked;
        this.hits = hits;
        this.snapshot = snapshot;
        this.stages = stages;
        this.stream = stream;
        this.usage = asked.usage();
    }

    Asked asked() {
        return asked;
    }

    Hits hits() {
        return hits;
    }

    IndexSnapshot snapshot() {
        return snapshot;
    }

    Stages stages() {
        return stages;
    }

    /** Text of a document in this snapshot; empty when it has gone since the search. */
    Optional<String> text(String documentId) {
        return texts.computeIfAbsent(documentId, id -> snapshot.document(id).map(SourceDocument::text));
    }

    /** Whether a hit's passage still reads so at a span of its document, and the policy masks nothing of it. */
    boolean isCurrent(Hit hit, Span span) {
        String found = new GroundedDraft.Cited(hit, span).text();
        return text(hit.passage().documentId())
                .filter(text -> span.end() <= text.length())
                .filter(text -> span.of(text).equals(found))
                .isPresent();
    }

    /** Appends a sentence and tells as much of it as the policy lets go. */
    void add(String shown, List<GroundedDraft.Cited> cited, String note, ClaimChecker.Check check) {
        stages.requireWanted();
        stream.next(draft.add(shown, cited, note, check));
    }

    /** Whether the policy ended the answer. */
    boolean blocked() {
        return stream.blockedBy() != null;
    }

    boolean isEmpty() {
        return draft.isEmpty();
    }

    int claims() {
        return draft.claims();
    }

    void spend(Answer.Usage more) {
        usage = usage.plus(more);
    }

    Answer.Usage usage() {
        return usage;
    }

    GroundedDraft draft() {
        return draft;
    }

    GuardedStream stream() {
        return stream;
    }
}
