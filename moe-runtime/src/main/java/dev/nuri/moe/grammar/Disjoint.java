package dev.nuri.moe.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Whether it can be seen that no value is valid under both of two schemas: their types, their constants, or a property
 * that both require, have nothing in common; or one requires a property that the other forbids.
 */
final class Disjoint {
    private static final int DEEPEST = 16;

    private final UnaryOperator<JsonNode> references; // what a $ref points to

    Disjoint(UnaryOperator<JsonNode> references) {
        this.references = references;
    }

    boolean disjoint(JsonNode a, JsonNode b) {
        return disjoint(a, b, 0);
    }

    private boolean disjoint(JsonNode first, JsonNode second, int depth) {
        if (depth > DEEPEST) {
            return false;
        }
        JsonNode a = first.has("$ref") ? references.apply(first) : first;
        JsonNode b = second.has("$ref") ? references.apply(second) : second;
        if (first.has("$ref") || second.has("$ref")) {
            return disjoint(a, b, depth + 1);
        }
        return branches(a, b, depth)
                || branches(b, a, depth)
                || constants(a, b)
                || types(a, b)
                || (onlyObjects(a, b) && (forbidden(a, b) || forbidden(b, a) || properties(a, b, depth)));
    }

    /** Each of the branches is disjoint, or one of those that all hold is. */
    private boolean branches(JsonNode a, JsonNode b, int depth) {
        for (String key : List.of("anyOf", "oneOf")) {
            boolean all = a.has(key);
            for (JsonNode branch : a.path(key)) {
                all &= disjoint(branch, b, depth + 1);
            }
            if (all) {
                return true;
            }
        }
        boolean any = false;
        for (JsonNode part : a.path("allOf")) {
            any |= disjoint(part, b, depth + 1);
        }
        return any;
    }

    /** The values of const or enum; null if it has neither. */
    private static List<JsonNode> values(JsonNode schema) {
        if (!schema.has("const") && !schema.has("enum")) {
            return null;
        }
        List<JsonNode> values = new ArrayList<>();
        if (schema.has("const")) {
            values.add(schema.get("const"));
        } else {
            schema.get("enum").forEach(values::add);
        }
        return values;
    }

    private static boolean constants(JsonNode a, JsonNode b) {
        List<JsonNode> left = values(a);
        List<JsonNode> right = values(b);
        if (left == null || right == null) {
            return false;
        }
        Set<Object> known = new HashSet<>();
        left.forEach(value -> known.add(comparable(value)));
        return right.stream().noneMatch(value -> value.isContainerNode() || known.contains(comparable(value)))
                && left.stream().noneMatch(JsonNode::isContainerNode);
    }

    /** 1 and 1.0 are one value. */
    private static Object comparable(JsonNode value) {
        return value.isNumber()
                ? (Object) value.decimalValue().add(BigDecimal.ZERO).stripTrailingZeros()
                : value;
    }

    private static List<String> possible(JsonNode schema) {
        List<String> named = schema.has("type") ? SchemaTypes.named(schema.get("type")) : SchemaTypes.ALL;
        List<JsonNode> values = values(schema);
        return values == null
                ? named
                : named.stream()
                        .filter(type -> values.stream().anyMatch(value -> SchemaTypes.isOf(value, type)))
                        .toList();
    }

    private static boolean types(JsonNode a, JsonNode b) {
        return possible(a).stream().noneMatch(type -> possible(b).stream()
                .anyMatch(other -> SchemaTypes.common(type, other).isPresent()));
    }

    private static boolean onlyObjects(JsonNode a, JsonNode b) {
        return possible(a).equals(List.of("object")) || possible(b).equals(List.of("object"));
    }

    private static boolean requires(JsonNode schema, String name) {
        for (JsonNode required : schema.path("required")) {
            if (required.asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** One requires what the other does not name and allows nothing beside. */
    private static boolean forbidden(JsonNode a, JsonNode b) {
        JsonNode additional = b.path("additionalProperties");
        if (!additional.isBoolean() || additional.booleanValue() || b.has("patternProperties")) {
            return false;
        }
        for (JsonNode required : a.path("required")) {
            if (!b.path("properties").has(required.asText())) {
                return true;
            }
        }
        return false;
    }

    private boolean properties(JsonNode a, JsonNode b, int depth) {
        return a.path("properties").properties().stream()
                .anyMatch(property -> requires(a, property.getKey())
                        && requires(b, property.getKey())
                        && b.path("properties").has(property.getKey())
                        && disjoint(property.getValue(), b.path("properties").get(property.getKey()), depth + 1));
    }
}
