package dev.nuri.moe.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.nuri.moe.text.CountedText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Objects: their properties in the schema's order, then those whose names match a pattern. */
final class JsonObjects {
    private final RuleWriter writer;
    private final SchemaMerge merge;
    private final String path;
    private final Map<String, JsonNode> properties = new LinkedHashMap<>();
    private final List<String> required = new ArrayList<>();
    private final JsonNode additional;
    private final Map.Entry<String, JsonNode> pattern; // null for none

    private JsonObjects(JsonNode schema, String path, RuleWriter writer, SchemaMerge merge) {
        this.writer = writer;
        this.merge = merge;
        this.path = path;
        schema.path("properties").properties().forEach(p -> properties.put(p.getKey(), p.getValue()));
        schema.path("required").forEach(name -> required.add(name.asText()));
        this.additional = schema.path("additionalProperties");
        var patterns = schema.path("patternProperties").properties();
        if (patterns.size() > 1) {
            throw JsonSchemaGrammar.error(path, "several patternProperties are not supported");
        }
        this.pattern = patterns.stream().findFirst().orElse(null);
    }

    static String of(JsonNode schema, String path, RuleWriter writer, SchemaMerge merge) {
        return new JsonObjects(schema, path, writer, merge).expression();
    }

    private String expression() {
        required.stream().filter(name -> !properties.containsKey(name)).forEach(this::nameRequired);
        if (pattern != null) {
            return members(patternPair());
        }
        if (!properties.isEmpty()) {
            return members(Optional.empty());
        }
        if (additional.isBoolean() && !additional.booleanValue()) {
            return "\"{\" space \"}\"";
        }
        String pair = "string \":\" space "
                + (additional.isObject() ? writer.value(additional, path + "/additionalProperties") : "json");
        return "(\"{\" space (" + pair + " (\",\" space " + pair + ")*)? space \"}\")";
    }

    /** A property that is required but not described: what the rest of the schema says of its name. */
    private void nameRequired(String name) {
        boolean matches = pattern != null && matchesPattern(name);
        if (!matches && additional.isBoolean() && !additional.booleanValue()) {
            throw JsonSchemaGrammar.error(path, "'" + name + "' is required, but no such property is allowed");
        }
        properties.put(name, additional.isObject() && !matches ? additional : BooleanNode.TRUE);
    }

    private boolean matchesPattern(String name) {
        String where = path + "/patternProperties/" + pattern.getKey();
        try {
            return Pattern.compile(pattern.getKey())
                    .matcher(new CountedText(
                            name, () -> JsonSchemaGrammar.error(where, "takes too long to match '" + name + "'")))
                    .find();
        } catch (PatternSyntaxException | StackOverflowError e) {
            throw JsonSchemaGrammar.error(where, "is no pattern that can be used");
        }
    }

    /**
     * A property of any name that matches the pattern. None if a described property's name does: what stood there a second
     * time would have to obey the description too.
     */
    private Optional<String> patternPair() {
        String where = path + "/patternProperties/" + pattern.getKey();
        String name = PatternGrammar.of(pattern.getKey(), where); // refuses what Java might read otherwise
        boolean described = false;
        for (Map.Entry<String, JsonNode> property : properties.entrySet()) {
            if (matchesPattern(property.getKey())) {
                property.setValue(merge.both(property.getValue(), pattern.getValue(), where));
                described = true;
            }
        }
        if (described || (pattern.getValue().isBoolean() && !pattern.getValue().booleanValue())) {
            return Optional.empty();
        }
        return Optional.of("(\"\\\"\" (" + name + ") \"\\\"\") \":\" space " + writer.value(pattern.getValue(), where));
    }

    /**
     * Properties in their order, those not required left out or not: one rule a property for "nothing came before it",
     * one for "something did".
     *
     * @param further a property that may follow them any number of times
     */
    private String members(Optional<String> further) {
        String first = writer.newName();
        int number = 0;
        for (Map.Entry<String, JsonNode> property : properties.entrySet()) {
            String pair = JsonText.quoted(property.getKey()) + " \":\" space "
                    + writer.value(property.getValue(), path + "/properties/" + property.getKey());
            boolean optional = !required.contains(property.getKey());
            String here = first + "-" + number;
            String next = first + "-" + (number + 1);
            writer.rule(here + "-first", pair + " " + next + "-more" + (optional ? " | " + next + "-first" : ""));
            writer.rule(
                    here + "-more",
                    "\",\" space " + pair + " " + next + "-more" + (optional ? " | " + next + "-more" : ""));
            number++;
        }
        String last = first + "-" + number;
        String more = further.map(pair -> "(\",\" space " + pair + ")*").orElse("\"\"");
        writer.rule(
                last + "-first",
                further.map(pair -> "(" + pair + " " + more + ")?").orElse("\"\""));
        writer.rule(last + "-more", more);
        writer.rule(first, "\"{\" space " + first + "-0-first space \"}\"");
        return first;
    }
}
