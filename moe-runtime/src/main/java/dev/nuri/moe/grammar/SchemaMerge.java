package dev.nuri.moe.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** One schema for the values that several schemas allow; what cannot be said in one is refused. */
final class SchemaMerge {
    private static final Set<String> GREATER = Set.of("minimum", "exclusiveMinimum", "minLength", "minItems");
    private static final Set<String> LESS = Set.of("maximum", "exclusiveMaximum", "maxLength", "maxItems");
    private static final Set<String> OBJECT = Set.of("properties", "additionalProperties");
    private static final int DEEPEST = 64;

    private final UnaryOperator<JsonNode> references; // what a $ref points to
    private int depth;

    SchemaMerge(UnaryOperator<JsonNode> references) {
        this.references = references;
    }

    /** A schema with allOf as one without. */
    JsonNode all(JsonNode schema, String path) {
        ObjectNode rest = schema.deepCopy();
        rest.remove("allOf");
        JsonNode merged = rest;
        int number = 0;
        for (JsonNode part : schema.get("allOf")) {
            merged = both(merged, part, path + "/allOf/" + number++);
        }
        return merged;
    }

    /** What both allow. */
    JsonNode both(JsonNode first, JsonNode second, String path) {
        if (++depth > DEEPEST) {
            throw JsonSchemaGrammar.error(path, "allOf refers to itself");
        }
        JsonNode a = plain(first, path);
        JsonNode b = plain(second, path);
        depth--;
        if (a.isBoolean() || b.isBoolean()) {
            return !a.isBoolean() ? chosen(b, a) : chosen(a, b);
        }
        return a.isEmpty() ? b : b.isEmpty() ? a : objects((ObjectNode) a, (ObjectNode) b, path);
    }

    /** {@code other} if {@code gate} is true, else false. */
    private static JsonNode chosen(JsonNode gate, JsonNode other) {
        return gate.booleanValue() ? other : gate;
    }

    /** Without reference, allOf, const and notes. */
    private JsonNode plain(JsonNode schema, String path) {
        JsonNode found = schema.has("$ref") ? both(BooleanNode.TRUE, references.apply(schema), path) : schema;
        JsonNode flat = found.has("allOf") ? all(found, path) : found;
        if (!flat.isObject()) {
            return flat;
        }
        ObjectNode out = flat.deepCopy();
        flat.fieldNames().forEachRemaining(name -> {
            if (JsonSchemaGrammar.isNote(name)) {
                out.remove(name);
            }
        });
        if (out.has("const")) {
            out.putArray("enum").add(out.remove("const"));
        }
        return out;
    }

    private ObjectNode objects(ObjectNode a, ObjectNode b, String path) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        Set<String> keys = new LinkedHashSet<>();
        a.fieldNames().forEachRemaining(keys::add);
        b.fieldNames().forEachRemaining(keys::add);
        properties(a, b, out, path);
        for (String key : keys) {
            if (!OBJECT.contains(key)) {
                boolean shared = a.has(key) && b.has(key);
                out.set(
                        key,
                        shared ? keyword(key, a.get(key), b.get(key), path) : a.has(key) ? a.get(key) : b.get(key));
            }
        }
        boolean items = (a.has("prefixItems") && b.has("items")) || (b.has("prefixItems") && a.has("items"));
        if (items || out.has("patternProperties")) {
            throw JsonSchemaGrammar.error(path, "prefixItems and patternProperties are not supported in allOf");
        }
        return out;
    }

    private JsonNode keyword(String key, JsonNode a, JsonNode b, String path) {
        if (GREATER.contains(key) || LESS.contains(key)) {
            boolean first = a.decimalValue().compareTo(b.decimalValue()) > 0;
            return first == GREATER.contains(key) ? a : b;
        }
        return switch (key) {
            case "type" -> types(a, b, path);
            case "enum" -> common(a, b, path);
            case "required" -> union(a, b);
            case "items" -> both(a, b, path + "/items");
            case "uniqueItems" -> BooleanNode.valueOf(a.asBoolean() || b.asBoolean());
            default -> {
                if (!a.equals(b)) {
                    throw JsonSchemaGrammar.error(path, "'" + key + "' differs within allOf, which is not supported");
                }
                yield a;
            }
        };
    }

    private static ArrayNode union(JsonNode a, JsonNode b) {
        Set<JsonNode> all = new LinkedHashSet<>();
        a.forEach(all::add);
        b.forEach(all::add);
        return JsonNodeFactory.instance.arrayNode().addAll(all);
    }

    private static ArrayNode common(JsonNode a, JsonNode b, String path) {
        List<JsonNode> left = new ArrayList<>();
        a.forEach(left::add);
        List<JsonNode> right = new ArrayList<>();
        b.forEach(right::add);
        left.retainAll(right);
        if (left.isEmpty()) {
            throw JsonSchemaGrammar.error(path, "no value is left of enum");
        }
        return JsonNodeFactory.instance.arrayNode().addAll(left);
    }

    private static ArrayNode types(JsonNode a, JsonNode b, String path) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        for (String type : SchemaTypes.named(a)) {
            for (String other : SchemaTypes.named(b)) {
                SchemaTypes.common(type, other).ifPresent(out::add);
            }
        }
        if (out.isEmpty()) {
            throw JsonSchemaGrammar.error(path, "no type is left of " + a + " and " + b);
        }
        return out;
    }

    /** A property that one side does not describe is bound by what that side says of additional ones. */
    private void properties(ObjectNode a, ObjectNode b, ObjectNode out, String path) {
        Set<String> names = new LinkedHashSet<>();
        a.path("properties").fieldNames().forEachRemaining(names::add);
        b.path("properties").fieldNames().forEachRemaining(names::add);
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (String name : names) {
            JsonNode merged = both(described(a, name), described(b, name), path + "/properties/" + name);
            if (!merged.isBoolean() || merged.booleanValue()) {
                all.set(name, merged);
            }
        }
        if (a.has("properties") || b.has("properties")) {
            out.set("properties", all);
        }
        if (a.has("additionalProperties") || b.has("additionalProperties")) {
            out.set("additionalProperties", both(additional(a), additional(b), path + "/additionalProperties"));
        }
    }

    private static JsonNode described(ObjectNode schema, String name) {
        JsonNode own = schema.path("properties").get(name);
        return own == null ? additional(schema) : own;
    }

    private static JsonNode additional(ObjectNode schema) {
        return schema.has("additionalProperties") ? schema.get("additionalProperties") : BooleanNode.TRUE;
    }
}
