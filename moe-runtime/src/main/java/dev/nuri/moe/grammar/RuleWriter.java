package dev.nuri.moe.grammar;

import com.fasterxml.jackson.databind.JsonNode;

/** Where the parts of a schema's grammar are written. */
interface RuleWriter {
    /** An expression for the values of a schema; {@code path} tells where it stands. */
    String value(JsonNode schema, String path);

    /** A name that no rule has. */
    String newName();

    /** Adds a rule. */
    void rule(String name, String expression);
}
