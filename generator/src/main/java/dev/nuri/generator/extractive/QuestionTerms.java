package dev.nuri.generator.extractive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The content terms of a question under one analyzer with their weights. Which of them a text holds is a bit mask: bit
 * i for term i in the order of the question.
 */
final class QuestionTerms {

    /** Bits of a mask; a longer question is judged by its first so many distinct terms. */
    private static final int MAX_TERMS = 64;
    /** Weight of terms borrowed from the question before, against the question's own. */
    private static final double BORROWED = 0.5;

    private final List<String> terms;
    private final double[] weights;
    private final Map<String, Integer> index = new HashMap<>();
    private final double total;
    private final int rarest;

    private QuestionTerms(List<String> terms, double[] weights) {
        this.terms = terms;
        this.weights = weights;
        double sum = 0;
        int heaviest = -1;
        for (int i = 0; i < weights.length; i++) {
            index.put(terms.get(i), i);
            sum += weights[i];
            heaviest = heaviest < 0 || weights[i] > weights[heaviest] ? i : heaviest;
        }
        total = sum;
        rarest = heaviest;
    }

    /**
     * The content terms of a question.
     *
     * @param own terms of the question
     * @param borrowed terms of the question it follows up
     * @param questionWords terms that ask rather than tell; kept when the question has no others
     */
    static QuestionTerms of(
            List<String> own, List<String> borrowed, Set<String> questionWords, ToDoubleFunction<String> idf) {
        Set<String> distinct = new LinkedHashSet<>(own);
        distinct.removeAll(questionWords);
        int ownCount = distinct.size();
        distinct.addAll(borrowed);
        distinct.removeAll(questionWords);
        if (distinct.isEmpty()) {
            distinct.addAll(own);
        }
        List<String> terms = distinct.stream().limit(MAX_TERMS).toList();
        double[] weights = new double[terms.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = idf.applyAsDouble(terms.get(i)) * (i < ownCount || ownCount == 0 ? 1 : BORROWED);
        }
        return new QuestionTerms(terms, weights);
    }

    List<String> terms() {
        return terms;
    }

    /** Which terms {@code found} holds. */
    long mask(Collection<String> found) {
        long mask = 0;
        for (String term : found) {
            Integer i = index.get(term);
            mask |= i == null ? 0 : 1L << i;
        }
        return mask;
    }

    /** The positions at which the terms of {@code found} stand in the question, -1 for other terms. */
    List<Integer> positions(List<String> found) {
        List<Integer> positions = new ArrayList<>(found.size());
        found.forEach(term -> positions.add(index.getOrDefault(term, -1)));
        return positions;
    }

    /** Share of the summed weight that the terms in {@code mask} have, in [0, 1]; 0 when there are no terms. */
    double share(long mask) {
        double sum = 0;
        for (long left = mask; left != 0; left &= left - 1) {
            sum += weights[Long.numberOfTrailingZeros(left)];
        }
        return total > 0 ? sum / total : 0;
    }

    /** The weighted mean of a value for each term; 0 when there are no terms. */
    double soft(double[] values) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * values[i];
        }
        return total > 0 ? sum / total : 0;
    }

    /** The largest product of a term's share of the weight and how far its value is from 1; 0 when there are no terms. */
    double farthest(double[] values) {
        double most = 0;
        for (int i = 0; i < weights.length; i++) {
            most = Math.max(most, weights[i] * (1 - values[i]));
        }
        return total > 0 ? most / total : 0;
    }

    /** Whether {@code mask} holds the rarest term. */
    boolean holdsRarest(long mask) {
        return rarest >= 0 && ((mask >>> rarest) & 1) == 1;
    }

    int size() {
        return terms.size();
    }
}
