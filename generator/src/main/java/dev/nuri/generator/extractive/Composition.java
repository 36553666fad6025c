package dev.nuri.generator.extractive;

import dev.nuri.indexer.Span;
import dev.nuri.retriever.Hit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Composes an answer of one to three sentences from ranked candidates. The best sentence always; before it the one it
 * refers back to; in languages that mark no end of a sentence a neighbour; others only while each is likely to be the one that answers and speaks of the same thing.
 */
final class Composition {

    private static final int MAX_SENTENCES = 3;
    /** A predecessor longer than this, in code units, is not taken along. */
    private static final int MAX_PREDECESSOR = 300;
    /** Languages without a mark at the end of a sentence. */
    private static final Set<String> UNMARKED = Set.of("th", "lo", "km", "my");
    /** Code units of two neighbours that are quoted as one. */
    private static final int MAX_NEIGHBOURS = 400;
    /** A sentence of another document must cover the question nearly as well as the best. */
    private static final double SAME_SUBJECT = 0.8;
    /** Sentences that share more of their words say the same. */
    private static final double SAME_WORDS = 0.7;

    private final List<Candidate> ranked;
    private final Weights weights;
    private final List<Candidate> chosen = new ArrayList<>();

    private Composition(List<Candidate> ranked, Weights weights) {
        this.ranked = ranked;
        this.weights = weights;
    }

    /** The chosen candidates, best first. */
    static List<Candidate> choose(List<Candidate> ranked, Weights weights) {
        Composition composition = new Composition(ranked, weights);
        if (!ranked.isEmpty()) {
            composition.chosen.add(ranked.getFirst());
            composition.addFurther();
            composition.addPredecessor();
            composition.addNeighbour();
        }
        return composition.chosen;
    }

    private void addFurther() {
        for (Candidate next : ranked.subList(1, ranked.size())) {
            if (chosen.size() == MAX_SENTENCES || next.probability() < weights.quoteAt()) {
                return;
            }
            if (sameSubject(next) && chosen.stream().noneMatch(c -> sameWords(c, next))) {
                chosen.add(next);
            }
        }
    }

    private boolean sameSubject(Candidate next) {
        Candidate best = chosen.getFirst();
        boolean sameDocument = next.passage()
                .hit()
                .passage()
                .documentId()
                .equals(best.passage().hit().passage().documentId());
        return sameDocument
                || next.feature(Feature.LANGUAGE_COVERAGE) >= SAME_SUBJECT * best.feature(Feature.LANGUAGE_COVERAGE);
    }

    private static boolean sameWords(Candidate a, Candidate b) {
        Set<String> shared = new HashSet<>(a.sentence().words());
        Set<String> all = new HashSet<>(shared);
        shared.retainAll(Set.copyOf(b.sentence().words()));
        all.addAll(b.sentence().words());
        return shared.size() > SAME_WORDS * all.size();
    }

    private void addPredecessor() {
        Candidate best = chosen.getFirst();
        if (chosen.size() == 1 && best.feature(Feature.REFERS_BACK) > 0) {
            ranked.stream()
                    .filter(c -> c.passage().hit().equals(best.passage().hit())
                            && c.sentence().index() == best.sentence().index() - 1
                            && c.sentence().text().length() <= MAX_PREDECESSOR)
                    .findFirst()
                    .ifPresent(chosen::add);
        }
    }

    /** Where sentences have no end mark, what is taken for two of them is often one. */
    private void addNeighbour() {
        Candidate best = chosen.getFirst();
        String lang = QuestionForms.base(best.passage().hit().passage().lang());
        if (chosen.size() == 1
                && UNMARKED.contains(lang)
                && best.sentence().text().length() <= MAX_NEIGHBOURS) {
            int left = MAX_NEIGHBOURS - best.sentence().text().length();
            ranked.stream()
                    .filter(c -> c.passage().hit().equals(best.passage().hit())
                            && Math.abs(c.sentence().index() - best.sentence().index()) == 1
                            && c.sentence().text().length() <= left)
                    .findFirst()
                    .ifPresent(chosen::add);
        }
    }

    /** The chosen sentences as quotes: by passage, the best's first; in document order within; adjacent ones as one. */
    static List<Quote> quotes(List<Quoted> chosen) {
        Map<Hit, List<Quoted>> byHit = new LinkedHashMap<>();
        chosen.forEach(c -> byHit.computeIfAbsent(c.candidate().passage().hit(), hit -> new ArrayList<>())
                .add(c));
        Quoted best = chosen.getFirst();
        List<Quote> quotes = new ArrayList<>();
        byHit.forEach((hit, sentences) -> {
            sentences.sort(Comparator.comparingInt(c -> c.candidate().sentence().index()));
            Quote open = null;
            for (Quoted sentence : sentences) {
                Quote quote = sentence.quote(sentence.equals(best));
                Quote joined = open == null ? null : join(open, quote);
                if (joined == null && open != null) {
                    quotes.add(open);
                }
                open = joined == null ? quote : joined;
            }
            quotes.add(open);
        });
        return quotes;
    }

    /** Both as one when nothing but white space lies between them, else null. */
    private static Quote join(Quote a, Quote b) {
        int start = a.hit().passage().start();
        String between = a.hit()
                .passage()
                .text()
                .substring(a.span().end() - start, b.span().start() - start);
        return between.isBlank()
                ? new Quote(
                        a.hit(),
                        new Span(a.span().start(), b.span().end()),
                        a.sentences() + b.sentences(),
                        Math.max(a.confidence(), b.confidence()),
                        a.answer() == null ? b.answer() : a.answer())
                : null;
    }
}
