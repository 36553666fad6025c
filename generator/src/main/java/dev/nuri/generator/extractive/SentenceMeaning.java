package dev.nuri.generator.extractive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures of meaning for the sentences of passages: how near each is to the question as a whole, by itself and with its
 * neighbours and title, and how well its words, or words that mean the same, cover the question's. For one thread.
 */
final class SentenceMeaning {

    private static final float HALF = 0.5f;
    private static final float QUARTER = 0.25f;

    /**
     * What is measured of a sentence or a passage; zeros where nothing is known.
     *
     * @param similarity cosine to the question
     * @param context the same with neighbours and title
     * @param covered share of the question's weight covered by words that mean the same, in [0, 1]
     * @param missing the largest product of a term's share of the weight and how far the nearest word is
     */
    record Measures(double similarity, double context, double covered, double missing) {

        private static final Measures UNKNOWN = new Measures(0, 0, 0, 0);
    }

    private final Query query;
    private final Meaning meaning;
    private final float[] question;
    private final List<String> terms;
    private final Map<String, double[]> likeness = new HashMap<>();

    /** By passage: its sentences' measures, then its own. */
    private final IdentityHashMap<ReadPassage, Measures[]> measured = new IdentityHashMap<>();

    SentenceMeaning(Query query, Meaning meaning, List<ReadPassage> passages) {
        this.query = query;
        this.meaning = meaning;
        this.terms = query.terms();
        this.question = meaning.known() ? meaning.question(query.text()) : new float[0];
        if (meaning.known()) {
            List<String> words = new ArrayList<>(terms);
            passages.forEach(passage -> {
                passage.sentences().forEach(sentence -> words.addAll(sentence.words()));
                words.addAll(query.analyseNeutrally(passage.hit().title()));
            });
            meaning.learn(words);
        }
    }

    boolean known() {
        return meaning.known();
    }

    Measures of(ReadPassage passage, Sentence sentence) {
        return known() ? measured.computeIfAbsent(passage, this::measure)[sentence.index()] : Measures.UNKNOWN;
    }

    Measures of(ReadPassage passage) {
        return known()
                ? measured.computeIfAbsent(passage, this::measure)[
                        passage.sentences().size()]
                : Measures.UNKNOWN;
    }

    private Measures[] measure(ReadPassage passage) {
        List<Sentence> sentences = passage.sentences();
        int n = sentences.size();
        List<String> texts = new ArrayList<>();
        sentences.forEach(sentence -> texts.add(sentence.kind() == Sentence.Kind.UNREAD ? "" : sentence.text()));
        texts.add(passage.hit().title());
        float[][] vectors = meaning.texts(texts);
        Measures[] measures = new Measures[n + 1];
        float[] whole = vectors[n].clone();
        double[] nearest = best(query.analyseNeutrally(passage.hit().title()));
        for (int i = 0; i < n; i++) {
            float[] context = vectors[i].clone();
            add(context, vectors[n], HALF);
            add(context, i > 0 ? vectors[i - 1] : null, HALF);
            add(context, i + 1 < n ? vectors[i + 1] : null, QUARTER);
            double[] best = best(sentences.get(i).words());
            measures[i] = new Measures(
                    Meaning.cosine(question, vectors[i]),
                    toQuestion(context),
                    query.neutral().soft(best),
                    query.neutral().farthest(best));
            add(whole, vectors[i], 1);
            for (int t = 0; t < nearest.length; t++) {
                nearest[t] = Math.max(nearest[t], best[t]);
            }
        }
        double similar = toQuestion(whole);
        measures[n] = new Measures(
                similar, similar, query.neutral().soft(nearest), query.neutral().farthest(nearest));
        return measures;
    }

    private double toQuestion(float[] vector) {
        return Meaning.cosine(question, vector) / Math.sqrt(Math.max(1e-9, Meaning.cosine(vector, vector)));
    }

    private static void add(float[] to, float[] from, float weight) {
        for (int i = 0; from != null && i < to.length; i++) {
            to[i] += weight * from[i];
        }
    }

    /** For each term of the question, how near the nearest of some words is, from 0. */
    private double[] best(List<String> words) {
        double[] best = new double[terms.size()];
        for (String word : words) {
            double[] near = likeness.computeIfAbsent(word, this::likeness);
            for (int i = 0; i < best.length; i++) {
                best[i] = Math.max(best[i], near[i]);
            }
        }
        return best;
    }

    private double[] likeness(String word) {
        double[] near = new double[terms.size()];
        float[] vector = meaning.word(word);
        for (int i = 0; i < near.length; i++) {
            near[i] = Meaning.cosine(vector, meaning.word(terms.get(i)));
        }
        return near;
    }
}
