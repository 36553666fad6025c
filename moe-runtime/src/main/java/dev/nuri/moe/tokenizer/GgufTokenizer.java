package dev.nuri.moe.tokenizer;

import dev.nuri.moe.format.GgufMetadata;
import dev.nuri.moe.format.GgufType;
import dev.nuri.moe.format.GgufValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code tokenizer.json} in GGUF's own keys, so that other programs can read the file too. That is possible where
 * GGUF has a name for the way text is cut: byte-level BPE with the expressions of a known family. Other tokenizers stay
 * in their JSON, under {@code tokenizer.huggingface.json}, which this runtime reads as it is.
 */
public final class GgufTokenizer {
    private static final String PREFIX = "tokenizer.ggml.";
    private static final String WORDS = "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|";
    private static final String ENDINGS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String REST = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String LLAMA_3 = ENDINGS + "|" + WORDS + "\\p{N}{1,3}" + REST;
    private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String GPT_2 = PreTokenizer.GPT_2.expressions().getFirst();

    /** Expressions as model families publish them, and GGUF's name. */
    private static final Map<List<String>, String> NAMES = Map.of(
            List.of(GPT_2),
            "gpt-2",
            List.of("\\p{N}", GPT_2),
            "refact",
            List.of(LLAMA_3),
            "llama-bpe",
            List.of(ENDINGS + "|" + WORDS + "\\p{N}" + REST),
            "qwen2",
            List.of("[^\\r\\n\\p{L}\\p{N}]?" + UPPER + "*" + LOWER + "+" + ENDINGS + "?|[^\\r\\n\\p{L}\\p{N}]?" + UPPER
                    + "+" + LOWER + "*" + ENDINGS + "?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+"
                    + "|\\s+(?!\\S)|\\s+"),
            "gpt-4o");

    private GgufTokenizer() {}

    /** The keys to add; none if the model has GGUF's keys already, has no tokenizer, or GGUF has no name for it. */
    public static Map<String, GgufValue> keys(GgufMetadata metadata) {
        Optional<String> json = metadata.optionalText("tokenizer.huggingface.json");
        if (json.isEmpty() || metadata.has(PREFIX + "model")) {
            return Map.of();
        }
        TokenizerJson parsed = TokenizerJson.parse(json.get(), metadata);
        TokenizerBuilder builder = new TokenizerBuilder(parsed, metadata);
        Tokenizer tokenizer = builder.build();
        String name = builder.isByteLevel() ? NAMES.get(builder.patterns()) : null;
        if (name == null) {
            return Map.of();
        }
        if (name.equals("llama-bpe") && !builder.takesWholePieces()) {
            name = "dbrx"; // the same expression, merges always applied
        }
        return keys(tokenizer, parsed.merges, name);
    }

    private static Map<String, GgufValue> keys(Tokenizer tokenizer, List<String> pairs, String name) {
        Vocabulary vocabulary = tokenizer.vocabulary();
        List<String> tokens = new ArrayList<>();
        int[] kinds = new int[vocabulary.size()];
        for (int id = 0; id < kinds.length; id++) {
            tokens.add(vocabulary.text(id));
            kinds[id] = vocabulary.kind(id).number();
        }
        List<String> merges = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            merges.add(pairs.get(i) + " " + pairs.get(i + 1));
        }
        Map<String, GgufValue> out = new LinkedHashMap<>();
        out.put(PREFIX + "model", new GgufValue.Text("gpt2"));
        out.put(PREFIX + "pre", new GgufValue.Text(name));
        out.put(PREFIX + "tokens", new GgufValue.Texts(tokens));
        out.put(PREFIX + "token_type", GgufValue.Numbers.ofInts(kinds));
        out.put(PREFIX + "merges", new GgufValue.Texts(merges));
        for (String role : List.of("bos", "eos", "eot", "eom", "unknown", "padding")) {
            vocabulary
                    .role(role)
                    .ifPresent(id -> out.put(PREFIX + role + "_token_id", new GgufValue.Int(GgufType.UINT32, id)));
        }
        out.put(PREFIX + "add_bos_token", new GgufValue.Bool(tokenizer.addsBegin()));
        return out;
    }
}
