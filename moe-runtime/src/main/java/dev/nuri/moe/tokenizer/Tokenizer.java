package dev.nuri.moe.tokenizer;

import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.format.GgufMetadata;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Text to token ids and back, as one model was trained. Immutable, shared by threads. */
public final class Tokenizer {
    private static final String PREFIX = "tokenizer.ggml.";

    private final Vocabulary vocabulary;
    private final Segmenter segmenter;
    private final SpecialTokens specials;
    private final boolean addsBegin;

    Tokenizer(Vocabulary vocabulary, Segmenter segmenter, boolean addsBegin) {
        this(vocabulary, segmenter, new SpecialTokens(vocabulary, Map.of()), addsBegin);
    }

    Tokenizer(Vocabulary vocabulary, Segmenter segmenter, SpecialTokens specials, boolean addsBegin) {
        this.vocabulary = vocabulary;
        this.segmenter = segmenter;
        this.specials = specials;
        this.addsBegin = addsBegin;
    }

    /**
     * The tokenizer a model describes, by GGUF's keys or, if it has none of those, by a {@code tokenizer.json}.
     *
     * @throws ModelInputException if it is of a kind not known, or lacks a part
     */
    public static Tokenizer of(GgufMetadata metadata) {
        Optional<String> json = metadata.optionalText("tokenizer.huggingface.json");
        if (json.isPresent() && !metadata.has(PREFIX + "model")) {
            return TokenizerJson.read(json.get(), metadata);
        }
        Vocabulary vocabulary = Vocabulary.of(metadata);
        String model = metadata.text(PREFIX + "model");
        Segmenter segmenter =
                switch (model) {
                    case "gpt2" -> byteLevelBpe(metadata, vocabulary);
                    case "llama" -> new SentencePieceBpe(vocabulary, metadata.bool(PREFIX + "add_space_prefix", true));
                    case "t5" -> unigram(metadata, vocabulary);
                    case "bert" ->
                        new WordPiece(vocabulary, new BertText(true, true, true, true)::words, Integer.MAX_VALUE);
                    default ->
                        throw metadata.error("unknown tokenizer '" + model
                                + "' (tokenizer.ggml.model): known are gpt2, llama, t5, bert");
                };
        return new Tokenizer(vocabulary, segmenter, metadata.bool(PREFIX + "add_bos_token", model.equals("llama")));
    }

    private static Segmenter byteLevelBpe(GgufMetadata metadata, Vocabulary vocabulary) {
        List<String> merges =
                metadata.texts(PREFIX + "merges").orElseThrow(() -> metadata.error("metadata lacks its merges"));
        String name = metadata.optionalText(PREFIX + "pre").orElse("default");
        return new ByteLevelBpe(vocabulary, PreTokenizer.named(name), merges);
    }

    private static Segmenter unigram(GgufMetadata metadata, Vocabulary vocabulary) {
        boolean leadingSpace = metadata.bool(PREFIX + "add_space_prefix", true);
        boolean collapses = metadata.bool(PREFIX + "remove_extra_whitespaces", false);
        Function<String, String> normaliser = metadata.numbers(PREFIX + "precompiled_charsmap")
                .<Function<String, String>>map(CharsMap::of)
                .orElse(Function.identity());
        return new SentencePieceUnigram(vocabulary, leadingSpace, (text, first, sink) -> {
            String normal = normaliser.apply(text);
            String plain = collapses ? normal.strip().replaceAll(" {2,}", " ") : normal;
            if (!plain.isEmpty()) {
                sink.accept((leadingSpace ? " " + plain : plain).replace(' ', SentencePiece.SPACE));
            }
        });
    }

    /** The tokens. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** Whether the model expects its begin token before every text. */
    public boolean addsBegin() {
        return addsBegin;
    }

    /**
     * Encodes what a person or a document wrote: nothing in it can become a control token.
     *
     * @return ids, without begin or end token
     */
    public int[] encode(String text) {
        return encode(text, (from, to) -> false);
    }

    /**
     * Encodes a prompt made by the program: control tokens written in it, such as {@code <|im_start|>}, become
     * themselves, and the begin token is put before it if the model expects one.
     */
    public int[] encodePrompt(String prompt) {
        return encodePrompt(prompt, new BitSet());
    }

    /**
     * Encodes a prompt in which somebody else's words are marked: control tokens that have a marked char stay text.
     *
     * @param marked the chars that are not the program's own
     */
    public int[] encodePrompt(String prompt, BitSet marked) {
        int[] ids = encode(prompt, (from, to) -> marked.nextSetBit(from) < 0 || marked.nextSetBit(from) >= to);
        int begin = vocabulary.role("bos").orElse(-1);
        if (!addsBegin || begin < 0 || (ids.length > 0 && ids[0] == begin)) {
            return ids;
        }
        int[] out = new int[ids.length + 1];
        out[0] = begin;
        System.arraycopy(ids, 0, out, 1, ids.length);
        return out;
    }

    private int[] encode(String text, SpecialTokens.Where controls) {
        IntList out = new IntList();
        int from = 0;
        while (from < text.length()) {
            SpecialTokens.Found found = specials.find(text, from, controls);
            int end = found == null ? text.length() : found.start();
            if (end > from) {
                segmenter.encode(text.substring(from, end), from == 0 || out.size() > 0, out);
            }
            if (found != null) {
                out.add(found.id());
            }
            from = found == null ? end : found.end();
        }
        return out.toArray();
    }

    /** The text of ids; control tokens have none. Bytes that are no UTF-8 become U+FFFD. */
    public String decode(int... ids) {
        Detokenizer detokenizer = newDetokenizer();
        StringBuilder out = new StringBuilder();
        for (int id : ids) {
            out.append(detokenizer.accept(id));
        }
        return out.append(detokenizer.finish()).toString();
    }

    /** A new streaming decoder. */
    public Detokenizer newDetokenizer() {
        return new Detokenizer(this, segmenter.addsLeadingSpace());
    }

    /** The bytes one id adds to a text; none for control tokens. */
    public byte[] bytes(int id) {
        if (id < 0 || id >= vocabulary.size()) {
            throw new ModelInputException("token id must be in [0, " + vocabulary.size() + "), got " + id);
        }
        return switch (vocabulary.kind(id)) {
            case CONTROL, UNUSED -> new byte[0];
            case NORMAL, UNKNOWN, USER_DEFINED, BYTE -> segmenter.bytes(id);
        };
    }
}
