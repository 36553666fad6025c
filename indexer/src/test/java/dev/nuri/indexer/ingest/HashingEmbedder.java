package dev.nuri.indexer.ingest;

import dev.nuri.indexer.Embedder;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Vectors from hash codes, for English. */
final class HashingEmbedder implements Embedder {

    final Queue<Integer> batches = new ConcurrentLinkedQueue<>();
    volatile boolean broken;
    /** Run before each batch. */
    volatile Runnable beforeBatch = () -> {};

    private final String id;
    private final int dimension;

    HashingEmbedder() {
        this("hashing", 4);
    }

    HashingEmbedder(String id, int dimension) {
        this.id = id;
        this.dimension = dimension;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public boolean supports(String lang) {
        return lang.equals("en");
    }

    @Override
    public float[][] embed(List<String> texts, Role role) {
        if (broken) {
            throw new IllegalStateException("the model is gone");
        }
        beforeBatch.run();
        batches.add(texts.size());
        float[][] vectors = new float[texts.size()][];
        for (int i = 0; i < vectors.length; i++) {
            double angle = texts.get(i).hashCode();
            vectors[i] = new float[dimension];
            vectors[i][0] = (float) Math.cos(angle);
            vectors[i][1] = (float) Math.sin(angle);
        }
        return vectors;
    }

    @Override
    public void close() {}
}
