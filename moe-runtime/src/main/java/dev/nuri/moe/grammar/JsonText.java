package dev.nuri.moe.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;

/** What JSON looks like, as rules and as literals of rules. */
final class JsonText {
    /**
     * Rules for any JSON value. White space is bounded, since a model that likes it would never end; strings have no
     * half of a surrogate pair.
     */
    static final String RULES = """
        json ::= object | array | string | number | "true" | "false" | "null"
        object ::= "{" space (pair ("," space pair)*)? space "}"
        pair ::= string ":" space json
        array ::= "[" space (json ("," space json)*)? space "]"
        string ::= "\\"" char* "\\""
        char ::= [^"\\\\\\x00-\\x1f\\x7f] | "\\\\" (["\\\\/bfnrt] | "u" code)
        code ::= [0-9a-cA-CefEF] hex{3} | [dD] [0-7] hex{2}
        hex ::= [0-9a-fA-F]
        number ::= "-"? whole fraction? ([eE] [-+]? [0-9]{1,2})?
        whole ::= "0" | [1-9] [0-9]{0,15}
        fraction ::= "." [0-9]{1,16}
        space ::= (" " | "\\n" " "{0,8})?
        """;

    private JsonText() {}

    /** A literal of a grammar that spells a JSON value. */
    static String literal(JsonNode value) {
        return inQuotes(value.toString());
    }

    /** A literal of a grammar that spells a JSON string. */
    static String quoted(String text) {
        return literal(TextNode.valueOf(text));
    }

    private static String inQuotes(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < ' ' || c > '~') {
                out.append(String.format(Locale.ROOT, "\\U%08x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }
}
