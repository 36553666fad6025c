package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/**
 * A search that is asked together with others.
 *
 * @param body of the search
 * @param reader is given the answer
 */
record Question(ObjectNode body, Consumer<JsonNode> reader) {

    /** One whose hits are read one by one. */
    static Question ofHits(ObjectNode body, Consumer<JsonNode> reader) {
        return new Question(body, answer -> answer.path("hits").path("hits").forEach(reader));
    }
}
