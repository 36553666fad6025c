package dev.nuri.generator.extractive;

import dev.nuri.indexer.Embedder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How near texts and words are in meaning, by the embedder that the weights were learned with; nothing is known without
 * it. Vectors of words are remembered for one question. For one thread.
 */
final class Meaning {

    private final Embedder embedder;
    private final Map<String, float[]> words = new HashMap<>();

    /** @param embedder null when there is none */
    Meaning(Embedder embedder) {
        this.embedder = embedder;
    }

    /** Whether anything can be told. */
    boolean known() {
        return embedder != null;
    }

    /** The vector of a question, of unit length. */
    float[] question(String text) {
        return embedder.embed(List.of(text), Embedder.Role.QUERY)[0];
    }

    /** The vectors of texts that may answer, each of unit length. */
    float[][] texts(List<String> texts) {
        return embedder.embed(texts, Embedder.Role.PASSAGE);
    }

    /** Learns words, all at once; those known before cost nothing. */
    void learn(Collection<String> some) {
        Set<String> unknown = new LinkedHashSet<>(some);
        unknown.removeAll(words.keySet());
        List<String> fresh = new ArrayList<>(unknown);
        float[][] vectors = fresh.isEmpty() ? new float[0][] : embedder.embed(fresh, Embedder.Role.PASSAGE);
        for (int i = 0; i < vectors.length; i++) {
            words.put(fresh.get(i), vectors[i]);
        }
    }

    /** The vector of a word that was learned. */
    float[] word(String word) {
        return words.get(word);
    }

    /** Cosine of vectors of unit length. */
    static double cosine(float[] a, float[] b) {
        float even = 0;
        float odd = 0;
        float third = 0;
        float fourth = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) { // four sums at once: none waits for another's addition
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
            third += a[i + 2] * b[i + 2];
            fourth += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            even += a[i] * b[i];
        }
        return even + odd + (third + fourth);
    }
}
