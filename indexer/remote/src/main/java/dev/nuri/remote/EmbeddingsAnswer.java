package dev.nuri.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.NuriException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Base64;

/**
 * Reads what the embeddings API of OpenAI's kind answers: {@code {"data": [{"index": 0, "embedding": [...]}, ...]}}, an
 * embedding being numbers or, in base64, 32-bit floating-point numbers, the lowest byte first.
 */
final class EmbeddingsAnswer {

    private final String called;

    /** @param called how messages name the server, at the start of a sentence */
    EmbeddingsAnswer(String called) {
        this.called = called;
    }

    /**
     * The vectors in the order of the texts, each of unit length.
     *
     * @param texts how many were sent
     * @param dimension components each must have; 0 for as many as the first has
     */
    float[][] vectors(JsonNode answer, int texts, int dimension) {
        JsonNode data = answer.path("data");
        if (!data.isArray() || data.size() != texts) {
            throw wrong("with one entry of data for each of " + texts + " texts, got "
                    + (data.isArray() ? data.size() : "none"));
        }
        float[][] vectors = new float[texts][];
        for (int i = 0; i < texts; i++) {
            JsonNode entry = data.get(i);
            int at = place(entry.path("index"), i, texts);
            if (vectors[at] != null) {
                throw wrong("with each index once, got " + at + " twice");
            }
            vectors[at] = unit(components(entry.path("embedding")));
        }
        int wanted = dimension > 0 ? dimension : vectors[0].length;
        for (float[] vector : vectors) {
            if (vector.length != wanted) {
                throw wrong("with " + wanted + " components, got " + vector.length);
            }
        }
        return vectors;
    }

    private int place(JsonNode index, int otherwise, int texts) {
        if (index.isMissingNode()) {
            return otherwise;
        }
        if (!index.isInt() || index.asInt() < 0 || index.asInt() >= texts) {
            throw wrong("with an index from 0 to " + (texts - 1) + ", got " + index);
        }
        return index.asInt();
    }

    private float[] components(JsonNode embedding) {
        if (embedding.isTextual()) {
            return decoded(embedding.asText());
        }
        if (!embedding.isArray() || embedding.isEmpty()) {
            throw wrong("with an embedding of numbers, got " + embedding.getNodeType());
        }
        float[] vector = new float[embedding.size()];
        for (int i = 0; i < vector.length; i++) {
            if (!embedding.get(i).isNumber()) {
                throw wrong("with numbers, got " + embedding.get(i).getNodeType() + " as component " + i);
            }
            vector[i] = embedding.get(i).floatValue();
        }
        return vector;
    }

    private float[] decoded(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw wrong("with embeddings of numbers or in base64, got other text");
        }
        if (bytes.length == 0 || bytes.length % Float.BYTES != 0) {
            throw wrong("with 4 bytes for each component, got " + bytes.length + " in all");
        }
        FloatBuffer floats =
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] vector = new float[floats.remaining()];
        floats.get(vector);
        return vector;
    }

    private float[] unit(float[] vector) {
        double squares = 0;
        for (float x : vector) {
            squares += (double) x * x;
        }
        if (!(squares > 0) || Double.isInfinite(squares)) {
            throw wrong("with vectors that have a length, got one that is zero or not a number");
        }
        double scale = 1 / Math.sqrt(squares);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] * scale);
        }
        return vector;
    }

    private NuriException wrong(String rule) {
        return NuriException.invalid(called + " must answer " + rule + ".");
    }
}
