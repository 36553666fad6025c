package dev.nuri.generator.extractive;

import java.util.Base64;

/**
 * Scores spans: a small network over {@link SpanFeature}s, and a table of weights for words and shapes, found by hash.
 *
 * @param network over the features
 * @param table weights in 8 bits, as Base64; a power of two of them
 * @param scale what 1 of the table weighs
 */
record SpanModel(Network network, String table, double scale) {

    /** Reads the table. */
    byte[] weights() {
        return Base64.getDecoder().decode(table);
    }

    /** Place of a name in a table of {@code size}, a power of two. */
    static int slot(String name, int size) {
        int hash = 0x811C9DC5;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x01000193;
        }
        hash ^= hash >>> 15;
        hash *= 0x2C1B3C6D;
        hash ^= hash >>> 12;
        return hash & (size - 1);
    }
}
