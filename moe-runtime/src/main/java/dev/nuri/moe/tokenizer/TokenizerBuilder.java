package dev.nuri.moe.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.format.GgufMetadata;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Makes a tokenizer of a {@link TokenizerJson}. */
final class TokenizerBuilder {
    private static final int MOST_HOLES = 1 << 16;

    private final TokenizerJson json;
    private final GgufMetadata metadata;
    private final Map<Integer, SpecialTokens.Borders> borders = new HashMap<>();
    private Vocabulary vocabulary;
    private PreTokenizerJson cutter;

    TokenizerBuilder(TokenizerJson json, GgufMetadata metadata) {
        this.json = json;
        this.metadata = metadata;
    }

    Tokenizer build() {
        boolean bytes = flag("byte_fallback");
        String type = type();
        vocabulary = vocabulary(type, bytes);
        UnaryOperator<String> normaliser = new NormaliserJson(metadata).of(part("normalizer"));
        cutter = new PreTokenizerJson(metadata).add(part("pre_tokenizer"));
        Segmenter segmenter = normalised(normaliser, segmenter(type));
        return new Tokenizer(vocabulary, segmenter, new SpecialTokens(vocabulary, borders), addsBegin());
    }

    private String type() {
        JsonNode type = json.model.getOrDefault("type", MissingNode.getInstance());
        if (type.isTextual()) {
            return type.textValue();
        }
        // Old files do not say.
        return !json.scores.isEmpty() ? "Unigram" : json.merges.isEmpty() ? "WordPiece" : "BPE";
    }

    private Segmenter segmenter(String type) {
        return switch (type) {
            case "BPE" -> bytePairs();
            case "Unigram" -> new SentencePieceUnigram(vocabulary, leadingSpace(), cutter);
            case "WordPiece" -> new WordPiece(vocabulary, cutter, longestWord());
            default -> throw error("model.type", "must be BPE, Unigram or WordPiece, is " + type);
        };
    }

    private Segmenter bytePairs() {
        for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!json.model
                            .getOrDefault(affix, MissingNode.getInstance())
                            .asText("")
                            .isEmpty()
                    && !json.model.get(affix).isNull()) {
                throw error("model." + affix, "is not supported");
            }
        }
        MergeTable merges = MergeTable.ofPairs(vocabulary, json.merges);
        return isByteLevel()
                ? new ByteLevelBpe(vocabulary, cutter, merges, flag("ignore_merges"))
                : new CharacterBpe(vocabulary, cutter, merges, leadingSpace(), flag("ignore_merges"));
    }

    /** Whether tokens are spelled in bytes. */
    boolean isByteLevel() {
        return cutter.isByteLevel() || part("decoder").path("type").asText().equals("ByteLevel");
    }

    /** The expressions text is cut by, in order. */
    List<String> patterns() {
        return cutter.patterns();
    }

    /** Whether a piece that is a token as a whole is taken as it is. */
    boolean takesWholePieces() {
        return flag("ignore_merges");
    }

    private int longestWord() {
        return json.model
                .getOrDefault("max_input_chars_per_word", MissingNode.getInstance())
                .asInt(100);
    }

    /** Whether decoding takes a space off the front: what the normaliser or the pre-tokenizer put there. */
    private boolean leadingSpace() {
        String normaliser = part("normalizer").toString();
        JsonNode cutter = part("pre_tokenizer");
        boolean metaspace = metaspaceAdds(cutter);
        for (JsonNode step : cutter.path("pretokenizers")) {
            metaspace |= metaspaceAdds(step);
        }
        return metaspace || normaliser.contains("\"Prepend\"");
    }

    private static boolean metaspaceAdds(JsonNode step) {
        return step.path("type").asText().equals("Metaspace")
                && !PreTokenizerJson.scheme(step).equals("never");
    }

    private static Segmenter normalised(UnaryOperator<String> normaliser, Segmenter segmenter) {
        return new Segmenter() {
            @Override
            public void encode(String text, boolean atStart, IntList out) {
                String normal = normaliser.apply(text);
                if (!normal.isEmpty()) {
                    segmenter.encode(normal, atStart, out);
                }
            }

            @Override
            public byte[] bytes(int id) {
                return segmenter.bytes(id);
            }

            @Override
            public boolean addsLeadingSpace() {
                return segmenter.addsLeadingSpace();
            }
        };
    }

    private Vocabulary vocabulary(String type, boolean bytes) {
        int size = size();
        String[] texts = new String[size];
        TokenKind[] kinds = new TokenKind[size];
        float[] scores = new float[size];
        Arrays.fill(kinds, TokenKind.UNUSED);
        json.ids.forEach((text, id) -> {
            texts[id] = type.equals("WordPiece") ? wordPieceSpelling(text) : text;
            kinds[id] = bytes && text.matches("<0x[0-9A-F]{2}>") ? TokenKind.BYTE : TokenKind.NORMAL;
        });
        for (int id = 0; id < json.scores.size(); id++) {
            scores[id] = json.scores.get(id);
        }
        Map<String, Integer> roles = new HashMap<>();
        int unknown = unknown();
        if (unknown >= 0) {
            kinds[unknown] = TokenKind.UNKNOWN;
            roles.put("unknown", unknown);
        }
        for (JsonNode token : part("added_tokens")) {
            added(token, texts, kinds);
        }
        for (int id = 0; id < size; id++) {
            texts[id] = texts[id] == null ? "[unused " + id + "]" : texts[id];
        }
        roles(Arrays.asList(texts), roles);
        return new Vocabulary(Arrays.asList(texts), Arrays.asList(kinds), scores, roles);
    }

    private void added(JsonNode token, String[] texts, TokenKind[] kinds) {
        int id = token.path("id").intValue();
        texts[id] = token.path("content").asText();
        kinds[id] = token.path("special").asBoolean() ? TokenKind.CONTROL : TokenKind.USER_DEFINED;
        SpecialTokens.Borders own = new SpecialTokens.Borders(
                token.path("lstrip").asBoolean(),
                token.path("rstrip").asBoolean(),
                token.path("single_word").asBoolean());
        if (!own.equals(SpecialTokens.Borders.NONE)) {
            borders.put(id, own);
        }
    }

    /** One more than the greatest id, or the model's own size if that is greater. */
    private int size() {
        int known = json.scores.isEmpty() ? json.ids.size() : json.scores.size();
        long greatest = known - 1L;
        for (int id : json.ids.values()) {
            greatest = Math.max(greatest, id);
        }
        for (JsonNode token : part("added_tokens")) {
            JsonNode id = token.path("id");
            if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
                throw error("added_tokens", "must have ids from 0 to 2^31 - 1, has " + id);
            }
            greatest = Math.max(greatest, id.intValue());
            known++;
        }
        if (greatest >= (long) known + MOST_HOLES) {
            throw error("model.vocab", "has " + known + " tokens, but an id " + greatest);
        }
        String architecture = metadata.optionalText("general.architecture").orElse("");
        int model = metadata.integer(architecture + ".vocab_size", 0);
        return (int) Math.max(greatest + 1, Math.min(model, greatest + 1 + MOST_HOLES));
    }

    private int unknown() {
        JsonNode id = json.model.getOrDefault("unk_id", MissingNode.getInstance());
        int unknown = id.isIntegralNumber()
                ? id.intValue()
                : json.ids.getOrDefault(
                        json.model
                                .getOrDefault("unk_token", MissingNode.getInstance())
                                .asText(),
                        -1);
        if (unknown >= Math.max(json.ids.size(), json.scores.size()) && !json.ids.containsValue(unknown)) {
            throw error("model.unk_id", "must be the id of a token, is " + unknown);
        }
        return unknown;
    }

    /** Tokens with roles, by id in the model's files or else by text. */
    private void roles(List<String> texts, Map<String, Integer> roles) {
        for (String role : List.of("bos", "eos", "unk", "pad")) {
            int id = metadata.optionalText("tokenizer.huggingface." + role + "_token")
                    .map(texts::indexOf)
                    .orElse(-1);
            String name = role.equals("unk") ? "unknown" : role.equals("pad") ? "padding" : role;
            if (id >= 0) {
                roles.putIfAbsent(name, id);
            }
        }
        for (String role : List.of("bos", "eos", "eot", "eom", "padding")) {
            metadata.optionalInteger("tokenizer.ggml." + role + "_token_id")
                    .filter(id -> id < texts.size())
                    .ifPresent(id -> roles.put(role, id));
        }
    }

    /** Whether the post-processor, or the model's own word, puts the begin token first. */
    private boolean addsBegin() {
        boolean template = beginsWithToken(part("post_processor"));
        for (JsonNode step : part("post_processor").path("processors")) {
            template |= beginsWithToken(step);
        }
        return metadata.bool("tokenizer.ggml.add_bos_token", template);
    }

    private boolean beginsWithToken(JsonNode processor) {
        JsonNode first = processor.path("single").path(0).path("SpecialToken").path("id");
        int begin = vocabulary.role("bos").orElse(-1);
        return first.isTextual() && begin >= 0 && vocabulary.text(begin).equals(first.textValue());
    }

    /** In files a token that continues a word begins with {@code ##}; here one that begins a word with U+2581. */
    private String wordPieceSpelling(String text) {
        String prefix = json.model
                .getOrDefault("continuing_subword_prefix", MissingNode.getInstance())
                .asText("##");
        return text.startsWith(prefix) && text.length() > prefix.length()
                ? text.substring(prefix.length())
                : SentencePiece.SPACE + text;
    }

    private boolean flag(String name) {
        return json.model.getOrDefault(name, MissingNode.getInstance()).asBoolean(false);
    }

    private JsonNode part(String name) {
        JsonNode part = json.parts.get(name);
        return part == null || part.isNull() ? MissingNode.getInstance() : part;
    }

    private ModelInputException error(String key, String rule) {
        return metadata.error("tokenizer.json: " + key + " " + rule);
    }
}
