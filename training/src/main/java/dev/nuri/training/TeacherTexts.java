package dev.nuri.training;

import dev.nuri.indexer.Embedder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * English sentences with a teacher's vectors. A batch pairs each with a translation of it and holds the teacher's
 * cosines of the English sentences, so that the student learns from the teacher how near two sentences are, in every
 * language (after Reimers and Gurevych, arXiv 2004.09813; by cosines, since teacher and student differ in dimension).
 */
final class TeacherTexts {

    private static final int BATCH = 64;

    private final Corpus corpus;
    private final float[][] vectors; // [sentences][teacher's dimension], centred, of unit length

    private TeacherTexts(Corpus corpus, float[][] vectors) {
        this.corpus = corpus;
        this.vectors = vectors;
    }

    /** Embeds the sentences that the corpus kept. */
    static TeacherTexts embed(Corpus corpus, Embedder teacher, Consumer<TrainingProgress> progress) {
        if (!teacher.supports("en")) {
            throw new TrainingException("The teacher " + teacher.id() + " does not know English.");
        }
        List<Corpus.Sentence> sample = corpus.sample();
        if (sample.isEmpty()) {
            throw new TrainingException(
                    "The parallel text has no English sentence long enough to learn from a teacher.");
        }
        List<float[]> vectors = new ArrayList<>();
        for (int from = 0; from < sample.size(); from += BATCH) {
            List<String> texts = sample.subList(from, Math.min(sample.size(), from + BATCH)).stream()
                    .map(Corpus.Sentence::text)
                    .toList();
            vectors.addAll(List.of(teacher.embed(texts, Embedder.Role.PASSAGE)));
            double done = (double) vectors.size() / sample.size();
            progress.accept(new TrainingProgress("ask the teacher", done, 0, 0, 0, java.util.Map.of()));
        }
        return new TeacherTexts(corpus, centred(vectors));
    }

    /** What all vectors share says nothing about a text: transformers' cosines hardly differ before it is taken out. */
    private static float[][] centred(List<float[]> vectors) {
        float[] mean = new float[vectors.getFirst().length];
        vectors.forEach(vector -> Products.one(mean, vector, 1f / vectors.size()));
        float[][] centred = new float[vectors.size()][];
        for (int i = 0; i < centred.length; i++) {
            centred[i] = vectors.get(i).clone();
            Products.one(centred[i], mean, -1);
            float length = (float) Math.sqrt(Products.dot(centred[i], centred[i]));
            for (int d = 0; d < mean.length; d++) {
                centred[i][d] /= Math.max(length, 1e-9f);
            }
        }
        return centred;
    }

    Batch batch(int n, long step, long seed) {
        SplittableRandom random = new SplittableRandom(seed + (step << 20));
        int[] chosen = random.ints(n, 0, vectors.length).toArray();
        Batch batch = new Batch(new int[n][], new int[n][], chosen, new float[n][n]);
        for (int i = 0; i < n; i++) {
            int english = corpus.sample().get(chosen[i]).english();
            int[] renderings = corpus.renderings(english);
            batch.left()[i] = corpus.texts().get(english);
            batch.right()[i] = corpus.texts().get(renderings[random.nextInt(renderings.length)]);
            for (int j = 0; j < n; j++) {
                batch.targets()[i][j] = Products.dot(vectors[chosen[i]], vectors[chosen[j]]);
            }
        }
        return batch;
    }
}
