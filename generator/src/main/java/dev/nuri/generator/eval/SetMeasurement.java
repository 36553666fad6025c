package dev.nuri.generator.eval;

import dev.nuri.generator.Answer;
import dev.nuri.generator.AnswerReport.Outcome;
import dev.nuri.generator.Answerer;
import dev.nuri.generator.Citation;
import dev.nuri.generator.Claim;
import dev.nuri.generator.ClaimChecker;
import dev.nuri.generator.Question;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.EvalPool;
import dev.nuri.retriever.EvalSet;
import dev.nuri.retriever.EvalSet.EvalPassage;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.retriever.Hit;
import dev.nuri.retriever.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** The figures of one set in the making. For one thread. */
final class SetMeasurement {

    private static final int SAMPLE = 20;

    private final EvalPool pool;
    private final HidingRetriever retriever;
    private final Answerer answerer;
    private final ClaimChecker checker;
    private final SpokenLanguage language;
    private final boolean tellsLanguage;
    private final Tally tally = new Tally()
            .with("citationValidity", "coverage", "citationPrecision", "citationRecall", "answerInCitation")
            .with("retrieved", "answerInCitationWhenRetrieved", "em", "f1", "hallucinationRate", "errorRate")
            .with("languageMatch", "abstainsWhenRemoved", "wrongWhenRemoved", "honestScore");
    private final List<Double> millis = new ArrayList<>();
    private final List<Double> beyondSearch = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();

    /** @param set whose questions are asked: its passages show whether its language can be told */
    SetMeasurement(EvalSet set, EvalPool pool, HidingRetriever retriever, Answerer answerer, ClaimChecker checker) {
        this.pool = pool;
        this.retriever = retriever;
        this.answerer = answerer;
        this.checker = checker;
        this.language = new SpokenLanguage(pool.languages());
        this.tellsLanguage = !set.queries().isEmpty()
                && language.knows(
                        set.queries().getFirst().lang(),
                        set.passages().stream()
                                .limit(SAMPLE)
                                .map(EvalPassage::text)
                                .toList());
    }

    /** Asks questions; {@code asked} hears how many so far. */
    SetMeasurement ask(List<EvalQuery> queries, IntConsumer asked) {
        for (int i = 0; i < queries.size(); i++) {
            measure(queries.get(i));
            asked.accept(i + 1);
        }
        return this;
    }

    /** Every figure, by name. */
    Map<String, Double> figures() {
        Map<String, Double> figures = tally.means();
        figures.put("p50Ms", Tally.quantile(millis, 0.5));
        figures.put("p95Ms", Tally.quantile(millis, 0.95));
        figures.put("beyondSearchP95Ms", Tally.quantile(beyondSearch, 0.95));
        return figures;
    }

    /** What came of each question, in the order asked. */
    List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /** An answer with what it was made from; null for a question that no search takes. */
    private record Asked(Answer answer, List<Hit> hits, double millis) {

        boolean grounded() {
            return answer instanceof Answer.Grounded;
        }

        List<Citation> citations() {
            return answer instanceof Answer.Grounded grounded ? grounded.citations() : List.of();
        }
    }

    private Asked ask(EvalQuery query, Set<String> hidden) {
        retriever.hide(hidden);
        List<Hit> hits = new ArrayList<>();
        Map<String, List<String>> filters = query.candidates().isEmpty()
                ? Map.of()
                : Map.of(
                        SearchRequest.DOCUMENT_FILTER,
                        query.candidates().stream().map(EvalPool::documentId).toList());
        Question question = new Question(Viewer.OPERATOR, query.question(), null, null, filters, false, List.of());
        long start = System.nanoTime();
        try {
            Answer answer = answerer.answer(question, new Answerer.Listener() {
                @Override
                public void sources(List<Hit> found) {
                    hits.addAll(found);
                }
            });
            return new Asked(answer, hits, (System.nanoTime() - start) / 1e6);
        } catch (NuriException e) {
            if (e.code() != ErrorCode.INVALID_INPUT) {
                throw e;
            }
            return new Asked(null, hits, (System.nanoTime() - start) / 1e6);
        } finally {
            retriever.hide(Set.of());
        }
    }

    private void measure(EvalQuery query) {
        Set<String> gold = query.qrels().entrySet().stream()
                .filter(judged -> judged.getValue() > 0)
                .map(judged -> EvalPool.documentId(judged.getKey()))
                .collect(Collectors.toSet());
        Asked asked = ask(query, Set.of());
        times(asked);
        citations(asked);
        if (asked.grounded() && tellsLanguage) {
            tally.add("languageMatch", language.matches(asked.answer().text(), query.lang()));
        }
        tally.add(query.answerable() ? "errorRate" : "hallucinationRate", query.answerable() != asked.grounded());
        boolean known = query.answerable() && !query.answers().isEmpty();
        Boolean right = known ? Boolean.valueOf(right(query, asked)) : null;
        Double f1 = known ? Double.valueOf(said(query, asked, right, gold)) : null;
        if (!query.answerable()) {
            tally.add("honestScore", asked.grounded() ? -1 : 0);
        }
        if (query.answerable() && !gold.isEmpty()) {
            removed(query, ask(query, gold));
        }
        outcomes.add(new Outcome(
                query.id(),
                query.question(),
                query.answerable(),
                query.answers(),
                asked.answer() == null ? "" : asked.answer().text(),
                reason(query, asked, right, gold),
                verdict(asked.answer()),
                right,
                f1,
                score(asked.answer())));
    }

    private static String reason(EvalQuery query, Asked asked, Boolean right, Set<String> gold) {
        if (asked.answer() == null) {
            return "No search takes the question.";
        }
        if (asked.answer() instanceof Answer.Refused) {
            return "The policy refused it.";
        }
        if (!query.answerable()) {
            return asked.grounded() ? "Answered, though no passage answers it." : "";
        }
        boolean missed = !gold.isEmpty()
                && asked.hits().stream()
                        .noneMatch(hit -> gold.contains(hit.passage().documentId()));
        if (!asked.grounded()) {
            return missed ? "Abstained; the passage that answers was not found." : "Abstained.";
        }
        if (!Boolean.FALSE.equals(right)) {
            return "";
        }
        return missed ? "The passage that answers was not found." : "Another sentence was cited than one that answers.";
    }

    private void times(Asked asked) {
        millis.add(asked.millis());
        if (asked.answer() != null) {
            Map<String, Double> timings = asked.answer().timings();
            beyondSearch.add(asked.millis() - timings.getOrDefault("searching", 0.0));
        }
    }

    private void citations(Asked asked) {
        if (asked.answer() instanceof Answer.Grounded grounded) {
            try (IndexSnapshot snapshot = pool.store().snapshot(Viewer.OPERATOR)) {
                CitationQuality quality = CitationQuality.of(
                        grounded,
                        asked.hits(),
                        id -> snapshot.document(id).map(SourceDocument::text).orElse(null),
                        checker);
                tally.add("citationValidity", quality.validity());
                tally.add("coverage", quality.coverage());
                tally.add("citationPrecision", quality.precision());
                tally.add("citationRecall", quality.recall());
            }
        }
    }

    private static boolean right(EvalQuery query, Asked asked) {
        return asked.citations().stream().anyMatch(c -> AnswerOverlap.holds(c.quote(), query.answers()));
    }

    /** Measures what the answer says, and gives its F1. */
    private double said(EvalQuery query, Asked asked, boolean right, Set<String> gold) {
        tally.add("answerInCitation", right);
        tally.add("honestScore", right ? 1 : asked.grounded() ? -1 : 0);
        if (!gold.isEmpty()) {
            boolean found = asked.hits().stream()
                    .anyMatch(hit -> gold.contains(hit.passage().documentId()));
            tally.add("retrieved", found);
            if (found) {
                tally.add("answerInCitationWhenRetrieved", right);
            }
        }
        String highlighted = highlighted(asked.citations());
        AnswerOverlap overlap = new AnswerOverlap(query.lang());
        double f1 = overlap.f1(highlighted, query.answers());
        tally.add("em", overlap.exact(highlighted, query.answers()));
        tally.add("f1", f1);
        return f1;
    }

    private static String highlighted(List<Citation> citations) {
        for (Citation citation : citations) {
            if (citation.answer() != null) {
                int start = citation.start();
                return citation.quote()
                        .substring(
                                citation.answer().start() - start,
                                citation.answer().end() - start);
            }
        }
        return citations.isEmpty() ? "" : citations.getFirst().quote();
    }

    private void removed(EvalQuery query, Asked asked) {
        tally.add("abstainsWhenRemoved", !asked.grounded());
        if (!query.answers().isEmpty()) {
            tally.add("wrongWhenRemoved", asked.grounded() && !right(query, asked));
        }
    }

    private static String verdict(Answer answer) {
        return answer == null ? "abstained" : answer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static double score(Answer answer) {
        return answer instanceof Answer.Grounded grounded
                ? grounded.claims().stream().mapToDouble(Claim::score).max().orElse(0)
                : 0;
    }
}
