package dev.nuri.moe;

import dev.nuri.moe.grammar.GrammarCheck;
import dev.nuri.moe.grammar.JsonSchemaGrammar;
import java.nio.charset.StandardCharsets;

/**
 * The texts that may be generated. Rules are written {@code name ::= expression}; {@code root} is the whole text.
 *
 * <pre>
 * root   ::= "yes" | "no" | answer{1,3}   # alternatives, other rules, repetition: * + ? {n} {n,} {n,m}
 * answer ::= [A-Z] [^0-9\n]* (" " .)?     # sets of characters, any character, groups
 * </pre>
 *
 * Escapes in quotes and sets are {@code \n \r \t \\ \" \[ \] \- \^ \xHH \}{@code uHHHH \UHHHHHHHH}. A rule must not begin
 * with itself. Immutable; two grammars of the same text are equal.
 *
 * @param text the rules
 */
public record Grammar(String text) {
    /**
     * Checks the rules.
     *
     * @throws ModelInputException if they are malformed; the message names the line or the rule
     */
    public Grammar {
        GrammarCheck.check(text);
    }

    /**
     * The JSON documents that a JSON Schema allows, or some of them: properties come in the order of the schema, none
     * that it does not name, with little white space and numbers of at most 16 digits.
     *
     * <p>Known are type, properties, required, additionalProperties, patternProperties with one pattern, items,
     * prefixItems, minItems, maxItems, uniqueItems of an enum of at most 8 values, enum, const, anyOf, $ref within the
     * document, minLength, maxLength, pattern (without look-around and back-references), minimum and maximum, exclusive or
     * not, and multipleOf a whole number: with bounds if at most 1,000 multiples lie between them, without if it is at most
     * 64, zeros at its end apart. oneOf is known where the schemas have types, constants or a required property that
     * differ, so that no value is valid under two; allOf where one schema can say the same. Notes such as title,
     * description, default and format are passed over.
     *
     * @param schema the schema as JSON
     * @throws ModelInputException if it is no JSON, or asks for what is not known; the message says where
     */
    public static Grammar ofJsonSchema(String schema) {
        return new Grammar(JsonSchemaGrammar.of(schema));
    }

    /** Any JSON document. */
    public static Grammar json() {
        return ofJsonSchema("true");
    }

    /** Whether a text belongs to the grammar. */
    public boolean accepts(String candidate) {
        return GrammarCheck.accepts(text, candidate.getBytes(StandardCharsets.UTF_8));
    }
}
