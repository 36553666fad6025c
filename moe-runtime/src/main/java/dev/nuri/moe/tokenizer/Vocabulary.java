package dev.nuri.moe.tokenizer;

import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.format.GgufMetadata;
import dev.nuri.moe.format.GgufValue;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The tokens of a model: id to text, kind and score, and which ids begin and end text. Immutable. */
public final class Vocabulary {
    private final List<String> texts;
    private final TokenKind[] kinds;
    private final float[] scores;
    private final Map<String, Integer> ids;
    private final Map<String, Integer> roles;
    private final Set<Integer> ends;

    /**
     * @param texts text of each id, in the tokenizer's own spelling
     * @param kinds kind of each id
     * @param scores score of each id, for SentencePiece; zeros otherwise
     * @param roles ids of "bos", "eos", "eot", "eom", "unknown", "seperator", "padding", "cls", "mask"; each optional
     */
    public Vocabulary(List<String> texts, List<TokenKind> kinds, float[] scores, Map<String, Integer> roles) {
        if (kinds.size() != texts.size() || scores.length != texts.size()) {
            throw new ModelInputException("a vocabulary of " + texts.size() + " tokens has " + kinds.size()
                    + " kinds and " + scores.length + " scores");
        }
        this.texts = List.copyOf(texts);
        this.kinds = kinds.toArray(TokenKind[]::new);
        this.scores = scores.clone();
        this.roles = Map.copyOf(roles);
        this.ids = HashMap.newHashMap(texts.size());
        for (int id = 0; id < texts.size(); id++) {
            ids.putIfAbsent(texts.get(id), id);
        }
        roles.forEach((role, id) -> {
            if (id < 0 || id >= texts.size()) {
                throw new ModelInputException(role + " token id must be in [0, " + texts.size() + "), is " + id);
            }
        });
        this.ends = ends();
    }

    /** The vocabulary of a GGUF file. */
    public static Vocabulary of(GgufMetadata metadata) {
        List<String> texts = metadata.texts("tokenizer.ggml.tokens")
                .orElseThrow(() -> metadata.error("metadata lacks tokenizer.ggml.tokens"));
        Optional<GgufValue.Numbers> types = metadata.numbers("tokenizer.ggml.token_type");
        Optional<GgufValue.Numbers> scores = metadata.numbers("tokenizer.ggml.scores");
        checkSize(metadata, "token_type", types, texts.size());
        checkSize(metadata, "scores", scores, texts.size());
        TokenKind[] kinds = new TokenKind[texts.size()];
        float[] values = new float[texts.size()];
        for (int id = 0; id < kinds.length; id++) {
            kinds[id] = types.isPresent() ? TokenKind.of(types.get().integer(id)) : TokenKind.NORMAL;
            values[id] = scores.isPresent() ? (float) scores.get().real(id) : 0;
        }
        return new Vocabulary(texts, List.of(kinds), values, roles(metadata));
    }

    private static void checkSize(GgufMetadata metadata, String name, Optional<GgufValue.Numbers> array, int expected) {
        if (array.isPresent() && array.get().size() != expected) {
            throw metadata.error("tokenizer.ggml." + name + " must have " + expected + " elements, has "
                    + array.get().size());
        }
    }

    private static Map<String, Integer> roles(GgufMetadata metadata) {
        Map<String, Integer> roles = new HashMap<>();
        for (String role :
                List.of("bos", "eos", "eot", "eom", "unknown", "seperator", "separator", "padding", "cls", "mask")) {
            metadata.optionalInteger("tokenizer.ggml." + role + "_token_id").ifPresent(id -> roles.put(role, id));
        }
        return roles;
    }

    /** Names under which model families end a turn; models give them whether or not metadata says so. */
    private static final Set<String> END_TEXTS = Set.of(
            "<|im_end|>",
            "<|eot_id|>",
            "<|eom_id|>",
            "<|end|>",
            "<|end_of_text|>",
            "<|endoftext|>",
            "<|return|>",
            "<|call|>",
            "<end_of_turn>",
            "<｜end▁of▁sentence｜>");

    private Set<Integer> ends() {
        Set<Integer> all = new LinkedHashSet<>();
        for (String role : List.of("eos", "eot", "eom")) {
            role(role).ifPresent(all::add);
        }
        for (String text : END_TEXTS) {
            Integer id = ids.get(text);
            if (id != null && kinds[id] == TokenKind.CONTROL) {
                all.add(id);
            }
        }
        return all;
    }

    /** Number of ids. */
    public int size() {
        return texts.size();
    }

    /** The text of an id, in the tokenizer's own spelling. */
    public String text(int id) {
        return texts.get(id);
    }

    /** The kind of an id. */
    public TokenKind kind(int id) {
        return kinds[id];
    }

    /** The score of an id; 0 if the model has none. */
    public float score(int id) {
        return scores[id];
    }

    /** The id of a text in the tokenizer's own spelling; the lowest if several have it. */
    public OptionalInt id(String text) {
        Integer id = ids.get(text);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** The id in a role such as "bos" or "eos". */
    public OptionalInt role(String role) {
        Integer id = roles.get(role);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Whether generation stops at this id. */
    public boolean isEnd(int id) {
        return ends.contains(id);
    }

    /** Whether both have the same texts under the same ids. */
    public boolean hasTextsOf(Vocabulary other) {
        return texts.equals(other.texts);
    }

    int idOr(String text, int otherwise) {
        return ids.getOrDefault(text, otherwise);
    }

    /** The id of a piece of ordinary text: what merely looks like a control or byte token is not one. */
    int pieceOr(String text, int otherwise) {
        int id = idOr(text, -1);
        return id >= 0 && (kinds[id] == TokenKind.NORMAL || kinds[id] == TokenKind.USER_DEFINED) ? id : otherwise;
    }

    int unknownOr(int otherwise) {
        return roles.getOrDefault("unknown", otherwise);
    }
}
