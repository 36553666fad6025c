package dev.nuri.generator.extractive;

import dev.nuri.retriever.Hit;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Measures the {@link SupportFeature}s of a candidate among all of its question. */
final class SupportMeasures {

    private final Query query;
    private final List<Candidate> ranked;
    private final double passageMost;
    private final double similarMost;
    private final double softMost;
    private final double passageSimilarMost;
    private final double scoreAll;
    private final List<Hit> hits;
    private final boolean meaning;

    /** @param ranked every candidate of the question, best first */
    SupportMeasures(Query query, List<Candidate> ranked) {
        this.query = query;
        this.ranked = ranked;
        passageMost = most(ranked, Feature.PASSAGE_COVERAGE);
        similarMost = most(ranked, Feature.SIMILARITY);
        softMost = most(ranked, Feature.SOFT_COVERAGE);
        passageSimilarMost = most(ranked, Feature.PASSAGE_SIMILARITY);
        hits = ranked.stream().map(c -> c.passage().hit()).distinct().toList();
        meaning = !ranked.isEmpty() && ranked.getFirst().feature(Feature.MEANING) > 0;
        double top = ranked.isEmpty() ? 0 : ranked.getFirst().score();
        scoreAll = top
                + Math.log(Math.max(
                        1e-9,
                        ranked.stream()
                                .mapToDouble(c -> Math.exp(c.score() - top))
                                .sum()));
    }

    private static double most(List<Candidate> candidates, Feature feature) {
        return candidates.stream().mapToDouble(c -> c.feature(feature)).max().orElse(0);
    }

    /**
     * Measures one.
     *
     * @return {@code double[SupportFeature.values().length]}, by index
     */
    double[] of(Candidate candidate) {
        double[] values = new double[SupportFeature.values().length];
        coverage(values, candidate);
        missing(values, candidate);
        retrieved(values, candidate.passage().hit());
        standing(values, candidate);
        asked(values, candidate);
        put(values, SupportFeature.MEANING, candidate.feature(Feature.MEANING));
        put(values, SupportFeature.SIMILARITY, candidate.feature(Feature.SIMILARITY));
        put(values, SupportFeature.CONTEXT_SIMILARITY, candidate.feature(Feature.CONTEXT_SIMILARITY));
        put(values, SupportFeature.SIMILARITY_MOST, similarMost);
        put(values, SupportFeature.SIMILARITY_LEAD, candidate.feature(Feature.SIMILARITY_LEAD));
        put(values, SupportFeature.SOFT_COVERAGE, candidate.feature(Feature.SOFT_COVERAGE));
        put(values, SupportFeature.SOFT_COVERAGE_MOST, softMost);
        put(values, SupportFeature.PASSAGE_SOFT_COVERAGE, candidate.feature(Feature.PASSAGE_SOFT_COVERAGE));
        put(values, SupportFeature.SOFT_MISSING, candidate.feature(Feature.SOFT_MISSING));
        put(values, SupportFeature.PASSAGE_SOFT_MISSING, candidate.feature(Feature.PASSAGE_SOFT_MISSING));
        put(values, SupportFeature.PASSAGE_SIMILARITY, candidate.feature(Feature.PASSAGE_SIMILARITY));
        put(values, SupportFeature.PASSAGE_SIMILARITY_MOST, passageSimilarMost);
        return values;
    }

    private static void put(double[] values, SupportFeature feature, double value) {
        values[feature.index()] = value;
    }

    private static void coverage(double[] values, Candidate candidate) {
        ReadPassage passage = candidate.passage();
        QuestionTerms question = passage.question();
        double context = question.share(context(passage, candidate.sentence()));
        double covered = candidate.feature(Feature.LANGUAGE_COVERAGE);
        double terms = Math.log1p(question.size());
        put(values, SupportFeature.CONTEXT_COVERAGE, context);
        put(values, SupportFeature.CONTEXT_COVERAGE_SQUARED, context * context);
        put(values, SupportFeature.SENTENCE_COVERAGE, covered);
        put(values, SupportFeature.PREFIX_COVERAGE, candidate.feature(Feature.PREFIX_COVERAGE));
        put(values, SupportFeature.NGRAM_COVERAGE, candidate.feature(Feature.NGRAM_COVERAGE));
        put(values, SupportFeature.PASSAGE_COVERAGE, candidate.feature(Feature.PASSAGE_COVERAGE));
        put(values, SupportFeature.RAREST_TERM, question.holdsRarest(passage.all()) ? 1 : 0);
        put(values, SupportFeature.PAIRS, candidate.feature(Feature.PAIRS));
        put(values, SupportFeature.TERMS, terms);
        put(values, SupportFeature.COVERED_TERMS, covered * terms);
        put(values, SupportFeature.TITLE_COVERAGE, question.share(passage.headings()));
    }

    private void missing(double[] values, Candidate candidate) {
        ReadPassage passage = candidate.passage();
        String text = Folding.fold(
                passage.hit().title() + " " + passage.hit().passage().text());
        put(values, SupportFeature.NUMBERS_MISSING, missing(query.numbers(), text));
        put(values, SupportFeature.NAMES_MISSING, missing(query.names(), text));
    }

    private void retrieved(double[] values, Hit hit) {
        double lexical = lexical(hit);
        put(values, SupportFeature.LEXICAL, lexical);
        put(values, SupportFeature.LEXICAL_MOST, max(SupportMeasures::lexical));
        put(values, SupportFeature.LEXICAL_LEAD, lexical - mean(SupportMeasures::lexical));
        if (meaning) {
            double similar = cosine(hit);
            put(values, SupportFeature.RETRIEVED_SIMILARITY, similar);
            put(values, SupportFeature.RETRIEVED_SIMILARITY_MOST, max(SupportMeasures::cosine));
            put(values, SupportFeature.RETRIEVED_SIMILARITY_LEAD, similar - mean(SupportMeasures::cosine));
        }
    }

    /** 0 for a passage that retrieval has no evidence of. */
    private static double lexical(Hit hit) {
        return hit.evidence() == null ? 0 : Math.log1p(hit.evidence().lexical());
    }

    private static double cosine(Hit hit) {
        return hit.evidence() == null ? 0 : hit.evidence().cosine();
    }

    private double max(ToDoubleFunction<Hit> of) {
        return hits.stream().mapToDouble(of).max().orElse(0);
    }

    private double mean(ToDoubleFunction<Hit> of) {
        return hits.stream().mapToDouble(of).average().orElse(0);
    }

    private void standing(double[] values, Candidate candidate) {
        double other = ranked.stream()
                .filter(c -> !c.passage().hit().equals(candidate.passage().hit()))
                .mapToDouble(Candidate::score)
                .findFirst()
                .orElse(candidate.score());
        put(values, SupportFeature.PROBABILITY, candidate.probability());
        put(values, SupportFeature.PASSAGE_COVERAGE_MOST, passageMost);
        put(values, SupportFeature.SCORE, candidate.score());
        put(values, SupportFeature.SCORE_LEAD, candidate.score() - other);
        put(values, SupportFeature.SCORE_ALL, scoreAll);
        put(values, SupportFeature.RECIPROCAL_RANK, candidate.feature(Feature.RECIPROCAL_RANK));
        put(values, SupportFeature.LENGTH, candidate.feature(Feature.LENGTH));
    }

    private void asked(double[] values, Candidate candidate) {
        String lang = candidate.passage().hit().passage().lang();
        AnswerSigns signs = AnswerSigns.of(lang);
        AnswerType type = query.type();
        double match = signs.match(type, candidate.sentence(), query);
        put(values, SupportFeature.TYPE_MISSING, type != AnswerType.ANY && match == 0 ? 1 : 0);
        put(values, SupportFeature.TYPE_MATCH, match);
        put(values, SupportFeature.NEW_NAMES, signs.newNames(candidate.sentence(), query));
        put(values, SupportFeature.SAME_LANGUAGE, query.forms() == QuestionForms.of(lang) ? 1 : 0);
        switch (type) {
            case TIME -> put(values, SupportFeature.ASKS_TIME, 1);
            case NUMBER -> put(values, SupportFeature.ASKS_NUMBER, 1);
            case PLACE -> put(values, SupportFeature.ASKS_PLACE, 1);
            case PERSON -> put(values, SupportFeature.ASKS_PERSON, 1);
            case DEFINITION -> put(values, SupportFeature.ASKS_DEFINITION, 1);
            case REASON, MANNER -> put(values, SupportFeature.ASKS_REASON, 1);
            case ANY -> {}
        }
    }

    private static long context(ReadPassage passage, Sentence sentence) {
        return sentence.terms()
                | passage.termsAt(sentence.index() - 1)
                | passage.termsAt(sentence.index() + 1)
                | passage.introduction(sentence);
    }

    private static double missing(Set<String> wanted, String foldedText) {
        long missing =
                wanted.stream().filter(word -> !foldedText.contains(word)).count();
        return wanted.isEmpty() ? 0 : (double) missing / wanted.size();
    }
}
