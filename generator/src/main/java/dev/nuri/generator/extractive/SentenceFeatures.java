package dev.nuri.generator.extractive;

import java.util.List;
import java.util.regex.Pattern;

/** Measures the {@link Feature}s of a sentence. */
final class SentenceFeatures {

    private static final Pattern END_MARK = Pattern.compile("[.!…。！｡।۔:)\\]\"”’»」』]$");
    private static final int LONG_WORDS = 45;

    private final Query query;
    private final ReadPassage passage;
    private final Sentence sentence;
    private final double[] values = new double[Feature.values().length];

    private SentenceFeatures(Query query, ReadPassage passage, Sentence sentence) {
        this.query = query;
        this.passage = passage;
        this.sentence = sentence;
    }

    /** {@code double[Feature.values().length]}, by index; without what is measured against other candidates. */
    static double[] of(Query query, SentenceMeaning meaning, ReadPassage passage, Sentence sentence) {
        SentenceFeatures features = new SentenceFeatures(query, passage, sentence);
        features.meaning(meaning);
        features.coverage();
        features.context();
        features.answer();
        features.shape();
        return features.values;
    }

    private void set(Feature feature, double value) {
        values[feature.index()] = value;
    }

    private void set(Feature feature, boolean holds) {
        set(feature, holds ? 1 : 0);
    }

    private void meaning(SentenceMeaning meaning) {
        SentenceMeaning.Measures measured = meaning.of(passage, sentence);
        SentenceMeaning.Measures whole = meaning.of(passage);
        set(Feature.MEANING, meaning.known());
        set(Feature.SIMILARITY, measured.similarity());
        set(Feature.CONTEXT_SIMILARITY, measured.context());
        set(Feature.SOFT_COVERAGE, measured.covered());
        set(Feature.SOFT_MISSING, measured.missing());
        set(Feature.PASSAGE_SIMILARITY, whole.similarity());
        set(Feature.PASSAGE_SOFT_COVERAGE, whole.covered());
        set(Feature.PASSAGE_SOFT_MISSING, whole.missing());
    }

    private void coverage() {
        double covered = passage.question().share(sentence.terms());
        set(Feature.LANGUAGE_COVERAGE, covered);
        set(Feature.LANGUAGE_COVERAGE_SQUARED, covered * covered);
        set(Feature.NEUTRAL_COVERAGE, query.neutral().share(sentence.neutral()));
        set(Feature.PREFIX_COVERAGE, query.neutral().share(sentence.prefixes()));
        set(Feature.NGRAM_COVERAGE, query.ngrams().share(sentence.folded()));
        set(Feature.RAREST_TERM, passage.question().holdsRarest(sentence.terms()));
        set(Feature.PAIRS, pairs(sentence.positions(), passage.question().size()));
    }

    /** Share of the question's neighbouring term pairs that stand at most three terms apart in the sentence. */
    static double pairs(List<Integer> positions, int terms) {
        if (terms < 2) {
            return 0;
        }
        boolean[] near = new boolean[terms];
        for (int i = 0; i < positions.size(); i++) {
            int at = positions.get(i);
            for (int j = Math.max(0, i - 3); at >= 0 && j < Math.min(positions.size(), i + 4); j++) {
                near[at] |= positions.get(j) == at + 1;
            }
        }
        int found = 0;
        for (boolean pair : near) {
            found += pair ? 1 : 0;
        }
        return (double) found / (terms - 1);
    }

    private void context() {
        set(Feature.PREVIOUS_GAIN, gain(passage.termsAt(sentence.index() - 1)));
        set(Feature.NEXT_GAIN, gain(passage.termsAt(sentence.index() + 1)));
        set(Feature.HEADING_GAIN, gain(passage.introduction(sentence)));
        set(Feature.PASSAGE_GAIN, gain(passage.all()));
        set(Feature.PASSAGE_COVERAGE, passage.question().share(passage.all()));
        set(Feature.RECIPROCAL_RANK, 1.0 / passage.hit().rank());
        set(Feature.FIRST, sentence.index() == 0);
    }

    private double gain(long terms) {
        return passage.question().share(terms & ~sentence.terms());
    }

    private void answer() {
        AnswerSigns signs = AnswerSigns.of(passage.hit().passage().lang());
        AnswerType type = query.type();
        double match = signs.match(type, sentence, query);
        switch (type) {
            case TIME -> set(Feature.TIME_MATCH, match);
            case NUMBER -> set(Feature.NUMBER_MATCH, match);
            case PLACE -> set(Feature.PLACE_MATCH, match);
            case PERSON -> set(Feature.PERSON_MATCH, match);
            case REASON -> set(Feature.REASON_MATCH, match);
            case MANNER -> set(Feature.MANNER_MATCH, match);
            case DEFINITION -> set(Feature.DEFINITION_MATCH, match);
            case ANY -> {}
        }
        boolean nameAsked = type == AnswerType.PERSON || type == AnswerType.PLACE;
        set(nameAsked ? Feature.NEW_NAMES_ASKED : Feature.NEW_NAMES, signs.newNames(sentence, query));
        set(Feature.REFERS_BACK, signs.forms().refersBack(sentence.folded()));
        long fresh = sentence.words().stream()
                .filter(word -> !query.words().contains(word))
                .distinct()
                .count();
        set(Feature.NOVELTY, Math.log1p((double) fresh));
    }

    private void shape() {
        int words = sentence.words().size();
        set(Feature.LENGTH, Math.log1p(words));
        set(Feature.SHORT, words < 4);
        set(Feature.LONG, Math.log(Math.max(1.0, (double) words / LONG_WORDS)));
        set(Feature.BARE, !END_MARK.matcher(sentence.text()).find());
    }
}
