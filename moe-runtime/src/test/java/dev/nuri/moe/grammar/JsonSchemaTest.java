package dev.nuri.moe.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.moe.Grammar;
import dev.nuri.moe.ModelInputException;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSchemaTest {
    private static void assertAccepts(String schema, String... documents) {
        Grammar grammar = Grammar.ofJsonSchema(schema);
        for (String document : documents) {
            assertThat(grammar.accepts(document)).as(document).isTrue();
        }
    }

    private static void assertRefuses(String schema, String... documents) {
        Grammar grammar = Grammar.ofJsonSchema(schema);
        for (String document : documents) {
            assertThat(grammar.accepts(document)).as(document).isFalse();
        }
    }

    @Test
    void anyJson() {
        assertAccepts("true", "{}", "[1, -2.5e3,\"a\\u00e9\\n\",{\"k\":null}]", "\"한글\"", "{\n  \"a\":true}");
        assertRefuses("true", "", "{,}", "[1,]", "01", "\"\\ud800\"", "\"\n\"", "{\"a\"}", "nul");
    }

    @Test
    void objects() {
        String schema = "{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'boolean'},"
                + "'c':{'type':'null'}},'required':['b'],'additionalProperties':false}";
        schema = schema.replace('\'', '"');
        assertAccepts(
                schema,
                "{\"b\":true}",
                "{\"a\":1,\"b\":false}",
                "{\"b\":true,\"c\":null}",
                "{\"a\":-7, \"b\":false, \"c\":null}");
        assertRefuses(
                schema,
                "{}",
                "{\"a\":1}",
                "{\"b\":1}",
                "{\"b\":true,\"a\":1}",
                "{\"b\":true,}",
                "{,\"b\":true}",
                "{\"b\":true,\"d\":1}");
        assertAccepts("{\"type\":\"object\",\"properties\":{\"x\":{}}}", "{}", "{\"x\":[1]}");
        assertAccepts(
                "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}", "{}", "{\"q\":1,\"r\":2}");
        assertRefuses("{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}", "{\"q\":\"1\"}");
        assertAccepts("{\"type\":\"object\",\"required\":[\"z\"]}", "{\"z\":[]}");
        assertRefuses("{\"type\":\"object\",\"required\":[\"z\"]}", "{}");
    }

    @Test
    void arrays() {
        String schema = "{\"type\":\"array\",\"items\":{\"enum\":[1,\"two\",null]},\"minItems\":1,\"maxItems\":3}";
        assertAccepts(schema, "[1]", "[\"two\",null]", "[1,1, 1]");
        assertRefuses(schema, "[]", "[1,1,1,1]", "[2]");
        assertAccepts("{\"type\":\"array\",\"maxItems\":0}", "[]");
        assertRefuses("{\"type\":\"array\",\"maxItems\":0}", "[1]");
    }

    @Test
    void strings() {
        assertAccepts(
                "{\"type\":\"string\",\"minLength\":2,\"maxLength\":3}",
                "\"ab\"",
                "\"한국어\"",
                "\"\\n\\u0041\"",
                "\"😀😀\"");
        assertRefuses("{\"type\":\"string\",\"minLength\":2,\"maxLength\":3}", "\"a\"", "\"abcd\"", "\"\\n\"");
        assertAccepts("{\"const\":\"a\\\"b\"}", "\"a\\\"b\"");
        assertAccepts("{\"type\":\"string\",\"maxLength\":0}", "\"\"");
    }

    @Test
    void patterns() {
        String date = "{\"type\":\"string\",\"pattern\":\"^\\\\d{4}-(0[1-9]|1[0-2])$\"}";
        assertAccepts(date, "\"2024-05\"", "\"1999-12\"");
        assertRefuses(date, "\"2024-13\"", "\"24-05\"", "\"2024-05 \"");
        String anywhere = "{\"type\":\"string\",\"pattern\":\"b+\\\\.\"}";
        assertAccepts(anywhere, "\"abb.c\"", "\"b.\"");
        assertRefuses(anywhere, "\"abb\"");
        String escaped = "{\"type\":\"string\",\"pattern\":\"^[\\\"\\\\\\\\x]+$\"}";
        assertAccepts(escaped, "\"\\\"\\\\x\"");
        assertRefuses(escaped, "\"\"\"", "\"y\"");
    }

    @Test
    void choicesAndReferences() {
        String tree =
                "{\"$defs\":{\"node\":{\"type\":\"object\",\"properties\":{\"v\":{\"type\":[\"integer\",\"null\"]},"
                        + "\"next\":{\"anyOf\":[{\"$ref\":\"#/$defs/node\"},{\"type\":\"null\"}]}},\"required\":[\"v\",\"next\"]}},"
                        + "\"$ref\":\"#/$defs/node\"}";
        assertAccepts(tree, "{\"v\":1,\"next\":{\"v\":null,\"next\":null}}");
        assertRefuses(tree, "{\"v\":1}", "{\"v\":1,\"next\":{}}");
    }

    private static String json(String schema) {
        return schema.replace('\'', '"');
    }

    @Test
    void oneOfIsAChoiceWhereNoValueIsValidTwice() {
        String shapes = json("{'oneOf':[{'type':'object','properties':{'kind':{'const':'a'},'x':{'type':'integer'}},"
                + "'required':['kind','x']},{'type':'object','properties':{'kind':{'enum':['b','c']}},'required':['kind']},"
                + "{'type':'null'}]}");
        assertAccepts(shapes, "null", "{\"kind\":\"a\",\"x\":1}", "{\"kind\":\"c\"}");
        assertRefuses(shapes, "{\"kind\":\"b\",\"x\":1}", "{\"kind\":\"a\"}", "1");
        assertAccepts(
                json("{'oneOf':[{'type':'object','properties':{'a':{}},'required':['a'],'additionalProperties':false},"
                        + "{'type':'object','properties':{'b':{}},'required':['b']}]}"),
                "{\"a\":1}",
                "{\"b\":1}");
    }

    @Test
    void allOfIsOneSchema() {
        String person = json("{'$defs':{'named':{'type':'object','properties':{'name':{'type':'string','minLength':1}},"
                + "'required':['name']}},'allOf':[{'$ref':'#/$defs/named'},{'properties':{'age':{'type':'integer','minimum':0},"
                + "'name':{'maxLength':3}},'required':['age']}]}");
        assertAccepts(person, "{\"name\":\"abc\",\"age\":3}");
        assertRefuses(person, "{\"name\":\"abcd\",\"age\":3}", "{\"name\":\"\",\"age\":3}", "{\"name\":\"a\"}");
        String numbers =
                json("{'allOf':[{'type':['number','null']},{'type':'integer','minimum':3,'maximum':20}],'maximum':5}");
        assertAccepts(numbers, "3", "5");
        assertRefuses(numbers, "2", "6", "null", "3.5");
        String closed =
                json("{'allOf':[{'type':'object','properties':{'a':{'type':'integer'}},'additionalProperties':false},"
                        + "{'properties':{'a':{'minimum':0},'b':{}}}]}");
        assertAccepts(closed, "{}", "{\"a\":1}");
        assertRefuses(closed, "{\"b\":1}", "{\"a\":-1}");
        assertAccepts(json("{'allOf':[{'enum':['a','b','c']},{'enum':['c','b']}]}"), "\"b\"", "\"c\"");
        assertRefuses(json("{'allOf':[{'enum':['a','b','c']},{'enum':['c','b']}]}"), "\"a\"");
    }

    @Test
    void itemsByPlace() {
        String point = json("{'type':'array','prefixItems':[{'type':'integer'},{'type':'string'}],'items':false}");
        assertAccepts(point, "[]", "[1]", "[1,\"a\"]");
        assertRefuses(point, "[\"a\"]", "[1,\"a\",2]", "[1,]");
        String open = json("{'prefixItems':[{'type':'integer'}],'items':{'type':'null'},'minItems':2,'maxItems':3}");
        assertAccepts(open, "[1,null]", "[1, null, null]");
        assertRefuses(open, "[1]", "[1,null,null,null]", "[1,2]");
    }

    @Test
    void differentItemsOfAnEnum() {
        String tags =
                json("{'type':'array','uniqueItems':true,'items':{'enum':['a','b',1]},'minItems':1,'maxItems':2}");
        assertAccepts(tags, "[\"a\"]", "[1,\"b\"]", "[\"b\", 1]");
        assertRefuses(tags, "[]", "[\"a\",\"a\"]", "[\"a\",\"b\",1]");
        assertAccepts(json("{'type':'array','uniqueItems':true,'items':{'enum':['a','b']}}"), "[]", "[\"b\",\"a\"]");
    }

    @Test
    void propertiesWhoseNamesMatchAPattern() {
        String tally = json("{'type':'object','properties':{'total':{'type':'integer'}},'required':['total'],"
                + "'patternProperties':{'^n[0-9]+$':{'type':'integer'}},'additionalProperties':false}");
        assertAccepts(tally, "{\"total\":1}", "{\"total\":1,\"n1\":2, \"n22\":3}");
        assertRefuses(tally, "{\"n1\":2}", "{\"total\":1,\"n\":2}", "{\"total\":1,\"n1\":\"2\"}", "{\"total\":1,}");
        String overlapping = json("{'type':'object','properties':{'n1':{'minimum':5,'type':'integer'}},"
                + "'patternProperties':{'^n':{'type':'integer','maximum':9}}}");
        assertAccepts(overlapping, "{}", "{\"n1\":7}");
        assertRefuses(overlapping, "{\"n1\":4}", "{\"n1\":10}");
        assertAccepts(json("{'type':'object','patternProperties':{'^x':{}}}"), "{}", "{\"x\":[1],\"xy\":2}");
    }

    @Test
    void multiples() {
        SplittableRandom random = new SplittableRandom(7);
        for (int factor : new int[] {1, 3, 7, 60, 64, 1000}) {
            for (String type : new String[] {"integer", "number"}) {
                Automaton automaton = new Automaton(Compiler.compile(GrammarParser.parse(
                        Grammar.ofJsonSchema(json("{'type':'" + type + "','multipleOf':" + factor + "}"))
                                .text())));
                for (int i = 0; i < 200; i++) {
                    long n = random.nextLong(-100_000, 100_000) * (i % 2 == 0 ? factor : 1);
                    assertThat(automaton.accepts(Long.toString(n).getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                            .as("%d of %d", n, factor)
                            .isEqualTo(n % factor == 0);
                }
            }
        }
        String between = json("{'type':'integer','multipleOf':5,'minimum':-7,'exclusiveMaximum':15}");
        assertAccepts(between, "-5", "0", "10");
        assertRefuses(between, "-10", "15", "3");
        assertRefuses(json("{'type':'integer','multipleOf':3}"), "03", "-0", "3.0", "");
    }

    /** Bounds of whole numbers against comparing numbers. */
    @Test
    void integersStayWithinTheirBounds() {
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 60; round++) {
            long a = random.nextLong(-1200, 1200);
            long b = random.nextLong(-1200, 1200);
            String schema = String.format(
                    Locale.ROOT,
                    "{\"type\":\"integer\",\"minimum\":%d,\"maximum\":%d}",
                    Math.min(a, b),
                    Math.max(a, b));
            Automaton automaton = new Automaton(Compiler.compile(
                    GrammarParser.parse(Grammar.ofJsonSchema(schema).text())));
            for (long n = -1300; n <= 1300; n += random.nextLong(1, 9)) {
                assertThat(automaton.accepts(Long.toString(n).getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                        .as("%d in %s", n, schema)
                        .isEqualTo(n >= Math.min(a, b) && n <= Math.max(a, b));
            }
        }
        assertAccepts("{\"type\":\"integer\",\"exclusiveMinimum\":3}", "4", "100", "9999999999999999");
        assertRefuses("{\"type\":\"integer\",\"exclusiveMinimum\":3}", "3", "-4", "04", "4.0");
    }

    @Test
    void numbersStayWithinTheirBounds() {
        String share = "{\"type\":\"number\",\"minimum\":0,\"maximum\":1}";
        assertAccepts(share, "0", "1", "0.25", "0.9999");
        assertRefuses(share, "1.1", "-0.1", "2", "1e3", ".5");
        String around = "{\"type\":\"number\",\"exclusiveMinimum\":-2,\"maximum\":12}";
        assertAccepts(around, "-1", "-1.5", "-0.5", "11.75", "12");
        assertRefuses(around, "-2", "-2.5", "12.5");
        String below = "{\"type\":\"number\",\"minimum\":-3,\"maximum\":-1.5}";
        assertAccepts(below, "-2", "-3", "-2.5");
        assertRefuses(below, "-1.2", "-3.1", "0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "{ ! is no JSON",
                "3 ! a schema must be an object or true",
                "{'type':'thing'} ! type must be of",
                "{'type':'string','minLenght':3} ! 'minLenght' is not supported",
                "{'type':'object','patternProperties':{'a':{},'b':{}}} ! several patternProperties",
                "{'type':'object','properties':{'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab':{}},"
                        + "'patternProperties':{'^a*a*a*a*a*a*a*a*c$':{}}} ! takes too long",
                "{'type':'number','multipleOf':0.5} ! multipleOf must be a whole number",
                "{'type':'integer','multipleOf':67} ! must be at most 64",
                "{'type':'integer','multipleOf':3,'minimum':0} ! more than 1000 multiples",
                "{'type':'integer','multipleOf':9,'minimum':1,'maximum':8} ! no multiple of 9",
                "{'oneOf':[{'type':'integer'},{'type':'number'}]} ! valid under both 0 and 1",
                "{'oneOf':[{'properties':{}},{'type':'string'}]} ! valid under both 0 and 1",
                "{'allOf':[{'type':'string'},{'type':'null'}]} ! no type is left",
                "{'allOf':[{'enum':[1]},{'const':2}]} ! no value is left",
                "{'allOf':[{'type':'string','pattern':'a'},{'pattern':'b'}]} ! 'pattern' differs within allOf",
                "{'$defs':{'a':{'allOf':[{'$ref':'#/$defs/a'}]}},'$ref':'#/$defs/a'} ! allOf refers to itself",
                "{'type':'array','uniqueItems':true,'items':{'type':'string'}} ! uniqueItems needs items that are an"
                        + " enum",
                "{'type':'array','prefixItems':[{}],'items':false,'minItems':2} ! minItems is more than may come",
                "{'type':'object','properties':{'a':{'not':{}}}} ! at #/properties/a",
                "{'$ref':'#/nowhere'} ! points to nothing",
                "{'$ref':'http://example.org/x'} ! must point into the document",
                "{'type':'integer','minimum':5,'maximum':4} ! no number lies between",
                "{'type':'string','minLength':-1} ! whole number of at least 0",
                "{'type':'string','minLength':3,'maxLength':2} ! maxLength is less",
                "{'type':'string','pattern':'(?=a)b'} ! look-around",
                "{'type':'string','pattern':'a{'} ! number of times",
                "{'type':'string','pattern':'[a'} ! not closed",
                "{'enum':[]} ! enum has no value",
                "{'$defs':{'a':{'$ref':'#/$defs/a'}},'$ref':'#/$defs/a'} ! can begin with itself",
            })
    void whatIsNotKnownIsRefused(String schema, String message) {
        assertThatThrownBy(() -> Grammar.ofJsonSchema(schema.replace('\'', '"')))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining(message);
    }
}
