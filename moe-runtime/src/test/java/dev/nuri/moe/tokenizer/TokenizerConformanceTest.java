package dev.nuri.moe.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.moe.SharedData;
import dev.nuri.moe.format.GgufFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Published vocabularies with published ids: every text must come out the same. */
class TokenizerConformanceTest {
    @ParameterizedTest
    @ValueSource(strings = {"bert-bge", "deepseek-llm", "gpt-2", "llama-spm"})
    void vocabularyFiles(String name) throws IOException {
        Path folder = SharedData.folder("tokenizers");
        try (GgufFile file = GgufFile.open(folder.resolve("ggml-vocab-" + name + ".gguf"))) {
            check(folder, name, Tokenizer.of(file.metadata()), !name.equals("bert-bge"));
        }
    }

    @Test
    void llama3() throws IOException {
        Path folder = SharedData.folder("tokenizers");
        check(folder, "llama-bpe", fromRanks(folder.resolve("llama3.tiktoken"), PreTokenizer.LLAMA_3), true);
    }

    @Test
    void qwen2() throws IOException {
        Path folder = SharedData.folder("tokenizers");
        check(folder, "qwen2", fromRanks(folder.resolve("qwen2.tiktoken"), PreTokenizer.QWEN_2), true);
    }

    static void check(Path folder, String name, Tokenizer tokenizer, boolean lossless) throws IOException {
        String[] texts = Files.readString(folder.resolve("ggml-vocab-" + name + ".gguf.inp"))
                .split("\n__ggml_vocab_test__\n", -1);
        texts = Arrays.copyOf(texts, texts.length - 1); // each text ends with the line, the last too
        List<String> lines = Files.readAllLines(folder.resolve("ggml-vocab-" + name + ".gguf.out"));
        assertThat(texts.length).isGreaterThan(40).isEqualTo(lines.size());
        for (int i = 0; i < texts.length; i++) {
            int[] expected = Arrays.stream(lines.get(i).strip().split(" "))
                    .filter(s -> !s.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            assertThat(tokenizer.encode(texts[i]))
                    .as("text %d: '%s'", i, texts[i])
                    .containsExactly(expected);
            if (lossless) {
                assertThat(tokenizer.decode(expected)).isEqualTo(texts[i]);
            }
        }
    }

    /** A vocabulary that gives only ranked tokens: each token's merge is what the lower ranks leave of it. */
    private static Tokenizer fromRanks(Path path, PreTokenizer preTokenizer) throws IOException {
        List<String> texts = tokens(path);
        Vocabulary vocabulary = new Vocabulary(
                texts, Collections.nCopies(texts.size(), TokenKind.NORMAL), new float[texts.size()], Map.of());
        return new Tokenizer(vocabulary, new ByteLevelBpe(vocabulary, preTokenizer, merges(texts)), false);
    }

    static List<String> tokens(Path path) throws IOException {
        List<String> texts = new ArrayList<>();
        for (String line : Files.readAllLines(path)) {
            texts.add(ByteLevelBpe.spell(Base64.getDecoder().decode(line.substring(0, line.indexOf(' ')))));
        }
        return texts;
    }

    static List<String> merges(List<String> texts) {
        Map<String, Integer> ranks = new HashMap<>();
        texts.forEach(text -> ranks.put(text, ranks.size()));
        List<String> merges = new ArrayList<>();
        for (String text : texts) {
            List<String> parts = parts(text, ranks);
            if (parts.size() == 2) {
                merges.add(String.join(" ", parts));
            }
        }
        return merges;
    }

    private static List<String> parts(String text, Map<String, Integer> ranks) {
        List<String> parts =
                new ArrayList<>(text.chars().mapToObj(Character::toString).toList());
        while (parts.size() > 2) {
            int best = -1;
            int bestRank = ranks.get(text);
            for (int i = 0; i + 1 < parts.size(); i++) {
                int rank = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), Integer.MAX_VALUE);
                if (rank < bestRank) {
                    bestRank = rank;
                    best = i;
                }
            }
            if (best < 0) {
                return parts; // no merges lead to it
            }
            parts.set(best, parts.get(best) + parts.remove(best + 1));
        }
        return parts;
    }
}
