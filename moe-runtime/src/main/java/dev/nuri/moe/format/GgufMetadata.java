package dev.nuri.moe.format;

import dev.nuri.moe.ModelInputException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The key-value part of a GGUF file, read by type; a missing key or another type is an error that names both. */
public final class GgufMetadata {
    private final Path file;
    private final Map<String, GgufValue> values;

    GgufMetadata(Path file, Map<String, GgufValue> values) {
        this.file = file;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Everything, in the file's order. */
    public Map<String, GgufValue> all() {
        return values;
    }

    /** Whether the key is there. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** A string that must be there. */
    public String text(String key) {
        return optionalText(key).orElseThrow(() -> missing(key));
    }

    /** A string. */
    public Optional<String> optionalText(String key) {
        return get(key, GgufValue.Text.class, "a string").map(GgufValue.Text::value);
    }

    /** A whole number in the range of int that must be there. */
    public int integer(String key) {
        return optionalInteger(key).orElseThrow(() -> missing(key));
    }

    /** A whole number in the range of int. */
    public Optional<Integer> optionalInteger(String key) {
        return get(key, GgufValue.Int.class, "an integer").map(v -> {
            if (v.value() != (int) v.value()) {
                throw new ModelInputException(file + ": " + key + " must fit in 32 bits, is " + v.value());
            }
            return (int) v.value();
        });
    }

    /** A whole number in the range of int, or {@code otherwise}. */
    public int integer(String key, int otherwise) {
        return optionalInteger(key).orElse(otherwise);
    }

    /** A floating-point number. */
    public Optional<Float> optionalReal(String key) {
        return get(key, GgufValue.Real.class, "a float").map(v -> (float) v.value());
    }

    /** A floating-point number that must be there. */
    public float real(String key) {
        return optionalReal(key).orElseThrow(() -> missing(key));
    }

    /** A floating-point number, or {@code otherwise}. */
    public float real(String key, float otherwise) {
        return optionalReal(key).orElse(otherwise);
    }

    /** A truth value, or {@code otherwise}. */
    public boolean bool(String key, boolean otherwise) {
        return get(key, GgufValue.Bool.class, "a bool")
                .map(GgufValue.Bool::value)
                .orElse(otherwise);
    }

    /** An array of strings. */
    public Optional<List<String>> texts(String key) {
        return get(key, GgufValue.Texts.class, "an array of strings").map(GgufValue.Texts::values);
    }

    /** An array of numbers. */
    public Optional<GgufValue.Numbers> numbers(String key) {
        return get(key, GgufValue.Numbers.class, "an array of numbers");
    }

    /** An error about this file. */
    public ModelInputException error(String message) {
        return new ModelInputException(file + ": " + message);
    }

    private ModelInputException missing(String key) {
        return error("metadata lacks " + key);
    }

    private <T extends GgufValue> Optional<T> get(String key, Class<T> type, String words) {
        GgufValue value = values.get(key);
        if (value != null && !type.isInstance(value)) {
            throw error(key + " must be " + words + ", is " + value.type());
        }
        return Optional.ofNullable(type.cast(value));
    }
}
