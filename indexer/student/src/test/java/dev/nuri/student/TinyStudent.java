package dev.nuri.student;

import java.util.List;
import java.util.Random;

/** A student of a few made-up pieces with random vectors. */
final class TinyStudent {

    static final int DIMENSION = 24;
    static final int HASHED = 64;
    static final List<String> PIECES = List.of(
            "river", "flu", "#ss", "#s", "water", "a", "b", "#a", "#b", "강", "#물", "東", "京", "東京", "1", "#9", "ภาษา");

    private TinyStudent() {}

    static StudentModel model() {
        Random random = new Random(7);
        float[][] vectors = new float[PIECES.size() + HASHED][DIMENSION];
        for (float[] vector : vectors) {
            for (int i = 0; i < DIMENSION; i++) {
                vector[i] = (float) random.nextGaussian();
            }
        }
        return StudentModel.quantise("tiny", 3, PIECES, HASHED, vectors);
    }
}
