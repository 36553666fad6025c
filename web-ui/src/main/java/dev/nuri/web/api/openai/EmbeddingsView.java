package dev.nuri.web.api.openai;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Vectors of texts.
 *
 * @param object {@code list}
 * @param data in the order of the texts
 * @param model id of the embedder
 * @param usage tokens; 0, for embedders do not count them
 */
public record EmbeddingsView(String object, List<EmbeddingView> data, String model, Tokens usage) {

    /**
     * A vector.
     *
     * @param object {@code embedding}
     * @param index which text, from 0
     * @param embedding {@code float[dimension]} of unit length, or a base64 text of its little-endian bytes
     */
    public record EmbeddingView(String object, int index, Object embedding) {}

    /**
     * Tokens read.
     *
     * @param promptTokens 0
     * @param totalTokens 0
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Tokens(long promptTokens, long totalTokens) {}

    /**
     * Shows vectors.
     *
     * @param vectors {@code float[texts][dimension]}
     */
    public static EmbeddingsView of(String model, float[][] vectors, boolean base64) {
        List<EmbeddingView> data = IntStream.range(0, vectors.length)
                .mapToObj(i -> new EmbeddingView("embedding", i, base64 ? encoded(vectors[i]) : vectors[i]))
                .toList();
        return new EmbeddingsView("list", data, model, new Tokens(0, 0));
    }

    private static String encoded(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
