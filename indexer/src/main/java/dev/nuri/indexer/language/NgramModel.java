package dev.nuri.indexer.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import opennlp.tools.langdetect.LanguageDetectorModel;
import opennlp.tools.ml.model.AbstractModel;
import opennlp.tools.ml.model.Context;

/**
 * Apache OpenNLP's language detection model (maximum entropy over the distinct runs of one to three characters),
 * reduced to the languages asked for and laid out for speed: a text of 1,000 characters takes tens of microseconds,
 * the table a few megabytes. Immutable.
 */
final class NgramModel {

    /** A slot of the table that holds nothing; no run of characters packs to it. */
    private static final long EMPTY = -1;

    private static final String RESOURCE = "/langdetect-183.bin";

    private final String[] languages;
    /** long[capacity], a power of two: packed run of characters, open addressing. */
    private final long[] keys;
    /** int[capacity]: index of the run's row in {@link #rowStarts}. */
    private final int[] rows;
    /** int[runs + 1]: where each run's weights begin. */
    private final int[] rowStarts;
    /** byte[weights]: index into {@link #languages}. */
    private final byte[] outcomes;
    /** float[weights]: what the run adds to that language's score. */
    private final float[] weights;

    private NgramModel(String[] languages, long[] keys, int[] rows, int[] rowStarts, byte[] outcomes, float[] weights) {
        this.languages = languages;
        this.keys = keys;
        this.rows = rows;
        this.rowStarts = rowStarts;
        this.outcomes = outcomes;
        this.weights = weights;
    }

    /**
     * Reads the model.
     *
     * @param tags the model's language codes (ISO 639-3) to keep, each with the tag to report it as
     */
    static NgramModel load(Map<String, String> tags) {
        try (InputStream in = NgramModel.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " must be on the class path");
            }
            return new Builder((AbstractModel) new LanguageDetectorModel(in).getMaxentModel(), tags).build();
        } catch (IOException e) {
            throw new UncheckedIOException("the language model on the class path cannot be read", e);
        }
    }

    /** Tags of the languages, in the order of the scores. */
    String[] languages() {
        return languages;
    }

    /**
     * How well a text fits each language.
     *
     * @param text lower case
     * @return log probability up to a constant, one per language
     */
    double[] score(CharSequence text) {
        double[] scores = new double[languages.length];
        LongSet seen = new LongSet(3 * text.length());
        int length = text.length();
        for (int i = 0; i < length; i++) {
            long packed = 0;
            for (int j = i; j < Math.min(length, i + 3); j++) {
                packed = packed << 16 | text.charAt(j);
                if (seen.add(packed)) {
                    addWeights(packed, scores);
                }
            }
        }
        return scores;
    }

    private void addWeights(long packed, double[] scores) {
        int row = find(keys, rows, packed);
        if (row >= 0) {
            for (int i = rowStarts[row]; i < rowStarts[row + 1]; i++) {
                scores[outcomes[i]] += weights[i];
            }
        }
    }

    private static int find(long[] keys, int[] rows, long packed) {
        int slot = slot(packed, keys.length);
        while (keys[slot] != packed) {
            if (keys[slot] == EMPTY) {
                return -1;
            }
            slot = slot + 1 & keys.length - 1;
        }
        return rows[slot];
    }

    /** Fibonacci hashing into a table whose length is a power of two. */
    private static int slot(long packed, int capacity) {
        return (int) ((packed * 0x9E3779B97F4A7C15L) >>> (64 - Integer.numberOfTrailingZeros(capacity)));
    }

    private static int capacityFor(int entries) {
        return Math.max(16, Integer.highestOneBit(Math.max(1, entries) * 2 - 1) * 2);
    }

    /** The runs already counted; a run of characters counts once, as in training. */
    private static final class LongSet {

        private final long[] slots;

        LongSet(int entries) {
            slots = new long[capacityFor(entries)];
            Arrays.fill(slots, EMPTY);
        }

        boolean add(long packed) {
            int slot = slot(packed, slots.length);
            while (slots[slot] != EMPTY) {
                if (slots[slot] == packed) {
                    return false;
                }
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = packed;
            return true;
        }
    }

    /** Copies the weights of the kept languages out of OpenNLP's structures. */
    private static final class Builder {

        private final Context[] contexts;
        private final Map<String, Context> byRun;
        private final byte[] keptIndex;
        private final String[] languages;

        @SuppressWarnings("unchecked") // AbstractModel documents its structures as Object[]
        Builder(AbstractModel model, Map<String, String> tags) {
            Object[] structures = model.getDataStructures();
            contexts = (Context[]) structures[0];
            byRun = (Map<String, Context>) structures[1];
            String[] names = (String[]) structures[2];
            keptIndex = new byte[names.length];
            String[] kept = new String[names.length];
            int count = 0;
            for (int i = 0; i < names.length; i++) {
                String tag = tags.get(names[i]);
                keptIndex[i] = tag == null ? -1 : (byte) count;
                if (tag != null) {
                    kept[count++] = tag;
                }
            }
            languages = Arrays.copyOf(kept, count);
        }

        NgramModel build() {
            int total = Arrays.stream(contexts)
                    .mapToInt(c -> c.getOutcomes().length)
                    .sum();
            long[] keys = new long[capacityFor(contexts.length)];
            Arrays.fill(keys, EMPTY);
            int[] rows = new int[keys.length];
            int[] rowStarts = new int[contexts.length + 1];
            byte[] outcomes = new byte[total];
            float[] weights = new float[total];
            int row = 0;
            int next = 0;
            for (Map.Entry<String, Context> entry : byRun.entrySet()) {
                if (entry.getKey().length() > 3) {
                    continue;
                }
                long packed = pack(entry.getKey());
                int[] named = entry.getValue().getOutcomes();
                double[] parameters = entry.getValue().getParameters();
                int slot = freeSlot(keys, packed);
                keys[slot] = packed;
                rows[slot] = row;
                for (int i = 0; i < named.length; i++) {
                    if (keptIndex[named[i]] >= 0) {
                        outcomes[next] = keptIndex[named[i]];
                        weights[next++] = (float) parameters[i];
                    }
                }
                rowStarts[++row] = next;
            }
            return new NgramModel(
                    languages,
                    keys,
                    rows,
                    Arrays.copyOf(rowStarts, row + 1),
                    Arrays.copyOf(outcomes, next),
                    Arrays.copyOf(weights, next));
        }

        private static int freeSlot(long[] keys, long packed) {
            int slot = slot(packed, keys.length);
            while (keys[slot] != EMPTY) {
                slot = slot + 1 & keys.length - 1;
            }
            return slot;
        }

        private static long pack(String run) {
            long packed = 0;
            for (int i = 0; i < run.length(); i++) {
                packed = packed << 16 | run.charAt(i);
            }
            return packed;
        }
    }
}
