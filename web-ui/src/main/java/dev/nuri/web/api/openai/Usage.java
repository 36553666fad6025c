package dev.nuri.web.api.openai;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;

/**
 * Tokens of a request.
 *
 * @param promptTokens read; 0 where no model ran
 * @param completionTokens written; likewise
 * @param totalTokens both
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Usage(long promptTokens, long completionTokens, long totalTokens) {

    /** The tokens of an answer. */
    static Usage of(Map<String, Long> usage) {
        long read = usage.getOrDefault("promptTokens", 0L);
        long written = usage.getOrDefault("completionTokens", 0L);
        return new Usage(read, written, read + written);
    }
}
