package dev.nuri.generator.extractive;

import java.util.Set;

/** Measures the {@link SupportFeature}s of a candidate. */
final class SupportMeasures {

    private SupportMeasures() {}

    /** {@code double[SupportFeature.values().length]}, by index. */
    static double[] of(Query query, Candidate candidate) {
        double[] values = new double[SupportFeature.values().length];
        ReadPassage passage = candidate.passage();
        QuestionTerms question = passage.question();
        double context = question.share(context(passage, candidate.sentence()));
        double covered = candidate.feature(Feature.LANGUAGE_COVERAGE);
        double terms = Math.log1p(question.size());
        put(values, SupportFeature.BIAS, 1);
        put(values, SupportFeature.CONTEXT_COVERAGE, context);
        put(values, SupportFeature.CONTEXT_COVERAGE_SQUARED, context * context);
        put(values, SupportFeature.SENTENCE_COVERAGE, covered);
        put(values, SupportFeature.PREFIX_COVERAGE, candidate.feature(Feature.PREFIX_COVERAGE));
        put(values, SupportFeature.NGRAM_COVERAGE, candidate.feature(Feature.NGRAM_COVERAGE));
        put(values, SupportFeature.PASSAGE_COVERAGE, candidate.feature(Feature.PASSAGE_COVERAGE));
        put(values, SupportFeature.RAREST_TERM, question.holdsRarest(passage.all()) ? 1 : 0);
        put(values, SupportFeature.PAIRS, candidate.feature(Feature.PAIRS));
        put(values, SupportFeature.PROBABILITY, candidate.probability());
        String text = Folding.fold(
                passage.hit().title() + " " + passage.hit().passage().text());
        put(values, SupportFeature.NUMBERS_MISSING, missing(query.numbers(), text));
        put(values, SupportFeature.NAMES_MISSING, missing(query.names(), text));
        put(values, SupportFeature.TYPE_MISSING, typeMissing(query, candidate) ? 1 : 0);
        put(values, SupportFeature.TERMS, terms);
        put(values, SupportFeature.COVERED_TERMS, covered * terms);
        return values;
    }

    private static void put(double[] values, SupportFeature feature, double value) {
        values[feature.index()] = value;
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

    private static boolean typeMissing(Query query, Candidate candidate) {
        AnswerSigns signs = AnswerSigns.of(candidate.passage().hit().passage().lang());
        return query.type() != AnswerType.ANY && signs.match(query.type(), candidate.sentence(), query) == 0;
    }
}
