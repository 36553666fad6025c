package dev.nuri.generator;

import dev.nuri.generator.extractive.IndexTermStatistics;
import dev.nuri.generator.extractive.Quote;
import dev.nuri.generator.extractive.Selection;
import dev.nuri.generator.extractive.SentenceSelector;
import dev.nuri.generator.extractive.ShownText;
import dev.nuri.generator.extractive.TermStatistics;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.retriever.Hit;
import dev.nuri.retriever.Hits;
import dev.nuri.retriever.Retriever;
import dev.nuri.retriever.SearchRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Answers with sentences of the retrieved passages, word for word, so that it needs no model and cannot invent.
 *
 * <p>Sentences are ranked by how much of the question they, their neighbours and their headings cover (weighted by
 * rarity), by signs of the type of answer asked for, and by what they add; one to three are quoted. A logistic
 * regression gives the confidence that the best one answers; below a threshold the answerer abstains. Both were learned
 * on the dev halves of public question sets.
 *
 * <p>A quote always bears out the claim it makes, so every claim is {@link Claim.Support#SUPPORTED}; its score is the
 * confidence that it answers the question. An answer's language is that of the passage most of its text is from.
 */
public final class ExtractiveAnswerer implements Answerer {

    /** Passages read for an answer. */
    static final int PASSAGES = 12;
    /** Passages an abstention points to. */
    static final int NEAREST = 3;

    private static final String MODEL = "extractive";

    private final Retriever retriever;
    private final PassageStore store;
    private final SentenceSelector selector;

    public ExtractiveAnswerer(Retriever retriever, PassageStore store, LanguageAnalyzers analyzers) {
        this.retriever = retriever;
        this.store = store;
        this.selector = new SentenceSelector(analyzers);
    }

    @Override
    public String model() {
        return MODEL;
    }

    @Override
    public Answer answer(Question question, Listener listener) {
        return new Run(question, listener).answer();
    }

    /** One question on its way through the stages. */
    private final class Run {

        private final Question question;
        private final Listener listener;
        private final Map<String, Double> timings = new HashMap<>();
        private final Map<String, Optional<String>> texts = new HashMap<>();
        private String stage;
        private long stageStart;

        Run(Question question, Listener listener) {
            this.question = question;
            this.listener = listener;
        }

        Answer answer() {
            String before = FollowUp.before(question, selector);
            SearchRequest request = new SearchRequest(
                    FollowUp.query(question.text(), before),
                    question.collection(),
                    question.lang(),
                    question.filters(),
                    PASSAGES,
                    null,
                    false,
                    SearchRequest.Legs.HYBRID);
            begin("searching");
            Hits hits = retriever.search(request);
            requireWanted();
            listener.sources(hits.hits());
            begin("reading");
            try (IndexSnapshot snapshot = store.snapshot()) {
                Selection selection = read(before, hits, snapshot);
                return selection.supported()
                        ? grounded(selection, hits, snapshot)
                        : abstained(hits, snapshot, selection.quotes().isEmpty());
            }
        }

        /** Chooses sentences; a document that changed or went since the search is left out. */
        private Selection read(String before, Hits hits, IndexSnapshot snapshot) {
            TermStatistics statistics = new IndexTermStatistics(snapshot.searcher());
            List<Hit> current = new ArrayList<>(hits.hits());
            while (true) {
                requireWanted();
                Selection selection = select(before, hits.queryLang(), current, statistics, snapshot.embedder());
                List<String> changed = selection.quotes().stream()
                        .filter(quote -> !isCurrent(quote, snapshot))
                        .map(quote -> quote.hit().passage().documentId())
                        .toList();
                if (changed.isEmpty()) {
                    return selection;
                }
                current.removeIf(hit -> changed.contains(hit.passage().documentId()));
            }
        }

        /** With borrowed words first; alone when they lead nowhere, for not every short question is a follow-up. */
        private Selection select(
                String before, String queryLang, List<Hit> hits, TermStatistics statistics, Embedder embedder) {
            Selection selection = selector.select(question.text(), before, queryLang, hits, statistics, embedder);
            return selection.supported() || before.isBlank()
                    ? selection
                    : selector.select(question.text(), "", queryLang, hits, statistics, embedder);
        }

        private boolean isCurrent(Quote quote, IndexSnapshot snapshot) {
            return text(quote.hit().passage().documentId(), snapshot)
                    .filter(text -> quote.span().end() <= text.length())
                    .filter(text -> quote.span().of(text).equals(quote.text()))
                    .isPresent();
        }

        private Optional<String> text(String documentId, IndexSnapshot snapshot) {
            return texts.computeIfAbsent(documentId, id -> snapshot.document(id).map(SourceDocument::text));
        }

        private Answer grounded(Selection selection, Hits hits, IndexSnapshot snapshot) {
            SourceLanguages languages = new SourceLanguages(hits.queryLang());
            GroundedDraft draft = new GroundedDraft();
            for (Quote quote : selection.quotes()) {
                requireWanted();
                String shown = ShownText.of(quote.text());
                String note = languages.note(quote.hit().passage().lang(), shown.length());
                listener.chunk(draft.quote(shown, quote.hit(), quote.span(), note, quote.confidence(), quote.answer()));
            }
            begin("checking");
            end();
            return validator(hits, snapshot).check(draft.finish(languages.main(), hits.queryLang(), MODEL, timings));
        }

        private Answer abstained(Hits hits, IndexSnapshot snapshot, boolean nothingToRead) {
            List<Hit> nearest = hits.hits().stream().limit(NEAREST).toList();
            List<String> languages = hits.hits().stream()
                    .map(hit -> hit.passage().lang())
                    .distinct()
                    .toList();
            String reason = nothingToRead
                    ? "no_hits"
                    : SourceLanguages.allForeign(hits.queryLang(), languages) ? "other_language" : "weak_support";
            AnswerMessages messages = AnswerMessages.in(hits.queryLang());
            String text = messages.abstention(reason, languages);
            requireWanted();
            listener.chunk(text);
            begin("checking");
            end();
            return validator(hits, snapshot)
                    .check(new Answer.Abstained(
                            text, messages.lang(), hits.queryLang(), MODEL, reason, nearest, timings));
        }

        private AnswerValidator validator(Hits hits, IndexSnapshot snapshot) {
            return new AnswerValidator(hits.hits(), id -> text(id, snapshot));
        }

        private void begin(String name) {
            requireWanted();
            end();
            stage = name;
            stageStart = System.nanoTime();
            listener.phase(name);
        }

        private void end() {
            if (stage != null) {
                timings.put(stage, (System.nanoTime() - stageStart) / 1e6);
            }
        }

        private void requireWanted() {
            if (listener.cancelled()) {
                throw new CancellationException("nobody waits for the answer any more");
            }
        }
    }
}
