package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.moe.model.TinyModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The packaged launcher over models. */
class ModelCommandsIT {

    @TempDir
    static Path temp;

    private static String tiny;

    @BeforeAll
    static void model() {
        Path path = temp.resolve("tiny model.gguf");
        TinyModel.writeAny(path, 11);
        tiny = path.toString();
    }

    private static Launched nuri(String... arguments) throws Exception {
        return Launched.nuri(temp, temp.resolve("data"), arguments);
    }

    /** The models of the shared data with what a reference answers, on each backend that can run here. */
    @TestFactory
    Stream<DynamicTest> logitsAreThoseOfTheReference() throws Exception {
        Path golden = Repository.sharedData("golden");
        List<String> backends = new ArrayList<>();
        nuri("bench", "hardware", "--json").json().path("backends").forEach(b -> {
            if (b.path("available").asBoolean()) {
                backends.add(b.path("name").asText());
            }
        });
        assertThat(backends).contains("scalar", "vector");
        return backends.stream().flatMap(backend -> Stream.of(
                        "qwen3moe-Q4_K-s1", "deepseek2-F16-s1", "gpt-oss-MXFP4-s1")
                .map(name -> DynamicTest.dynamicTest(backend + " " + name, () -> agrees(golden, name, backend))));
    }

    private static void agrees(Path golden, String name, String backend) throws Exception {
        JsonNode expected =
                new ObjectMapper().readTree(golden.resolve(name + ".json").toFile());
        List<String> command = new ArrayList<>(List.of(
                "logits", golden.resolve(expected.path("model").asText()).toString(), "--backend", backend, "--json"));
        expected.path("ids").forEach(id -> command.add(id.asText()));
        Launched ran = nuri(command.toArray(String[]::new));
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.json().path("backend").asText()).isEqualTo(backend);
        double error = 0;
        double size = 0;
        for (int i = 0; i < expected.path("logits").size(); i++) {
            double y = expected.path("logits").path(i).asDouble();
            double x = ran.json().path("logits").path(i).asDouble();
            error += (x - y) * (x - y);
            size += y * y;
        }
        assertThat(error / size).isLessThanOrEqualTo(expected.path("nmse").asDouble());
    }

    @Test
    void aModelIsTokenizedExplainedAndRun() throws Exception {
        assertThat(nuri("tokenize", tiny, "hey", "--json").json().path("ids").toString())
                .isEqualTo("[259,121]");
        Launched run = nuri("run", tiny, "-p", "hey", "--max-tokens", "6", "--json");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.json().path("ids").size()).isLessThanOrEqualTo(6);
        assertThat(run.json().has("prefillTokensPerSecond")).isTrue();
        assertThat(run.json().has("decodeTokensPerSecond")).isTrue();
        assertThat(nuri("models", "show", tiny, "--json")
                        .json()
                        .path("model")
                        .path("architecture")
                        .asText())
                .isEqualTo("qwen3moe");
        assertThat(nuri("models", "list", "--json").json().path("available").size())
                .isGreaterThan(10);
    }

    /** The JVM's notice about the incubating module is not the user's business; what Nuri itself says is. */
    @Test
    void standardErrorHoldsOnlyWhatNuriSays() throws Exception {
        assertThat(nuri("logits", tiny, "1", "--json").err()).isEmpty();
        Launched wrong = nuri("logits", tiny, "100000");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("nuri: ").contains("100000").hasLineCount(1);
        assertThat(nuri("logits", tiny, "1", "--backend", "abacus").exit()).isEqualTo(2);
        assertThat(nuri("logits", temp.resolve("absent.gguf").toString(), "1").exit())
                .isEqualTo(1);
    }

    @Test
    void aDamagedModelIsOneSentence() throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of(tiny));
        for (int length : new int[] {0, 3, 100, bytes.length / 2, bytes.length - 1}) {
            Path cut = Files.write(temp.resolve("cut.gguf"), Arrays.copyOf(bytes, length));
            Launched ran = nuri("run", cut.toString(), "-p", "x");
            assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
            assertThat(ran.err()).startsWith("nuri: ").contains("cut.gguf").hasLineCount(1);
        }
    }
}
