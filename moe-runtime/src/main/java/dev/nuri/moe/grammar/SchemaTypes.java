package dev.nuri.moe.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The types of JSON Schema. A number without fraction is an integer as well. */
final class SchemaTypes {
    static final List<String> ALL = List.of("object", "array", "string", "number", "integer", "boolean", "null");

    private SchemaTypes() {}

    /** The names in a {@code type}: one, or an array of them. */
    static List<String> named(JsonNode type) {
        List<String> names = new ArrayList<>();
        if (type.isArray()) {
            type.forEach(one -> names.add(one.asText()));
        } else {
            names.add(type.asText());
        }
        return names;
    }

    /** The type of the values that are of both types. */
    static Optional<String> common(String a, String b) {
        if (a.equals(b)) {
            return Optional.of(a);
        }
        List<String> numbers = List.of("integer", "number");
        return numbers.contains(a) && numbers.contains(b) ? Optional.of("integer") : Optional.empty();
    }

    static boolean isOf(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "integer" ->
                value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
            case "boolean" -> value.isBoolean();
            default -> value.isNull();
        };
    }
}
