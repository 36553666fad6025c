package dev.nuri.web.api.openai;

import java.time.Instant;
import java.util.UUID;

/**
 * What all chunks of an answer share.
 *
 * @param id of the answer
 * @param created seconds since 1970
 * @param model as asked for
 */
public record ChatHead(String id, long created, String model) {

    /** Of a new answer. */
    public static ChatHead of(String model) {
        String id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
        return new ChatHead(id, Instant.now().getEpochSecond(), model);
    }
}
