package dev.nuri.moe.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.SharedData;
import dev.nuri.moe.format.GgufFile;
import dev.nuri.moe.format.GgufMetadata;
import dev.nuri.moe.format.GgufWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The conformance vocabularies again, each written as a {@code tokenizer.json} with its family's published parts. */
class TokenizerJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NO_REGEX = "{'type':'ByteLevel','add_prefix_space':false,'use_regex':false}";
    private static final String LLAMA_3 = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
            + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    @TempDir
    Path folder;

    /** A tokenizer.json read by the road a model folder takes. */
    private Tokenizer read(ObjectNode json, String... more) {
        return Tokenizer.of(metadata(json.toString(), more));
    }

    private GgufMetadata metadata(String json, String... more) {
        Path path = folder.resolve("any.gguf");
        GgufWriter writer = new GgufWriter().put("tokenizer.huggingface.json", json);
        for (int i = 0; i < more.length; i += 2) {
            writer.put(more[i], more[i + 1]);
        }
        writer.write(path);
        try (GgufFile file = GgufFile.open(path)) {
            return file.metadata();
        }
    }

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text.replace("\\", "\\\\").replace('\'', '"'));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A byte-level file; regular expressions each split in isolation. */
    private static ObjectNode byteLevel(List<String> expressions, String last) {
        ObjectNode file = JSON.createObjectNode();
        ObjectNode cutter = file.putObject("pre_tokenizer").put("type", "Sequence");
        ArrayNode steps = cutter.putArray("pretokenizers");
        for (String expression : expressions) {
            ObjectNode split = steps.addObject().put("type", "Split").put("behavior", "Isolated");
            split.put("invert", false).putObject("pattern").put("Regex", expression);
        }
        steps.add(json(last));
        file.putObject("model").put("type", "BPE");
        return file;
    }

    private static void fill(ObjectNode file, List<String> tokens, List<String> merges) {
        ObjectNode vocabulary = ((ObjectNode) file.get("model")).putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            vocabulary.put(tokens.get(id), id);
        }
        ArrayNode list = ((ObjectNode) file.get("model")).putArray("merges");
        merges.forEach(list::add);
    }

    @ParameterizedTest
    @CsvSource({"gpt-2,true", "deepseek-llm,false"})
    void byteLevelVocabularies(String name, boolean plain) throws IOException {
        Path shared = SharedData.folder("tokenizers");
        ObjectNode file = plain
                ? byteLevel(List.of(), NO_REGEX.replace("'use_regex':false", "'use_regex':true"))
                : byteLevel(PreTokenizer.DEEPSEEK_LLM.expressions(), NO_REGEX);
        try (GgufFile gguf = GgufFile.open(shared.resolve("ggml-vocab-" + name + ".gguf"))) {
            GgufMetadata metadata = gguf.metadata();
            fill(
                    file,
                    metadata.texts("tokenizer.ggml.tokens").orElseThrow(),
                    metadata.texts("tokenizer.ggml.merges").orElseThrow());
            addSpecials(file, metadata);
        }
        TokenizerConformanceTest.check(shared, name, read(file), true);
    }

    private static void addSpecials(ObjectNode file, GgufMetadata metadata) {
        Vocabulary vocabulary = Vocabulary.of(metadata);
        ArrayNode added = file.putArray("added_tokens");
        for (int id = 0; id < vocabulary.size(); id++) {
            TokenKind kind = vocabulary.kind(id);
            if (kind == TokenKind.CONTROL || kind == TokenKind.USER_DEFINED) {
                added.addObject()
                        .put("id", id)
                        .put("content", vocabulary.text(id))
                        .put("special", kind == TokenKind.CONTROL);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"llama3,llama-bpe", "qwen2,qwen2"})
    void rankedVocabularies(String ranks, String name) throws IOException {
        Path shared = SharedData.folder("tokenizers");
        boolean llama = ranks.equals("llama3");
        ObjectNode file = byteLevel(List.of(llama ? LLAMA_3 : LLAMA_3.replace("{1,3}", "")), NO_REGEX);
        ((ObjectNode) file.get("model")).put("ignore_merges", llama);
        List<String> tokens = TokenizerConformanceTest.tokens(shared.resolve(ranks + ".tiktoken"));
        fill(file, tokens, TokenizerConformanceTest.merges(tokens));
        TokenizerConformanceTest.check(shared, name, read(file), true);
    }

    @Test
    void wordPieces() throws IOException {
        Path shared = SharedData.folder("tokenizers");
        ObjectNode file = json("{'normalizer':{'type':'BertNormalizer','clean_text':true,'handle_chinese_chars':true,"
                + "'strip_accents':null,'lowercase':true},'pre_tokenizer':{'type':'BertPreTokenizer'},"
                + "'model':{'type':'WordPiece','unk_token':'[UNK]','continuing_subword_prefix':'##'}}");
        try (GgufFile gguf = GgufFile.open(shared.resolve("ggml-vocab-bert-bge.gguf"))) {
            List<String> tokens = gguf.metadata().texts("tokenizer.ggml.tokens").orElseThrow().stream()
                    .map(token -> token.startsWith("\u2581")
                            ? token.substring(1)
                            : token.startsWith("[") && token.length() > 1 ? token : "##" + token)
                    .toList();
            fill(file, tokens, List.of());
            addSpecials(file, gguf.metadata());
        }
        TokenizerConformanceTest.check(shared, "bert-bge", read(file), false);
    }

    @Test
    void charactersWithBytes() throws IOException {
        Path shared = SharedData.folder("tokenizers");
        ObjectNode file = json("{'normalizer':{'type':'Sequence','normalizers':[{'type':'Prepend','prepend':'\u2581'},"
                + "{'type':'Replace','pattern':{'String':' '},'content':'\u2581'}]},'pre_tokenizer':null,"
                + "'post_processor':{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'<s>','type_id':0}}]},"
                + "'model':{'type':'BPE','unk_token':'<unk>','fuse_unk':true,'byte_fallback':true}}");
        try (GgufFile gguf = GgufFile.open(shared.resolve("ggml-vocab-llama-spm.gguf"))) {
            Vocabulary vocabulary = Vocabulary.of(gguf.metadata());
            fill(file, gguf.metadata().texts("tokenizer.ggml.tokens").orElseThrow(), merges(vocabulary));
            addSpecials(file, gguf.metadata());
        }
        Tokenizer tokenizer = read(file, "tokenizer.huggingface.bos_token", "<s>");
        TokenizerConformanceTest.check(shared, "llama-spm", tokenizer, true);
        assertThat(tokenizer.addsBegin()).isTrue();
        assertThat(tokenizer.encodePrompt("a")[0]).isEqualTo(1);
    }

    /** Every way to make a token of two, the best score first: how such files get their merges. */
    private static List<String> merges(Vocabulary vocabulary) {
        record Merge(String text, float score) {}
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            ids.put(vocabulary.text(id), id);
        }
        List<Merge> merges = new ArrayList<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            String text = vocabulary.text(id);
            for (int i = 1; i < text.length() && vocabulary.kind(id) == TokenKind.NORMAL; i++) {
                if (ids.containsKey(text.substring(0, i)) && ids.containsKey(text.substring(i))) {
                    merges.add(new Merge(text.substring(0, i) + " " + text.substring(i), vocabulary.score(id)));
                }
            }
        }
        merges.sort(Comparator.comparingDouble((Merge merge) -> -merge.score()));
        return merges.stream().map(Merge::text).toList();
    }

    @Test
    void unigramTakesTheBestWay() {
        ObjectNode file = json("{'pre_tokenizer':{'type':'Metaspace','replacement':'\u2581','prepend_scheme':'always'},"
                + "'added_tokens':[{'id':7,'content':'<mask>','special':true,'lstrip':true}],"
                + "'model':{'type':'Unigram','unk_id':0,'vocab':[['<unk>',0],['\u2581',-2],['a',-3],['b',-3],"
                + "['ab',-4],['\u2581a',-2.5],['bb',-9]]}}");
        Tokenizer tokenizer = read(file);
        assertThat(tokenizer.encode("ab abb")).containsExactly(5, 3, 5, 3, 3);
        assertThat(tokenizer.encode("ab xyz a"))
                .as("unknown neighbours are one")
                .containsExactly(5, 3, 1, 0, 5);
        assertThat(tokenizer.encodePrompt("ab <mask> a"))
                .as("takes in the space before")
                .containsExactly(5, 3, 7, 5);
        assertThat(tokenizer.decode(5, 3, 5)).isEqualTo("ab a");
    }

    @Test
    void unigramWithBytes() {
        ObjectNode file = json("{'pre_tokenizer':{'type':'Metaspace','prepend_scheme':'never','split':false},"
                + "'model':{'type':'Unigram','unk_id':0,'byte_fallback':true,'vocab':[['<unk>',0],['a',-1]]}}");
        ArrayNode vocabulary = (ArrayNode) file.get("model").get("vocab");
        for (int b = 0; b < 256; b++) {
            vocabulary
                    .addArray()
                    .add(String.format(java.util.Locale.ROOT, "<0x%02X>", b))
                    .add(-20);
        }
        Tokenizer tokenizer = read(file);
        assertThat(tokenizer.encode("a\u00e9a")).containsExactly(1, 2 + 0xc3, 2 + 0xa9, 1);
        assertThat(tokenizer.decode(1, 2 + 0xc3, 2 + 0xa9)).isEqualTo("a\u00e9");
    }

    @Test
    void wordsAndBordersOfAddedTokens() {
        ObjectNode file = byteLevel(List.of(), NO_REGEX);
        List<String> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(ByteLevelBpe.spell(new byte[] {(byte) b}));
        }
        fill(file, tokens, List.of());
        file.putArray("added_tokens")
                .add(json("{'id':256,'content':'cat','special':false,'single_word':true}"))
                .add(json("{'id':257,'content':'<x>','special':false,'rstrip':true}"));
        Tokenizer tokenizer = read(file);
        assertThat(tokenizer.encode("cat")).containsExactly(256);
        assertThat(tokenizer.encode("cats")).hasSize(4);
        assertThat(tokenizer.encode("<x>  a")).containsExactly(257, 'a');
    }

    @Test
    void saysWhatIsKnown() {
        assertThatThrownBy(() -> read(json("{'pre_tokenizer':{'type':'Delimited'},'model':{'type':'BPE','vocab':{}}}")))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("unknown pre-tokenizer 'Delimited'")
                .hasMessageContaining("ByteLevel")
                .hasMessageContaining("Metaspace");
        assertThatThrownBy(() -> read(json("{'normalizer':{'type':'Nmt'},'model':{'type':'BPE','vocab':{}}}")))
                .hasMessageContaining("Precompiled");
        assertThatThrownBy(() -> read(json("{'model':{'type':'WordLevel','vocab':{}}}")))
                .hasMessageContaining("BPE, Unigram or WordPiece");
        assertThatThrownBy(() -> Tokenizer.of(metadata("{\"model\": {\"vocab\": [")))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("character");
        assertThatThrownBy(() -> read(json("{'model':{'type':'BPE','vocab':{'a':2147483647},'merges':[]}}")))
                .hasMessageContaining("1 tokens, but an id 2147483647");
    }

    @Test
    void aHostilePatternIsGivenUp() {
        ObjectNode file = byteLevel(List.of("(a*)(a*)(a*)(a*)(a*)(a*)b\\1"), NO_REGEX);
        List<String> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(ByteLevelBpe.spell(new byte[] {(byte) b}));
        }
        fill(file, tokens, List.of());
        Tokenizer tokenizer = read(file);
        assertThatThrownBy(() -> tokenizer.encode("a".repeat(60) + "!"))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("takes too long");
    }
}
