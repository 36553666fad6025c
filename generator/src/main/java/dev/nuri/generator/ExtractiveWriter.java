package dev.nuri.generator;

import dev.nuri.generator.extractive.IndexTermStatistics;
import dev.nuri.generator.extractive.Quote;
import dev.nuri.generator.extractive.Selection;
import dev.nuri.generator.extractive.SentenceSelector;
import dev.nuri.generator.extractive.TermStatistics;
import dev.nuri.generator.prompt.PlainText;
import dev.nuri.indexer.Embedder;
import dev.nuri.retriever.Hit;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers with sentences of the passages, word for word, so that it needs no model and cannot invent.
 *
 * <p>Sentences are ranked by how much of the question they, their neighbours and their headings cover (weighted by
 * rarity), by signs of the type of answer asked for, and by what they add; one to three are quoted. A logistic
 * regression gives the confidence that the best one answers; below a threshold the writer abstains. Both were learned
 * on the dev halves of public question sets.
 *
 * <p>A quote always bears out the claim it makes, so every claim is {@link Claim.Support#SUPPORTED}; its score is the
 * confidence that it answers the question. An answer's language is that of the passage most of its text is from.
 */
final class ExtractiveWriter implements AnswerWriter {

    static final String MODEL = "extractive";

    private final SentenceSelector selector;
    private final Turns turns = new Turns();

    ExtractiveWriter(SentenceSelector selector) {
        this.selector = selector;
    }

    @Override
    public String model() {
        return MODEL;
    }

    @Override
    public Outcome write(AnswerSheet sheet) {
        sheet.stages().begin("reading");
        Selection selection = read(sheet);
        if (!selection.supported()) {
            return new Outcome.Abstains(reason(sheet, selection.quotes().isEmpty()));
        }
        SourceLanguages languages = new SourceLanguages(sheet.hits().queryLang());
        for (Quote quote : selection.quotes()) {
            String shown = PlainText.ofQuote(quote.text());
            String note = languages.note(quote.hit().passage().lang(), shown.length());
            ClaimChecker.Check check = ClaimChecker.Check.supported(quote.confidence());
            sheet.add(shown, List.of(new GroundedDraft.Cited(quote.hit(), quote.span(), quote.answer())), note, check);
        }
        return new Outcome.Written(languages.main(), null);
    }

    /** Chooses sentences; a passage that changed or went since the search is left out, and so is what is masked. */
    private Selection read(AnswerSheet sheet) {
        TermStatistics statistics = new IndexTermStatistics(sheet.snapshot().searcher());
        List<Hit> current = new ArrayList<>(sheet.hits().hits());
        while (true) {
            sheet.stages().requireWanted();
            Selection selection = turns.take(() -> select(sheet, current, statistics));
            List<Hit> changed = selection.quotes().stream()
                    .filter(quote -> !sheet.isCurrent(quote.hit(), quote.span())
                            || PlainText.ofQuote(quote.text()).isBlank())
                    .map(Quote::hit)
                    .toList();
            if (changed.isEmpty()) {
                return selection;
            }
            current.removeAll(changed);
        }
    }

    /** With borrowed words first; alone when they lead nowhere, for not every short question is a follow-up. */
    private Selection select(AnswerSheet sheet, List<Hit> hits, TermStatistics statistics) {
        String text = sheet.asked().text();
        String before = sheet.asked().before();
        String queryLang = sheet.hits().queryLang();
        Embedder embedder = sheet.snapshot().embedder();
        Selection selection = selector.select(text, before, queryLang, hits, statistics, embedder);
        return selection.supported() || before.isBlank()
                ? selection
                : selector.select(text, "", queryLang, hits, statistics, embedder);
    }

    private static String reason(AnswerSheet sheet, boolean nothingToRead) {
        List<String> languages = sheet.hits().hits().stream()
                .map(hit -> hit.passage().lang())
                .distinct()
                .toList();
        if (nothingToRead) {
            return "no_hits";
        }
        return SourceLanguages.allForeign(sheet.hits().queryLang(), languages) ? "other_language" : "weak_support";
    }
}
