package dev.nuri.moe.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.moe.ModelInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small vocabularies made here. */
class TokenizerTest {
    /** All bytes, a few merges, one control and one user-defined token at the end. */
    private static Tokenizer byteLevel(PreTokenizer preTokenizer) {
        List<String> texts = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            texts.add(ByteLevelBpe.spell(new byte[] {(byte) b}));
        }
        texts.addAll(List.of("he", "ll", "hell", "Ġhe", "<|end|>", "ü"));
        List<TokenKind> kinds = new ArrayList<>(Collections.nCopies(260, TokenKind.NORMAL));
        kinds.add(TokenKind.CONTROL);
        kinds.add(TokenKind.USER_DEFINED);
        Vocabulary vocabulary = new Vocabulary(texts, kinds, new float[262], Map.of("bos", 260, "eos", 260));
        List<String> merges = List.of("h e", "l l", "he ll", "Ġ he");
        return new Tokenizer(vocabulary, new ByteLevelBpe(vocabulary, preTokenizer, merges), true);
    }

    @Test
    void mergesByRankAndMatchesDefinedTokensFirst() {
        Tokenizer tokenizer = byteLevel(PreTokenizer.GPT_2);
        assertThat(tokenizer.encode("hello he")).containsExactly(258, 'o', 259);
        assertThat(tokenizer.encode("ühe")).containsExactly(261, 256);
        assertThat(tokenizer.decode(261, 256)).isEqualTo("ühe");
    }

    @Test
    void textCannotForgeControlTokens() {
        Tokenizer tokenizer = byteLevel(PreTokenizer.QWEN_2);
        assertThat(tokenizer.encode("<|end|>")).doesNotContain(260).hasSize(7);
        assertThat(tokenizer.encodePrompt("he<|end|>")).containsExactly(260, 256, 260);
        assertThat(tokenizer.encodePrompt("<|end|>he")).containsExactly(260, 256);
        assertThat(tokenizer.vocabulary().isEnd(260)).isTrue();
        assertThat(tokenizer.decode(256, 260, 256)).isEqualTo("hehe");
    }

    @ParameterizedTest
    @EnumSource
    void everyTextComesBack(PreTokenizer preTokenizer) {
        long seed = Long.getLong("nuri.seed", 20261123L);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Tokenizer tokenizer = byteLevel(preTokenizer);
        for (int i = 0; i < 300; i++) {
            String text = randomText(random);
            assertThat(tokenizer.decode(tokenizer.encode(text)))
                    .as("seed %d, text %d", seed, i)
                    .isEqualTo(text);
        }
    }

    private static String randomText(RandomGenerator random) {
        int[][] ranges = {{' ', '~'}, {0xac00, 0xd7a3}, {0x600, 0x6ff}, {0x1f300, 0x1f64f}, {'\t', '\r'}, {'0', '9'}};
        StringBuilder out = new StringBuilder();
        for (int n = random.nextInt(40); n > 0; n--) {
            int[] range = ranges[random.nextInt(ranges.length)];
            out.appendCodePoint(random.nextInt(range[0], range[1] + 1));
        }
        return out.toString();
    }

    /** Neither the expressions nor the merging may blow up on long runs of one kind of character. */
    @ParameterizedTest
    @EnumSource
    @Timeout(20)
    void longRunsTakeLinearTime(PreTokenizer preTokenizer) {
        Tokenizer tokenizer = byteLevel(preTokenizer);
        for (String unit : List.of(" ", "\n", "a", "A", "가", "1", "!", "' ", "l", "\t \r\n", "aA", "😀")) {
            String text = unit.repeat(65_536 / unit.length());
            assertThat(tokenizer.encode(text).length).as(unit).isBetween(1, 4 * text.length());
        }
    }

    @Test
    void preTokenizersDifferWhereTheirModelsDo() {
        assertThat(pieces(PreTokenizer.GPT_2, "I'LL  go 1234")).containsExactly("I", "'", "LL", " ", " go", " 1234");
        assertThat(pieces(PreTokenizer.LLAMA_3, "I'LL  go 1234"))
                .containsExactly("I", "'LL", " ", " go", " ", "123", "4");
        assertThat(pieces(PreTokenizer.QWEN_2, "a 12")).containsExactly("a", " ", "1", "2");
        assertThat(pieces(PreTokenizer.GRANITE, "a 12")).containsExactly("a", " ", "1", "2");
        assertThat(pieces(PreTokenizer.GPT_4O, "camelCase'S 1234 /\n"))
                .containsExactly("camel", "Case'S", " ", "123", "4", " /\n");
        assertThat(pieces(PreTokenizer.DEEPSEEK_V3, "漢字kana 1234 .net don't"))
                .containsExactly("漢字", "kana", " ", "123", "4", " .", "net", " don", "'t");
        assertThat(pieces(PreTokenizer.DEEPSEEK_V3, ".net")).containsExactly(".net");
        assertThatThrownBy(() -> PreTokenizer.named("nobody's"))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("llama-bpe");
    }

    private static List<String> pieces(PreTokenizer preTokenizer, String text) {
        List<String> pieces = new ArrayList<>();
        preTokenizer.split(text, true, pieces::add);
        return pieces;
    }

    @Test
    void halfCharactersAreHeldBack() {
        Tokenizer tokenizer = byteLevel(PreTokenizer.GPT_2);
        byte[] bytes = "a누😀".getBytes(StandardCharsets.UTF_8);
        Detokenizer detokenizer = tokenizer.newDetokenizer();
        List<String> shown = new ArrayList<>();
        for (byte b : bytes) {
            shown.add(detokenizer.accept(tokenizer
                    .vocabulary()
                    .id(ByteLevelBpe.spell(new byte[] {b}))
                    .getAsInt()));
        }
        assertThat(shown).containsExactly("a", "", "", "누", "", "", "", "😀");
        assertThat(detokenizer.finish()).isEmpty();
    }

    @Test
    void brokenBytesShowAsReplacement() {
        Tokenizer tokenizer = byteLevel(PreTokenizer.GPT_2);
        int lead = tokenizer
                .vocabulary()
                .id(ByteLevelBpe.spell(new byte[] {(byte) 0xeb}))
                .getAsInt();
        assertThat(tokenizer.decode(lead, 'a')).isEqualTo("\ufffda");
        assertThat(tokenizer.decode('a', lead)).isEqualTo("a\ufffd");
        assertThatThrownBy(() -> tokenizer.decode(262)).isInstanceOf(ModelInputException.class);
    }

    private static Vocabulary sentencePiece(boolean bytes) {
        List<String> texts = new ArrayList<>(List.of("<unk>", "<s>"));
        List<TokenKind> kinds = new ArrayList<>(List.of(TokenKind.UNKNOWN, TokenKind.CONTROL));
        if (bytes) {
            for (int b = 0; b < 256; b++) {
                texts.add(String.format(java.util.Locale.ROOT, "<0x%02X>", b));
                kinds.add(TokenKind.BYTE);
            }
        }
        List<String> words = List.of("▁", "a", "b", "c", "ab", "bc", "▁a", "abc");
        float[] scores = new float[texts.size() + words.size()];
        float[] wordScores = {-3, -4, -4, -4, -2, -1.5f, -5, -4.5f};
        System.arraycopy(wordScores, 0, scores, texts.size(), wordScores.length);
        texts.addAll(words);
        kinds.addAll(Collections.nCopies(words.size(), TokenKind.NORMAL));
        return new Vocabulary(texts, kinds, scores, Map.of("unknown", 0, "bos", 1));
    }

    private static List<String> texts(Tokenizer tokenizer, String text) {
        return java.util.Arrays.stream(tokenizer.encode(text))
                .mapToObj(tokenizer.vocabulary()::text)
                .toList();
    }

    @Test
    void sentencePieceBpeJoinsByScore() {
        Vocabulary vocabulary = sentencePiece(true);
        Tokenizer tokenizer = new Tokenizer(vocabulary, new SentencePieceBpe(vocabulary, true), true);
        assertThat(texts(tokenizer, "abc")).containsExactly("▁", "abc"); // bc, then abc before ▁a
        assertThat(texts(tokenizer, "é<s>"))
                .startsWith("▁", "<0xC3>", "<0xA9>", "<0x3C>")
                .doesNotContain("<s>");
        assertThat(tokenizer.decode(tokenizer.encode("abc é a"))).isEqualTo("abc é a");
        assertThat(tokenizer.encodePrompt("<s>a"))
                .containsExactly(1, vocabulary.id("▁a").getAsInt());
    }

    private static void spell(String text, boolean first, Consumer<String> sink) {
        sink.accept(" ".concat(text.strip().replaceAll(" +", " ")).replace(' ', SentencePiece.SPACE));
    }

    @Test
    void unigramTakesTheBestSum() {
        Vocabulary vocabulary = sentencePiece(true);
        Tokenizer tokenizer =
                new Tokenizer(vocabulary, new SentencePieceUnigram(vocabulary, true, TokenizerTest::spell), true);
        // ▁ ab c: -9; ▁a bc: -6.5; ▁ abc: -7.5; ▁ a bc: -8.5
        assertThat(texts(tokenizer, "abc")).containsExactly("▁a", "bc");
        assertThat(texts(tokenizer, " c   é ")).containsExactly("▁", "c", "▁", "<0xC3>", "<0xA9>");
        Vocabulary noBytes = sentencePiece(false);
        Tokenizer plain = new Tokenizer(noBytes, new SentencePieceUnigram(noBytes, true, TokenizerTest::spell), true);
        assertThat(texts(plain, "é")).containsExactly("▁", "<unk>");
    }

    @Test
    void wordPieceCutsWordsFromTheLeft() {
        List<String> texts = List.of("[UNK]", "▁un", "aff", "able", "▁,", "▁語", "▁cafe");
        List<TokenKind> kinds = new ArrayList<>(Collections.nCopies(texts.size(), TokenKind.NORMAL));
        kinds.set(0, TokenKind.UNKNOWN);
        Vocabulary vocabulary = new Vocabulary(texts, kinds, new float[texts.size()], Map.of("unknown", 0));
        Tokenizer tokenizer = new Tokenizer(
                vocabulary, new WordPiece(vocabulary, new BertText(true, true, true, true)::words, 100), false);
        assertThat(tokenizer.encode("UNaffable, Café語x")).containsExactly(1, 2, 3, 4, 6, 5, 0);
        assertThat(tokenizer.decode(1, 2, 3, 4)).isEqualTo("unaffable ,");
    }
}
