package dev.nuri.moe.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Arrays: items all alike, items by place, or different values of a few. */
final class JsonArrays {
    /** Values of which all orders are written: a rule for each set of them. */
    private static final int MOST_UNIQUE = 8;

    private static final String EMPTY = "\"[\" space \"]\"";

    private final JsonNode schema;
    private final String path;
    private final RuleWriter writer;
    private final int least;
    private final int most; // -1 for any number

    private JsonArrays(JsonNode schema, String path, RuleWriter writer) {
        this.schema = schema;
        this.path = path;
        this.writer = writer;
        this.least = JsonSchemaGrammar.count(schema, "minItems", 0, path);
        int greatest = JsonSchemaGrammar.count(schema, "maxItems", -1, path);
        int places = schema.path("prefixItems").size();
        boolean closed = isFalse(schema.path("items"));
        this.most = closed ? (greatest < 0 ? places : Math.min(greatest, places)) : greatest;
        if (most >= 0 && most < least) {
            throw JsonSchemaGrammar.error(
                    path, closed ? "minItems is more than may come" : "maxItems is less than minItems");
        }
    }

    static String of(JsonNode schema, String path, RuleWriter writer) {
        return new JsonArrays(schema, path, writer).expression();
    }

    private static boolean isFalse(JsonNode node) {
        return node.isBoolean() && !node.booleanValue();
    }

    private String expression() {
        if (most == 0) {
            return EMPTY;
        }
        if (schema.path("uniqueItems").asBoolean() && most != 1) {
            return unique();
        }
        return schema.path("prefixItems").isEmpty() ? alike() : byPlace();
    }

    private JsonNode items() {
        return schema.has("items") ? schema.get("items") : BooleanNode.TRUE;
    }

    private String alike() {
        String item = writer.newName();
        writer.rule(item, writer.value(items(), path + "/items"));
        String more = "{" + Math.max(0, least - 1) + "," + (most < 0 ? "" : most - 1) + "}";
        String items = item + " (\",\" space " + item + ")" + more;
        return "(\"[\" space " + (least == 0 ? "(" + items + ")?" : items) + " space \"]\")";
    }

    /** The items of the first places, each within what follows the one before, then those that are all alike. */
    private String byPlace() {
        JsonNode places = schema.get("prefixItems");
        int named = most < 0 ? places.size() : Math.min(most, places.size());
        String rest = most == named ? "" : further(named);
        for (int i = named - 1; i >= 0; i--) {
            String item = (i == 0 ? "" : "\",\" space ") + writer.value(places.get(i), path + "/prefixItems/" + i);
            rest = i < least ? item + " " + rest : "(" + item + " " + rest + ")?";
        }
        return "(\"[\" space " + rest + " space \"]\")";
    }

    private String further(int before) {
        String item = writer.newName();
        writer.rule(item, writer.value(items(), path + "/items"));
        return "(\",\" space " + item + "){" + Math.max(0, least - before) + "," + (most < 0 ? "" : most - before)
                + "}";
    }

    /** Different values of an enumeration: a rule for each set of those that came, saying what may follow. */
    private String unique() {
        List<String> values = values();
        String name = writer.newName();
        for (int came = 0; came < 1 << values.size(); came++) {
            int count = Integer.bitCount(came);
            List<String> options = new ArrayList<>();
            for (int i = 0; i < values.size() && (most < 0 || count < most); i++) {
                if ((came >> i & 1) == 0) {
                    String comma = count == 0 ? "" : "\",\" space ";
                    options.add(comma + values.get(i) + " " + name + "-" + (came | 1 << i));
                }
            }
            if (count >= least) {
                options.add("\"\"");
            }
            writer.rule(name + "-" + came, String.join(" | ", options));
        }
        return "(\"[\" space " + name + "-0 space \"]\")";
    }

    private List<String> values() {
        JsonNode items = items();
        Set<String> values = new LinkedHashSet<>();
        items.path("enum").forEach(value -> values.add(JsonText.literal(value)));
        boolean plain = items.properties().stream()
                .allMatch(
                        p -> JsonSchemaGrammar.isNote(p.getKey()) || p.getKey().equals("enum"));
        boolean numbers = false;
        for (JsonNode value : items.path("enum")) {
            numbers |=
                    value.isFloatingPointNumber() || value.isContainerNode(); // which may be equal in another spelling
        }
        if (schema.has("prefixItems") || !plain || numbers || values.isEmpty() || values.size() > MOST_UNIQUE) {
            throw JsonSchemaGrammar.error(
                    path,
                    "uniqueItems needs items that are an enum of at most " + MOST_UNIQUE
                            + " strings, whole numbers, booleans or null");
        }
        if (values.size() < least) {
            throw JsonSchemaGrammar.error(path, "minItems is more than its enum has");
        }
        return List.copyOf(values);
    }
}
