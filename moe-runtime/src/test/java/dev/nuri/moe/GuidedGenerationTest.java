package dev.nuri.moe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.grammar.TokenMasks;
import dev.nuri.moe.grammar.TokenTrie;
import dev.nuri.moe.model.TinyModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of random weights writes nothing but noise; under a grammar even that must be right. */
class GuidedGenerationTest {
    private static final String SCHEMA = """
            {"type": "object",
             "properties": {
               "name": {"type": "string", "minLength": 1, "maxLength": 6},
               "age": {"type": "integer", "minimum": 0, "maximum": 150},
               "tags": {"type": "array", "items": {"enum": ["red", "green", 3]}, "maxItems": 3},
               "code": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{1,3}$"},
               "share": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
               "parent": {"anyOf": [{"$ref": "#/$defs/name"}, {"type": "boolean"}]}},
             "required": ["name", "age", "tags", "code"],
             "$defs": {"name": {"type": "object", "properties": {"name": {"type": "string", "maxLength": 4}},
               "required": ["name"]}}}
            """;

    private final long seed = Long.getLong("tests.seed", System.nanoTime());
    private final ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @TempDir
    Path folder;

    private LanguageModel model;

    @BeforeEach
    void open() {
        TinyModel.writeAny(folder.resolve("tiny.gguf"), 3, 512, null);
        model = LanguageModel.open(folder.resolve("tiny.gguf"), "scalar");
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void alwaysWritesValidJson() throws IOException {
        Grammar grammar = Grammar.ofJsonSchema(SCHEMA);
        try (GenerationEngine engine = model.newEngine(new EngineSettings(2048, TensorType.F32, 4, 64, 32))) {
            List<Generation> running = new java.util.ArrayList<>();
            for (int i = 0; i < 25; i++) {
                running.add(engine.start(GenerationRequest.prompt("Describe someone.")
                        .grammar(grammar)
                        .temperature(1.5f)
                        .seed(seed + i)
                        .maxTokens(450)
                        .speculation(i % 2 == 0 ? new Speculation.Lookup(4) : new Speculation.Off())
                        .build()));
            }
            for (Generation generation : running) {
                GenerationResult result = generation.result();
                assertThat(result.stopReason()).as(result.text()).isIn(StopReason.COMPLETE, StopReason.END);
                check(result.text());
            }
        }
    }

    private void check(String text) throws IOException {
        JsonNode value = json.readTree(text);
        String what = text + " (seed " + seed + ")";
        assertThat(value.get("name").textValue().codePoints().count()).as(what).isBetween(1L, 6L);
        assertThat(value.get("age").isIntegralNumber()).as(what).isTrue();
        assertThat(value.get("age").intValue()).as(what).isBetween(0, 150);
        assertThat(value.get("tags").size()).as(what).isLessThanOrEqualTo(3);
        value.get("tags").forEach(tag -> assertThat(tag.asText()).as(what).isIn("red", "green", "3"));
        assertThat(value.get("code").textValue()).as(what).matches("[A-Z]{2}-[0-9]{1,3}");
        JsonNode share = value.path("share");
        assertThat(share.isMissingNode() || share.isNull() || (share.doubleValue() >= 0 && share.doubleValue() <= 1))
                .as(what)
                .isTrue();
        JsonNode parent = value.path("parent");
        assertThat(parent.isMissingNode()
                        || parent.isBoolean()
                        || parent.get("name").isTextual())
                .as(what)
                .isTrue();
        Iterator<String> names = value.fieldNames();
        names.forEachRemaining(
                name -> assertThat(name).as(what).isIn("name", "age", "tags", "code", "share", "parent"));
    }

    @Test
    void followsAGrammarOfItsOwn() {
        Grammar grammar = new Grammar("root ::= (\"yes\" | \"no\") \", \" [가-나]{3}");
        try (GenerationEngine engine = model.newEngine(new EngineSettings(256, TensorType.F32, 2, 2, 32))) {
            for (int i = 0; i < 10; i++) {
                String text = engine.generate(GenerationRequest.promptIds(1, 2)
                                .grammar(grammar)
                                .temperature(1)
                                .seed(i)
                                .build())
                        .text();
                assertThat(text).matches("(yes|no), [가-나]{3}");
                assertThat(grammar.accepts(text)).isTrue();
            }
        }
    }

    /** As many tokens as large models have: a state seen before costs nothing, a new one milliseconds. */
    @Test
    void masksOfLargeVocabulariesAreFast() {
        int size = 150_000;
        SplittableRandom random = new SplittableRandom(1);
        byte[][] bytes = new byte[size][];
        for (int id = 0; id < size; id++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? " " : "");
            for (int i = random.nextInt(1, 9); i > 0; i--) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            bytes[id] = id < 256 ? new byte[] {(byte) id} : text.toString().getBytes(StandardCharsets.UTF_8);
        }
        TokenMasks masks =
                new TokenMasks(Grammar.ofJsonSchema(SCHEMA).text(), new TokenTrie(bytes), id -> bytes[id], new int[0]);
        double first = milliseconds(masks, "{\"name\":\"abc\",\"age\":12,\"tags\":[\"red\"],\"code\":\"AB-1\"}");
        double again = milliseconds(masks, "{\"name\":\"abc\",\"age\":12,\"tags\":[\"red\"],\"code\":\"AB-1\"}");
        System.out.printf(
                java.util.Locale.ROOT,
                "token masks, vocabulary 150,000: %.3f ms new, %.4f ms seen before%n",
                first,
                again);
        assertThat(again).isLessThan(1);
        assertThat(first).isLessThan(60);
    }

    private static double milliseconds(TokenMasks masks, String text) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        var constraint = masks.start();
        long begin = System.nanoTime();
        for (byte b : all) {
            assertThat(constraint.allowed()[(b & 0xff) >> 6] >>> b & 1).isEqualTo(1);
            constraint.accept(b & 0xff);
        }
        return (System.nanoTime() - begin) * 1e-6 / all.length;
    }
}
