package dev.nuri.student;

import dev.nuri.indexer.Embedder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A static embedder: the sum of a text's subword vectors, brought to unit length. Order of words does not count, and
 * no text is outside its languages: a script that training never saw has hashed trigrams at least. A text without a
 * word gets a fixed vector of its own. The cost is one row of bytes a subword.
 */
public final class StudentEmbedder implements Embedder {

    /** Subwords after which a text is cut. */
    static final int WINDOW = 512;

    /** Texts for which other threads are not worth waking. */
    private static final int FEW = 16;

    private final StudentModel model;
    private final String id;
    private final Subwords subwords;

    /** @param id name, version and fingerprint of the model's file */
    public StudentEmbedder(StudentModel model, String id) {
        this.model = model;
        this.id = id;
        subwords = new Subwords(model.pieces(), model.hashed());
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public boolean supports(String lang) {
        return true;
    }

    @Override
    public float[][] embed(List<String> texts, Role role) {
        float[][] vectors = new float[texts.size()][];
        IntStream all = IntStream.range(0, vectors.length);
        (vectors.length > FEW ? all.parallel() : all).forEach(i -> vectors[i] = embed(texts.get(i)));
        return vectors;
    }

    private float[] embed(String text) {
        float[] sum = new float[model.dimension()];
        for (int row : subwords.encode(text, WINDOW)) {
            add(row, sum);
        }
        double squares = 0;
        for (float x : sum) {
            squares += (double) x * x;
        }
        if (!(squares > 0)) {
            sum[0] = 1;
            return sum;
        }
        float scale = (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < sum.length; i++) {
            sum[i] *= scale;
        }
        return sum;
    }

    private void add(int row, float[] sum) {
        byte[] bytes = model.bytes();
        float scale = model.scales()[row];
        int at = row * sum.length;
        for (int i = 0; i < sum.length; i++) {
            sum[i] += scale * bytes[at + i];
        }
    }

    @Override
    public void close() {
        // Nothing is held but memory.
    }
}
