package dev.nuri.retriever;

import dev.nuri.indexer.Embedder;
import java.util.List;
import java.util.Set;

/** Places a text by the hashes of its character trigrams: near in writing, not in meaning, and enough to test a leg. */
final class HashingEmbedder implements Embedder {

    private static final int DIMENSION = 64;

    private final Set<String> unknown;

    /** @param unknown languages it claims not to know */
    HashingEmbedder(String... unknown) {
        this.unknown = Set.of(unknown);
    }

    @Override
    public String id() {
        return "hashing-64";
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    @Override
    public boolean supports(String lang) {
        return !unknown.contains(lang);
    }

    @Override
    public float[][] embed(List<String> texts, Role role) {
        return texts.stream().map(HashingEmbedder::vector).toArray(float[][]::new);
    }

    private static float[] vector(String text) {
        float[] vector = new float[DIMENSION];
        vector[0] = 0.01f;
        for (int i = 0; i + 3 <= text.length(); i++) {
            vector[Math.floorMod(text.substring(i, i + 3).hashCode(), DIMENSION)]++;
        }
        double norm = 0;
        for (float component : vector) {
            norm += component * component;
        }
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] /= (float) Math.sqrt(norm);
        }
        return vector;
    }

    @Override
    public void close() {}
}
