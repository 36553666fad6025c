package dev.nuri.moe.tokenizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.format.GgufMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@code tokenizer.json} says, before anything is made of it. Vocabulary and merges, nearly all of the file, are
 * read as they come; the rest is kept as trees.
 */
final class TokenizerJson {
    private static final ObjectMapper MAPPER = new ObjectMapper(com.fasterxml.jackson.core.JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(16 << 20)
                    .build())
            .build());

    /** Fields of the file but the model: normalizer, pre_tokenizer, post_processor, added_tokens, ... */
    final Map<String, JsonNode> parts = new HashMap<>();

    /** Fields of the model but vocabulary and merges. */
    final Map<String, JsonNode> model = new HashMap<>();

    /** Token to id. */
    final Map<String, Integer> ids = new LinkedHashMap<>();

    /** Scores in order of ids, when the vocabulary is a list; otherwise empty. */
    final List<Float> scores = new ArrayList<>();

    /** The two tokens of each merge, one merge after the other. */
    final List<String> merges = new ArrayList<>();

    private final GgufMetadata file;
    private final JsonParser json;

    private TokenizerJson(GgufMetadata file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    /**
     * The tokenizer of a file's text.
     *
     * @param file says where it comes from, and which tokens have roles
     * @throws ModelInputException if the text is malformed or asks for what is not known
     */
    static Tokenizer read(String text, GgufMetadata file) {
        return new TokenizerBuilder(parse(text, file), file).build();
    }

    static TokenizerJson parse(String text, GgufMetadata file) {
        try (JsonParser json = MAPPER.createParser(text)) {
            TokenizerJson parsed = new TokenizerJson(file, json);
            parsed.top();
            return parsed;
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
            throw error(file, at, "must be JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw error(file, 0, "cannot be read: " + e.getMessage());
        }
    }

    private void top() throws IOException {
        expect(json.nextToken() == JsonToken.START_OBJECT, "must be an object");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("model")) {
                model();
            } else {
                parts.put(field, json.readValueAsTree());
            }
        }
    }

    private void model() throws IOException {
        expect(json.currentToken() == JsonToken.START_OBJECT, "model must be an object");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("vocab") && value == JsonToken.START_OBJECT) {
                vocabulary();
            } else if (field.equals("vocab")) {
                scoredVocabulary();
            } else if (field.equals("merges")) {
                merges();
            } else {
                model.put(field, json.readValueAsTree());
            }
        }
    }

    private void vocabulary() throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String token = json.currentName();
            expect(
                    json.nextToken() == JsonToken.VALUE_NUMBER_INT
                            && json.getNumberType() == JsonParser.NumberType.INT
                            && json.getIntValue() >= 0,
                    "ids must be whole numbers from 0 to 2^31 - 1");
            ids.put(token, json.getIntValue());
        }
    }

    private void scoredVocabulary() throws IOException {
        expect(json.currentToken() == JsonToken.START_ARRAY, "vocab must be an object or an array");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken() == JsonToken.START_ARRAY, "vocab must hold pairs of token and score");
            expect(json.nextToken() == JsonToken.VALUE_STRING, "a pair's token must be a string");
            String token = json.getText();
            JsonToken score = json.nextToken();
            expect(score != null && score.isNumeric(), "a pair's score must be a number");
            ids.putIfAbsent(token, scores.size());
            scores.add(json.getFloatValue());
            expect(json.nextToken() == JsonToken.END_ARRAY, "a pair must have two parts");
        }
    }

    private void merges() throws IOException {
        expect(json.currentToken() == JsonToken.START_ARRAY, "merges must be an array");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_ARRAY) {
                for (int i = 0; i < 2; i++) {
                    expect(json.nextToken() == JsonToken.VALUE_STRING, "a merge must be two strings");
                    merges.add(json.getText());
                }
                expect(json.nextToken() == JsonToken.END_ARRAY, "a merge must be two strings");
                continue;
            }
            String merge = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "";
            int space = merge.indexOf(' ', 1);
            expect(space > 0, "a merge must be two tokens parted by a space");
            merges.add(merge.substring(0, space));
            merges.add(merge.substring(space + 1));
        }
    }

    private void expect(boolean holds, String rule) {
        if (!holds) {
            throw error(file, json.currentTokenLocation().getCharOffset(), rule);
        }
    }

    private static ModelInputException error(GgufMetadata file, long at, String rule) {
        return file.error("tokenizer.json, character " + at + ": " + rule);
    }
}
