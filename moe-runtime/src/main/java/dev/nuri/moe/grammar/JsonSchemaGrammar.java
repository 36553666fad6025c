package dev.nuri.moe.grammar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.moe.ModelInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes the grammar of a JSON Schema (draft 2020-12). Whatever it spells is valid; a keyword that it does not know, and
 * that could make a document invalid, is refused.
 */
public final class JsonSchemaGrammar {
    private static final Set<String> NOTES = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "format",
            "$schema",
            "$id",
            "$comment",
            "$defs",
            "definitions");
    private static final List<String> TYPES =
            List.of("object", "array", "string", "number", "integer", "boolean", "null");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;
    private final Map<String, String> ruleOfReference = new HashMap<>();
    private final StringBuilder rules = new StringBuilder();
    private int made;

    private JsonSchemaGrammar(JsonNode document) {
        this.document = document;
    }

    /**
     * The grammar of a schema, written as {@link dev.nuri.moe.Grammar} has it.
     *
     * @throws ModelInputException if the schema is no JSON, or asks for what is not known
     */
    public static String of(String schema) {
        JsonNode document;
        try {
            document = JSON.readTree(schema);
        } catch (JsonProcessingException e) {
            throw new ModelInputException("the JSON schema is no JSON: " + e.getOriginalMessage(), e);
        }
        JsonSchemaGrammar grammar = new JsonSchemaGrammar(document);
        String root = grammar.value(document, "#");
        return "root ::= " + root + "\n" + grammar.rules + JsonText.RULES;
    }

    /** An expression for the values of a schema; {@code path} tells where it stands. */
    private String value(JsonNode schema, String path) {
        if (schema.isBoolean() && schema.booleanValue()) {
            return "json";
        }
        if (!schema.isObject()) {
            throw error(path, "a schema must be an object or true, is " + schema);
        }
        if (schema.has("$ref")) {
            check(schema, path, Set.of("$ref"));
            return reference(schema.get("$ref"), path);
        }
        if (schema.has("const")) {
            check(schema, path, Set.of("const", "type"));
            return JsonText.literal(schema.get("const"));
        }
        if (schema.has("enum")) {
            check(schema, path, Set.of("enum", "type"));
            return enumeration(schema, path);
        }
        if (schema.has("anyOf")) {
            check(schema, path, Set.of("anyOf"));
            return anyOf(schema.get("anyOf"), path + "/anyOf");
        }
        List<String> options = new ArrayList<>();
        for (String type : types(schema, path)) {
            options.add(ofType(type, schema, path));
        }
        return group(options);
    }

    private static String group(List<String> options) {
        return options.size() == 1 ? options.getFirst() : "(" + String.join(" | ", options) + ")";
    }

    private static List<String> types(JsonNode schema, String path) {
        JsonNode type = schema.get("type");
        if (type == null) {
            boolean object = schema.has("properties") || schema.has("additionalProperties") || schema.has("required");
            List<String> guessed = object ? List.of("object") : schema.has("items") ? List.of("array") : TYPES;
            // Without a type a keyword binds only values of its own type; saying nothing leaves any value.
            Set<String> said =
                    schema.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
            said.removeAll(NOTES);
            if (guessed.equals(TYPES) && !said.isEmpty()) {
                throw error(path, "needs a type beside " + said);
            }
            return guessed;
        }
        List<String> types = new ArrayList<>();
        (type.isArray() ? type : JSON.createArrayNode().add(type)).forEach(one -> types.add(one.asText()));
        if (types.isEmpty() || !TYPES.containsAll(types)) {
            throw error(path, "type must be of " + TYPES + ", is " + type);
        }
        return types;
    }

    private String ofType(String type, JsonNode schema, String path) {
        boolean several = schema.path("type").isArray();
        Set<String> known =
                switch (type) {
                    case "object" -> Set.of("properties", "required", "additionalProperties");
                    case "array" -> Set.of("items", "minItems", "maxItems");
                    case "string" -> Set.of("minLength", "maxLength", "pattern");
                    case "number", "integer" -> Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
                    default -> Set.<String>of();
                };
        check(schema, path, several ? KEYWORDS : with(known, "type"));
        return switch (type) {
            case "object" -> object(schema, path);
            case "array" -> array(schema, path);
            case "string" -> string(schema, path);
            case "integer" -> JsonNumbers.integer(schema, path);
            case "number" -> JsonNumbers.number(schema, path);
            case "boolean" -> "(\"true\" | \"false\")";
            default -> "\"null\"";
        };
    }

    private static final Set<String> KEYWORDS = Set.of(
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "minItems",
            "maxItems",
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum");

    private static Set<String> with(Set<String> known, String more) {
        return java.util.stream.Stream.concat(known.stream(), java.util.stream.Stream.of(more))
                .collect(Collectors.toSet());
    }

    private static void check(JsonNode schema, String path, Set<String> known) {
        schema.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name) && !NOTES.contains(name)) {
                throw error(path, "'" + name + "' is not supported here");
            }
        });
    }

    static ModelInputException error(String path, String message) {
        return new ModelInputException("JSON schema at " + path + ": " + message);
    }

    /** A rule of its own, made before its content, so that schemas may refer to themselves. */
    private String reference(JsonNode reference, String path) {
        String target = reference.asText();
        if (!target.startsWith("#")) {
            throw error(path, "$ref must point into the document (#/...), is " + reference);
        }
        String known = ruleOfReference.get(target);
        if (known != null) {
            return known;
        }
        JsonNode schema = document.at(target.substring(1).replace("%25", "%"));
        if (schema.isMissingNode()) {
            throw error(path, "$ref points to nothing: " + target);
        }
        String name = newName();
        ruleOfReference.put(target, name);
        rule(name, value(schema, target));
        return name;
    }

    private String newName() {
        return "r" + made++;
    }

    private void rule(String name, String expression) {
        rules.append(name).append(" ::= ").append(expression).append('\n');
    }

    private static String enumeration(JsonNode schema, String path) {
        List<String> options = new ArrayList<>();
        List<String> types = schema.has("type") ? types(schema, path) : TYPES;
        for (JsonNode option : schema.get("enum")) {
            if (types.stream().anyMatch(type -> isOf(option, type))) {
                options.add(JsonText.literal(option));
            }
        }
        if (options.isEmpty()) {
            throw error(path, "enum has no value that is possible");
        }
        return group(options);
    }

    private static boolean isOf(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            default -> value.isNull();
        };
    }

    private String anyOf(JsonNode schemas, String path) {
        List<String> options = new ArrayList<>();
        for (JsonNode schema : schemas) {
            options.add(value(schema, path + "/" + options.size()));
        }
        if (options.isEmpty()) {
            throw error(path, "must not be empty");
        }
        return group(options);
    }

    private String object(JsonNode schema, String path) {
        JsonNode additional = schema.path("additionalProperties");
        Map<String, JsonNode> properties = new java.util.LinkedHashMap<>();
        schema.path("properties").properties().forEach(p -> properties.put(p.getKey(), p.getValue()));
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (String name : required) {
            if (!properties.containsKey(name)) {
                if (additional.isBoolean() && !additional.booleanValue()) {
                    throw error(path, "'" + name + "' is required, but no such property is allowed");
                }
                properties.put(
                        name,
                        additional.isObject()
                                ? additional
                                : JSON.getNodeFactory().booleanNode(true));
            }
        }
        if (!properties.isEmpty()) {
            return members(properties, required, path);
        }
        if (additional.isBoolean() && !additional.booleanValue()) {
            return "\"{\" space \"}\"";
        }
        String pair = "string \":\" space "
                + (additional.isObject() ? value(additional, path + "/additionalProperties") : "json");
        return "(\"{\" space (" + pair + " (\",\" space " + pair + ")*)? space \"}\")";
    }

    /**
     * Properties in their order, those not required left out or not: one rule a property for "nothing came before it",
     * one for "something did".
     */
    private String members(Map<String, JsonNode> properties, List<String> required, String path) {
        String first = newName();
        int number = 0;
        for (Map.Entry<String, JsonNode> property : properties.entrySet()) {
            String pair = JsonText.quoted(property.getKey()) + " \":\" space "
                    + value(property.getValue(), path + "/properties/" + property.getKey());
            boolean optional = !required.contains(property.getKey());
            String here = first + "-" + number;
            String next = first + "-" + (number + 1);
            rule(here + "-first", pair + " " + next + "-more" + (optional ? " | " + next + "-first" : ""));
            rule(
                    here + "-more",
                    "\",\" space " + pair + " " + next + "-more" + (optional ? " | " + next + "-more" : ""));
            number++;
        }
        rule(first + "-" + number + "-first", "\"\"");
        rule(first + "-" + number + "-more", "\"\"");
        rule(first, "\"{\" space " + first + "-0-first space \"}\"");
        return first;
    }

    private String array(JsonNode schema, String path) {
        int least = count(schema, "minItems", 0, path);
        int most = count(schema, "maxItems", -1, path);
        if (most >= 0 && most < least) {
            throw error(path, "maxItems is less than minItems");
        }
        if (most == 0) {
            return "\"[\" space \"]\"";
        }
        String item = newName();
        rule(item, schema.has("items") ? value(schema.get("items"), path + "/items") : "json");
        String more = "{" + Math.max(0, least - 1) + "," + (most < 0 ? "" : most - 1) + "}";
        String items = item + " (\",\" space " + item + ")" + more;
        return "(\"[\" space " + (least == 0 ? "(" + items + ")?" : items) + " space \"]\")";
    }

    private static String string(JsonNode schema, String path) {
        int least = count(schema, "minLength", 0, path);
        int most = count(schema, "maxLength", -1, path);
        if (schema.has("pattern")) {
            if (schema.has("minLength") || schema.has("maxLength")) {
                throw error(path, "pattern together with minLength or maxLength is not supported");
            }
            return "(\"\\\"\" " + PatternGrammar.of(schema.get("pattern").asText(), path) + " \"\\\"\")";
        }
        if (most >= 0 && most < least) {
            throw error(path, "maxLength is less than minLength");
        }
        if (most == 0) {
            return "\"\\\"\\\"\"";
        }
        return "(\"\\\"\" char{" + least + "," + (most < 0 ? "" : most) + "} \"\\\"\")";
    }

    private static int count(JsonNode schema, String name, int otherwise, String path) {
        JsonNode value = schema.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.canConvertToExactIntegral() || !value.canConvertToInt() || value.intValue() < 0) {
            throw error(path, name + " must be a whole number of at least 0, is " + value);
        }
        return value.intValue();
    }
}
