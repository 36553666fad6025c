package dev.nuri.indexer.ingest;

import dev.nuri.indexer.Embedder;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Vectors from hash codes, for English. */
final class HashingEmbedder implements Embedder {

    final Queue<Integer> batches = new ConcurrentLinkedQueue<>();
    volatile boolean broken;

    @Override
    public String id() {
        return "hashing";
    }

    @Override
    public int dimension() {
        return 4;
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
        batches.add(texts.size());
        float[][] vectors = new float[texts.size()][];
        for (int i = 0; i < vectors.length; i++) {
            double angle = texts.get(i).hashCode();
            vectors[i] = new float[] {(float) Math.cos(angle), (float) Math.sin(angle), 0, 0};
        }
        return vectors;
    }

    @Override
    public void close() {}
}
