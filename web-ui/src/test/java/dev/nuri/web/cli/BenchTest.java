package dev.nuri.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.moe.model.TinyModel;
import dev.nuri.retriever.EvalSet.EvalPassage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {

    @TempDir
    Path temp;

    @Test
    void anIndexGrowsAndIsMeasuredAtEachSize() throws Exception {
        Path set = set();
        Ran ran = Ran.nuri(
                "bench",
                "search",
                "--set",
                set.toString(),
                "--set",
                "nuri.embedder=nuri-multilingual",
                "--passages",
                "60,10",
                "-n",
                "5",
                "--json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        JsonNode sizes = ran.json().path("sizes");
        assertThat(sizes).hasSize(2);
        assertThat(sizes.path(0).path("passages").asInt()).isBetween(10, 12);
        JsonNode large = sizes.path(1);
        assertThat(large.path("passages").asInt()).isBetween(60, 62);
        for (String mode : List.of("lexical", "dense", "hybrid", "bare", "lexicalAfterChange")) {
            assertThat(large.path(mode).path("p95Ms").asDouble()).as(mode).isPositive();
        }
        assertThat(large.path("vectors").path("recall@10").asDouble()).isBetween(0.5, 1.0);
        long parts = 0;
        for (JsonNode part : large.path("parts")) {
            parts += part.asLong();
        }
        assertThat(parts).isEqualTo(large.path("indexBytes").asLong()).isPositive();
        assertThat(Ran.nuri("bench", "search", "--set", set.toString(), "--passages", "0")
                        .exit())
                .isEqualTo(Exit.USAGE);
    }

    private Path set() throws IOException {
        StringBuilder passages = new StringBuilder();
        StringBuilder queries = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            passages.append("{\"id\":\"p" + i + "\",\"lang\":\"en\",\"title\":\"Lock " + i + "\",\"text\":\"Lock " + i
                    + " lifts ships by " + i * 7 + " metres.\"}\n");
            queries.append("{\"id\":\"q" + i + "\",\"lang\":\"en\",\"question\":\"How far does lock " + i
                    + " lift ships?\",\"passage_id\":\"p" + i + "\",\"answers\":[]}\n");
        }
        Files.writeString(temp.resolve("passages.jsonl"), passages);
        Files.writeString(temp.resolve("queries.jsonl"), queries);
        return temp;
    }

    @Test
    void textsThatAnEmbedderTakesAreCounted() throws Exception {
        Ran ran = Ran.nuri(
                "bench",
                "embedder",
                "--set",
                set().toString(),
                "--set",
                "nuri.embedder=nuri-multilingual",
                "--seconds",
                "0.1",
                "--json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.json().path("embedder").asText()).startsWith("nuri-multilingual/");
        for (String role : List.of("questions", "passages")) {
            JsonNode figures = ran.json().path(role);
            assertThat(figures.path("texts").asInt()).isEqualTo(20);
            assertThat(figures.path("textsPerSecond").asDouble()).isGreaterThan(100);
        }
        Ran none = Ran.nuri("bench", "embedder", "--set", set().toString(), "--set", "nuri.embedder=none");
        assertThat(none.exit()).isEqualTo(Exit.USAGE);
        assertThat(none.err()).contains("no embedder");
    }

    @Test
    void answersAreMeasuredWithACheckAFilterAndAModelsFirstToken() throws Exception {
        Path tiny = temp.resolve("tiny.gguf");
        TinyModel.writeAny(
                tiny,
                5,
                4096,
                "{% for m in messages %}<|begin|>{{ m.role }}: {{ m.content }}<|end|>{% endfor %}<|begin|>assistant: ");
        Ran ran = Ran.nuri(
                "bench",
                "answers",
                "--set",
                set().toString(),
                "--set",
                "nuri.embedder=nuri-multilingual",
                "--set",
                "nuri.backend=scalar",
                "--set",
                "nuri.model=" + tiny,
                "-n",
                "10",
                "--prompts",
                "4",
                "--json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        JsonNode json = ran.json();
        assertThat(json.path("sets").asInt()).isEqualTo(1);
        assertThat(json.path("passages").asInt()).isEqualTo(20);
        assertThat(json.path("answers").asInt()).isEqualTo(10);
        assertThat(json.path("groundedAnswers").asInt()).isPositive();
        assertThat(json.at("/extractiveAnswer/p95Ms").asDouble())
                .isGreaterThanOrEqualTo(json.at("/extractiveAnswer/p50Ms").asDouble())
                .isPositive();
        assertThat(json.at("/checkAndFilter/sentences").asInt())
                .isGreaterThanOrEqualTo(json.path("groundedAnswers").asInt());
        assertThat(json.at("/checkAndFilter/sentence/p95Ms").asDouble()).isPositive();
        assertThat(json.at("/firstToken/model").asText()).isEqualTo("tiny");
        assertThat(json.at("/firstToken/prompts").asInt()).isEqualTo(4);
        assertThat(json.at("/firstToken/meanPromptTokens").asInt()).isGreaterThan(100);
        assertThat(json.at("/firstToken/ratioP50").asDouble()).isPositive();

        assertThat(Ran.nuri("bench", "answers").exit()).isEqualTo(Exit.USAGE);
        assertThat(Ran.nuri("bench", "answers", "--set", set().toString(), "-n", "0")
                        .exit())
                .isEqualTo(Exit.USAGE);
    }

    @Test
    void copiesDifferAndComeAgainWithTheSameSeed() {
        List<EvalPassage> originals = List.of(
                new EvalPassage("a", "en", "A", "The old mill by the river grinds wheat and rye for the whole valley."),
                new EvalPassage("k", "ko", "K", "강가의 오래된 방앗간은 온 골짜기의 밀과 호밀을 빻는다."));
        PerturbedCopies copies = new PerturbedCopies(originals, 7);
        PerturbedCopies again = new PerturbedCopies(originals, 7);
        Set<String> ids = new HashSet<>();
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            EvalPassage copy = copies.get(i);
            assertThat(copy).isEqualTo(again.get(i));
            assertThat(ids.add(copy.id())).isTrue();
            texts.add(copy.text());
            assertThat(copy.text().codePoints().anyMatch(c -> c >= 0xAC00))
                    .as(copy.text())
                    .isEqualTo(copy.lang().equals("ko"));
        }
        assertThat(texts).hasSizeGreaterThan(15);
    }
}
