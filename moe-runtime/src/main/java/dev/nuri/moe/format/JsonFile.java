package dev.nuri.moe.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.moe.ModelInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;

/** A JSON object of a model folder, read by type; what is null counts as absent. */
final class JsonFile {
    private static final long MOST_BYTES = 8 << 20;
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path path;
    private final String prefix; // of keys in messages
    private final JsonNode object;

    private JsonFile(Path path, String prefix, JsonNode object) {
        this.path = path;
        this.prefix = prefix;
        this.object = object;
    }

    /** Reads a file that must be there. */
    static JsonFile read(Path path) {
        return readIfThere(path).orElseThrow(() -> new ModelInputException("no such model file: " + path));
    }

    /** Reads a file. */
    static Optional<JsonFile> readIfThere(Path path) {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new ModelFormatException(path, 0, "the file must be at most " + MOST_BYTES + " bytes");
            }
            JsonNode node = MAPPER.readTree(path.toFile());
            if (!node.isObject()) {
                throw new ModelFormatException(path, 0, "the file must be one JSON object");
            }
            return Optional.of(new JsonFile(path, "", node));
        } catch (JsonProcessingException e) {
            long offset =
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw new ModelFormatException(path, offset, "the file must be JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ModelInputException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    Path path() {
        return path;
    }

    boolean has(String key) {
        return object.hasNonNull(key);
    }

    /** The value of a key, or null. */
    JsonNode get(String key) {
        return has(key) ? object.get(key) : null;
    }

    Iterator<String> keys() {
        return object.fieldNames();
    }

    /** The object of a key. */
    Optional<JsonFile> object(String key) {
        return typed(key, has(key) && object.get(key).isObject(), "an object")
                .map(node -> new JsonFile(path, prefix + key + ".", node));
    }

    Optional<Integer> optionalInteger(String key) {
        boolean fits = has(key)
                && object.get(key).isIntegralNumber()
                && object.get(key).canConvertToInt();
        return typed(key, fits, "a whole number below 2^31").map(JsonNode::intValue);
    }

    int integer(String key) {
        return optionalInteger(key).orElseThrow(() -> missing(key));
    }

    int integer(String key, int otherwise) {
        return optionalInteger(key).orElse(otherwise);
    }

    Optional<Float> optionalReal(String key) {
        return typed(key, has(key) && object.get(key).isNumber(), "a number").map(JsonNode::floatValue);
    }

    float real(String key, float otherwise) {
        return optionalReal(key).orElse(otherwise);
    }

    Optional<String> optionalText(String key) {
        return typed(key, has(key) && object.get(key).isTextual(), "a string").map(JsonNode::textValue);
    }

    boolean bool(String key, boolean otherwise) {
        return typed(key, has(key) && object.get(key).isBoolean(), "true or false")
                .map(JsonNode::booleanValue)
                .orElse(otherwise);
    }

    private Optional<JsonNode> typed(String key, boolean fits, String words) {
        if (has(key) && !fits) {
            throw error(key, "must be " + words);
        }
        return Optional.ofNullable(get(key));
    }

    private ModelInputException missing(String key) {
        return error(key, "is missing");
    }

    /** An error about a key. */
    ModelInputException error(String key, String rule) {
        return new ModelInputException(path + ": " + prefix + key + " " + rule);
    }
}
