package dev.nuri.moe.tokenizer;

import dev.nuri.moe.ModelInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts text into the pieces that byte pair encoding never joins. Each model family published its own regular
 * expressions; several are applied in turn, each cutting the pieces of the one before into matches and what lies
 * between. White space means Unicode's White_Space throughout.
 */
@SuppressWarnings("ImmutableEnumChecker") // the collections are unmodifiable
enum PreTokenizer implements Splitter {
    GPT_2(
            Set.of(
                    "gpt-2",
                    "phi-2",
                    "jina-es",
                    "jina-de",
                    "jina-v2-de",
                    "jina-v2-es",
                    "mpt",
                    "olmo",
                    "roberta-bpe",
                    "a.x-4.0",
                    "mellum",
                    "modern-bert",
                    "exaone4",
                    "trillion",
                    "gigachat"),
            Regex.GPT_2),
    LLAMA_3(
            Set.of(
                    "llama-bpe",
                    "llama3",
                    "llama-v3",
                    "dbrx",
                    "smaug-bpe",
                    "falcon3",
                    "glm4",
                    "chatglm-bpe",
                    "pixtral",
                    "midm-2.0",
                    "lfm2"),
            Regex.words("\\p{N}{1,3}", "")),
    QWEN_2(Set.of("qwen2", "stablelm2", "hunyuan", "megrez", "deepseek-r1-qwen", "kormo"), Regex.words("\\p{N}", "")),
    GPT_4O(Set.of("gpt-4o", "llama4", "kimi-k2"), Regex.GPT_4O),
    GRANITE(
            Set.of("refact", "granite", "starcoder", "command-r", "smollm", "codeshell", "exaone"),
            "\\p{N}",
            Regex.GPT_2),
    DEEPSEEK_LLM(
            Set.of("deepseek-llm"),
            "[\\r\\n]",
            "\\s?[" + Regex.CASED_LETTERS + "]+",
            "\\s?[!-/:-~\\uff01-\\uff0f\\uff1a-\\uff5e\\u2018-\\u201f\\u3000-\\u3002]+",
            "\\s+\\z",
            "[\\u4e00-\\u9fa5\\u0800-\\u4e00\\uac00-\\ud7ff]+",
            "\\p{N}+"),
    DEEPSEEK_V3(
            Set.of("deepseek-v3", "hunyuan-dense"),
            "\\p{N}{1,3}",
            "[\\u4e00-\\u9fa5\\u3040-\\u309f\\u30a0-\\u30ff]+",
            "[!-/:-~&&[^A-Za-z]][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*"
                    + Regex.SPACES),
    DEFAULT(Set.of("default"), "[\\p{P}$+<=>^~|]+", Regex.GPT_2, "\\p{N}+", "[0-9][0-9][0-9]");

    private final Set<String> names;
    private final List<String> expressions;
    private final List<Pattern> patterns;

    PreTokenizer(Set<String> names, String... patterns) {
        this.names = names;
        this.expressions = List.of(patterns);
        this.patterns = Arrays.stream(patterns).map(Regex::compile).toList();
    }

    /** The one a model file names. */
    static PreTokenizer named(String name) {
        for (PreTokenizer candidate : values()) {
            if (candidate.names.contains(name)) {
                return candidate;
            }
        }
        throw new ModelInputException("unknown pre-tokenizer '" + name + "' (tokenizer.ggml.pre): known are "
                + Arrays.stream(values())
                        .flatMap(p -> p.names.stream())
                        .sorted()
                        .toList());
    }

    /** The expressions as they are written. */
    List<String> expressions() {
        return expressions;
    }

    /** Whether a piece that is a token as a whole is taken as it is, even if merges would not lead to it. */
    boolean takesWholePieces() {
        return this == LLAMA_3;
    }

    @Override
    public void split(String text, boolean first, Consumer<String> sink) {
        List<String> pieces = List.of(text);
        for (Pattern pattern : patterns) {
            List<String> finer = new ArrayList<>();
            for (String piece : pieces) {
                cut(pattern, piece, finer);
            }
            pieces = finer;
        }
        pieces.forEach(sink);
    }

    private static void cut(Pattern pattern, String text, List<String> out) {
        Matcher matcher = pattern.matcher(text);
        int end = 0;
        while (matcher.find()) {
            if (matcher.start() > end) {
                out.add(text.substring(end, matcher.start()));
            }
            if (matcher.end() > matcher.start()) {
                out.add(matcher.group());
            }
            end = matcher.end();
        }
        if (end < text.length()) {
            out.add(text.substring(end));
        }
    }

    /** Parts of the expressions. */
    private static final class Regex {
        static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
        static final String ENDINGS = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";
        static final String GPT_2 =
                "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
        private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
        private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
        static final String GPT_4O = "[^\\r\\n\\p{L}\\p{N}]?" + UPPER + "*" + LOWER + "+" + ENDINGS + "?"
                + "|[^\\r\\n\\p{L}\\p{N}]?" + UPPER + "+" + LOWER + "*" + ENDINGS + "?"
                + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*" + SPACES;

        /** Letters with case, as they were when the DeepSeek LLM tokenizer was made. */
        static final String CASED_LETTERS =
                "A-Za-z\\x{b5}\\x{c0}-\\x{d6}\\x{d8}-\\x{f6}\\x{f8}-\\x{1ba}\\x{1bc}-\\x{1bf}\\x{1c4}-\\x{293}"
                        + "\\x{295}-\\x{2af}\\x{370}-\\x{373}\\x{376}\\x{377}\\x{37b}-\\x{37d}\\x{37f}\\x{386}"
                        + "\\x{388}-\\x{38a}\\x{38c}\\x{38e}-\\x{3a1}\\x{3a3}-\\x{3f5}\\x{3f7}-\\x{481}\\x{48a}-\\x{52f}"
                        + "\\x{531}-\\x{556}\\x{10a0}-\\x{10c5}\\x{13a0}-\\x{13f5}\\x{13f8}-\\x{13fd}\\x{1c90}-\\x{1cba}"
                        + "\\x{1cbd}-\\x{1cbf}\\x{1d00}-\\x{1d2b}\\x{1d6b}-\\x{1d77}\\x{1d79}-\\x{1d9a}\\x{1e00}-\\x{1f15}"
                        + "\\x{1f18}-\\x{1f1d}\\x{1f20}-\\x{1f45}\\x{1f48}-\\x{1f4d}\\x{1f50}-\\x{1f57}\\x{1f59}\\x{1f5b}"
                        + "\\x{1f5d}\\x{1f5f}-\\x{1f7d}\\x{1f80}-\\x{1fb4}\\x{1fb6}-\\x{1fbc}\\x{1fbe}\\x{1fc2}-\\x{1fc4}"
                        + "\\x{1fc6}-\\x{1fcc}\\x{1fd0}-\\x{1fd3}\\x{1fd6}-\\x{1fdb}\\x{1fe0}-\\x{1fec}\\x{1ff2}-\\x{1ff4}"
                        + "\\x{1ff6}-\\x{1ffc}\\x{2102}\\x{2107}\\x{210a}-\\x{2113}\\x{2115}\\x{2119}-\\x{211d}\\x{2124}"
                        + "\\x{2126}\\x{2128}\\x{212a}-\\x{212d}\\x{212f}-\\x{2134}\\x{2139}\\x{213c}-\\x{213f}"
                        + "\\x{2145}-\\x{2149}\\x{214e}\\x{2183}\\x{2184}\\x{2c00}-\\x{2c7b}\\x{2c7e}-\\x{2ce4}"
                        + "\\x{2ceb}-\\x{2cee}\\x{2cf2}\\x{2cf3}\\x{a640}-\\x{a66d}\\x{a680}-\\x{a69b}\\x{a722}-\\x{a76f}"
                        + "\\x{a771}-\\x{a787}\\x{a78b}-\\x{a78e}\\x{ab70}-\\x{abbf}\\x{fb00}-\\x{fb06}\\x{fb13}-\\x{fb17}"
                        + "\\x{ff21}-\\x{ff3a}\\x{ff41}-\\x{ff5a}\\x{10400}-\\x{1044f}\\x{104b0}-\\x{104d3}"
                        + "\\x{104d8}-\\x{104fb}\\x{10c80}-\\x{10cb2}\\x{10cc0}-\\x{10cf2}\\x{118a0}-\\x{118df}"
                        + "\\x{1e900}-\\x{1e943}";

        private Regex() {}

        /** The expression of Llama 3 and its kin, which differ in how digits are grouped. */
        static String words(String digits, String afterSymbols) {
            return ENDINGS + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + digits + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n" + afterSymbols
                    + "]*" + SPACES;
        }

        static Pattern compile(String expression) {
            return Pattern.compile(
                    expression.replace("\\s", "\\p{IsWhite_Space}").replace("\\S", "\\P{IsWhite_Space}"));
        }
    }
}
