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
import java.util.stream.Stream;

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
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;
    private final Map<String, String> ruleOfReference = new HashMap<>();
    private final StringBuilder rules = new StringBuilder();
    private final Disjoint disjoint = new Disjoint(this::referred);
    private final SchemaMerge merge = new SchemaMerge(this::referred);
    private final RuleWriter writer = new Writer();
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
            return reference(schema, path);
        }
        if (schema.has("allOf")) {
            return value(merge.all(schema, path), path);
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
        if (schema.has("oneOf")) {
            check(schema, path, Set.of("oneOf"));
            return oneOf(schema.get("oneOf"), path + "/oneOf");
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
            boolean object = OBJECT.stream().anyMatch(schema::has);
            boolean array = schema.has("items") || schema.has("prefixItems");
            List<String> guessed = object ? List.of("object") : array ? List.of("array") : SchemaTypes.ALL;
            // Without a type a keyword binds only values of its own type; saying nothing leaves any value.
            Set<String> said =
                    schema.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
            said.removeAll(NOTES);
            if (guessed.equals(SchemaTypes.ALL) && !said.isEmpty()) {
                throw error(path, "needs a type beside " + said);
            }
            return guessed;
        }
        List<String> types = SchemaTypes.named(type);
        if (types.isEmpty() || !SchemaTypes.ALL.containsAll(types)) {
            throw error(path, "type must be of " + SchemaTypes.ALL + ", is " + type);
        }
        return types;
    }

    private String ofType(String type, JsonNode schema, String path) {
        boolean several = schema.path("type").isArray();
        Set<String> known =
                switch (type) {
                    case "object" -> OBJECT;
                    case "array" -> ARRAY;
                    case "string" -> STRING;
                    case "number", "integer" -> NUMBER;
                    default -> Set.<String>of();
                };
        check(schema, path, several ? KEYWORDS : with(known, "type"));
        return switch (type) {
            case "object" -> JsonObjects.of(schema, path, writer, merge);
            case "array" -> JsonArrays.of(schema, path, writer);
            case "string" -> string(schema, path);
            case "integer" -> JsonNumbers.integer(schema, path, writer);
            case "number" -> JsonNumbers.number(schema, path, writer);
            case "boolean" -> "(\"true\" | \"false\")";
            default -> "\"null\"";
        };
    }

    private static final Set<String> OBJECT =
            Set.of("properties", "required", "additionalProperties", "patternProperties");
    private static final Set<String> ARRAY = Set.of("items", "prefixItems", "minItems", "maxItems", "uniqueItems");
    private static final Set<String> STRING = Set.of("minLength", "maxLength", "pattern");
    private static final Set<String> NUMBER =
            Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");
    private static final Set<String> KEYWORDS = Stream.of(OBJECT, ARRAY, STRING, NUMBER, Set.of("type"))
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private static Set<String> with(Set<String> known, String more) {
        return Stream.concat(known.stream(), Stream.of(more)).collect(Collectors.toSet());
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

    /** Whether a keyword only tells people something. */
    static boolean isNote(String keyword) {
        return NOTES.contains(keyword);
    }

    /** A rule of its own, made before its content, so that schemas may refer to themselves. */
    private String reference(JsonNode schema, String path) {
        String target = schema.get("$ref").asText();
        String known = ruleOfReference.get(target);
        if (known != null) {
            return known;
        }
        JsonNode found = referred(schema, path);
        String name = writer.newName();
        ruleOfReference.put(target, name);
        writer.rule(name, value(found, target));
        return name;
    }

    private JsonNode referred(JsonNode schema) {
        return referred(schema, "a $ref");
    }

    /** What a schema's $ref points to. */
    private JsonNode referred(JsonNode schema, String path) {
        check(schema, path, Set.of("$ref"));
        String target = schema.get("$ref").asText();
        if (!target.startsWith("#")) {
            throw error(path, "$ref must point into the document (#/...), is " + schema.get("$ref"));
        }
        JsonNode found = document.at(target.substring(1).replace("%25", "%"));
        if (found.isMissingNode()) {
            throw error(path, "$ref points to nothing: " + target);
        }
        return found;
    }

    private final class Writer implements RuleWriter {
        @Override
        public String value(JsonNode schema, String path) {
            return JsonSchemaGrammar.this.value(schema, path);
        }

        @Override
        public String newName() {
            return "r" + made++;
        }

        @Override
        public void rule(String name, String expression) {
            rules.append(name).append(" ::= ").append(expression).append('\n');
        }
    }

    private static String enumeration(JsonNode schema, String path) {
        List<String> options = new ArrayList<>();
        List<String> types = schema.has("type") ? types(schema, path) : SchemaTypes.ALL;
        for (JsonNode option : schema.get("enum")) {
            if (types.stream().anyMatch(type -> SchemaTypes.isOf(option, type))) {
                options.add(JsonText.literal(option));
            }
        }
        if (options.isEmpty()) {
            throw error(path, "enum has no value that is possible");
        }
        return group(options);
    }

    /** As anyOf, since no value is valid under two of them. */
    private String oneOf(JsonNode schemas, String path) {
        for (int i = 0; i < schemas.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!disjoint.disjoint(schemas.get(j), schemas.get(i))) {
                    throw error(
                            path,
                            "one value may be valid under both " + j + " and " + i
                                    + ": give them types, or a required property with constants, that differ");
                }
            }
        }
        return anyOf(schemas, path);
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

    static int count(JsonNode schema, String name, int otherwise, String path) {
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
