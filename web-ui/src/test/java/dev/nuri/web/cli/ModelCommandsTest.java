package dev.nuri.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.nuri.moe.model.TinyModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands over a tiny model of this process; no data folder is made but for models that are pulled. */
class ModelCommandsTest {

    private static final int VOCABULARY = 260;

    @TempDir
    static Path temp;

    private static String tiny;

    @BeforeAll
    static void model() {
        Path path = temp.resolve("tiny.gguf");
        TinyModel.writeAny(path, 5);
        tiny = path.toString();
    }

    private static Ran nuri(String... args) {
        return Ran.nuri(Stream.concat(
                        Stream.of(args),
                        Stream.of("--data-dir", temp.resolve("data").toString()))
                .toArray(String[]::new));
    }

    private static List<Integer> ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
    }

    @Test
    void aTextIsTokenized() throws Exception {
        assertThat(ints(nuri("tokenize", tiny, "hey you", "--json").json().path("ids")))
                .containsExactly(259, 121, 32, 121, 111, 117);
        assertThat(ints(nuri("tokenize", tiny, "<|end|>", "--json").json().path("ids")))
                .hasSizeGreaterThan(1);
        assertThat(ints(nuri("tokenize", tiny, "<|end|>", "--prompt", "--json")
                        .json()
                        .path("ids")))
                .endsWith(257);
        Ran text = nuri("tokenize", tiny, "hey", "한\t");
        assertThat(text.out()).contains("259", "'he'", "'y'", "' '", "bytes ED", "bytes 9C", "'\\t'", "tokens");
        assertThat(nuri("tokenize", tiny, "<|end|>", "--prompt").out()).contains("257     <|end|>");
        assertThat(nuri("tokenize", tiny, "y 한", "--json")
                        .json()
                        .path("pieces")
                        .valueStream()
                        .map(JsonNode::asText))
                .startsWith("y", "Ġ", "í");
        assertThat(temp.resolve("data")).as("nothing is written").doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void logitsAreThoseOfTheBackend(String backend) throws Exception {
        JsonNode json = nuri("logits", tiny, "104", "101", "--backend", backend, "--json")
                .json();
        assertThat(json.path("backend").asText()).isEqualTo(backend);
        assertThat(json.path("vocab").asInt()).isEqualTo(VOCABULARY);
        assertThat(json.path("logits")).hasSize(VOCABULARY).allMatch(JsonNode::isNumber);
        JsonNode scalar =
                nuri("logits", tiny, "104,101", "--backend", "scalar", "--json").json();
        for (int i = 0; i < VOCABULARY; i++) {
            assertThat(json.path("logits").path(i).asDouble())
                    .isCloseTo(scalar.path("logits").path(i).asDouble(), Offset.offset(1e-3));
        }
        assertThat(nuri("logits", tiny, "1").out()).contains("greatest of 260");
    }

    @Test
    void aModelWritesOn() throws Exception {
        Ran ran = nuri("run", tiny, "-p", "hey", "--max-tokens", "8", "--json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        JsonNode json = ran.json();
        assertThat(json.path("ids").size()).isBetween(0, 8);
        assertThat(json.path("prefillTokensPerSecond").asDouble()).isPositive();
        assertThat(json.has("decodeTokensPerSecond")).isTrue();
        String[] drawn = {"run", tiny, "-p", "hey", "--max-tokens", "8", "--temperature", "1.5", "--seed", "3", "--json"
        };
        assertThat(nuri(drawn).json().path("text")).isEqualTo(nuri(drawn).json().path("text"));
        Ran text = nuri("run", tiny, "-p", "hey", "--max-tokens", "4");
        assertThat(text.err()).contains("tokens read");
        assertThat(json.path("stopReason").asText()).isIn("length", "end");
        assertThat(json.path("experts").size()).isEqualTo(2);
    }

    @Test
    void aTextStopsWhereItIsTold() throws Exception {
        String whole = nuri("run", tiny, "-p", "hey", "--max-tokens", "20", "--json")
                .json()
                .path("text")
                .asText();
        int middle = whole.offsetByCodePoints(0, whole.codePointCount(0, whole.length()) / 2);
        String stop = new String(Character.toChars(whole.codePointAt(middle)));
        JsonNode stopped = nuri("run", tiny, "-p", "hey", "--max-tokens", "20", "--stop", stop, "--json")
                .json();
        assertThat(stopped.path("text").asText()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(stopped.path("stopReason").asText()).isEqualTo("stop_sequence");
        JsonNode guessed = nuri("run", tiny, "-p", "hey", "--max-tokens", "20", "--lookup", "4", "--json")
                .json();
        assertThat(guessed.path("text").asText()).isEqualTo(whole);
    }

    @Test
    void aSchemaHoldsTheTextToJson() throws Exception {
        Path schema = Files.writeString(temp.resolve("schema.json"), "{\"enum\": [\"red\", \"green\"]}");
        JsonNode json = nuri("run", tiny, "-p", "hey", "--schema", schema.toString(), "--json")
                .json();
        assertThat(json.path("text").asText()).isIn("\"red\"", "\"green\"");
        assertThat(nuri("run", tiny, "-p", "x", "--schema", temp.resolve("none").toString())
                        .exit())
                .isEqualTo(Exit.FAILED);
        Path broken = Files.writeString(temp.resolve("broken.json"), "{");
        assertThat(nuri("run", tiny, "-p", "x", "--schema", broken.toString()).exit())
                .isEqualTo(Exit.USAGE);
    }

    @Test
    void aModelIsExplained() throws Exception {
        JsonNode model = nuri("models", "show", tiny, "--json").json();
        assertThat(model.path("model").path("architecture").asText()).isEqualTo("qwen3moe");
        assertThat(model.path("model").path("parameters").asLong())
                .isGreaterThan(model.path("model").path("activeParameters").asLong());
        assertThat(model.path("backend").path("reason").asText()).isNotBlank();
        assertThat(model.path("memory").path("plan").path("weightBytes").asLong())
                .isPositive();
        assertThat(model.path("memory").path("sentence").asText()).contains("1,000 tokens");
        assertThat(nuri("models", "show", tiny).out()).contains("qwen3moe", "2 of 4 experts", "backend");
    }

    @Test
    void aPromptGoesThroughTheChatTemplate() throws Exception {
        Path chat = temp.resolve("chat.gguf");
        TinyModel.writeAny(
                chat,
                5,
                256,
                "{% for m in messages %}<|begin|>{{ m.role }}:{{ m.content }}<|end|>{% endfor %}"
                        + "{% if enable_thinking is defined and not enable_thinking %}no{% endif %}");
        String[] plain = {"run", chat.toString(), "-p", "hey", "--max-tokens", "2", "--json"};
        int template = nuri(plain).json().path("promptTokens").asInt();
        assertThat(template).isEqualTo(1 + "user:".length() + 2 + 1);
        assertThat(nuri("run", chat.toString(), "-p", "hey", "--max-tokens", "2", "--json", "--no-think")
                        .json()
                        .path("promptTokens")
                        .asInt())
                .isEqualTo(template + 2);
        assertThat(nuri("run", chat.toString(), "-p", "hey", "--max-tokens", "2", "--json", "--system", "x")
                        .json()
                        .path("promptTokens")
                        .asInt())
                .isEqualTo(template + 1 + "system:x".length() + 1);
        assertThat(nuri("run", chat.toString(), "-p", "hey", "--max-tokens", "2", "--json", "--raw")
                        .json()
                        .path("promptTokens")
                        .asInt())
                .isEqualTo(2);
        assertThat(nuri("run", chat.toString(), "-p", "hey", "--raw", "--system", "x")
                        .exit())
                .isEqualTo(Exit.USAGE);
    }

    @Test
    void aModelIsQuantised() throws Exception {
        Path small = temp.resolve("small.gguf");
        Ran ran = nuri("models", "quantize", tiny, small.toString(), "--type", "Q8_0", "--json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.json().path("bytes").asLong())
                .isLessThan(ran.json().path("sourceBytes").asLong());
        assertThat(nuri("logits", small.toString(), "1", "--json")
                        .json()
                        .path("vocab")
                        .asInt())
                .isEqualTo(VOCABULARY);
        assertThat(nuri("models", "quantize", tiny, small.toString(), "--type", "Q8_0")
                        .exit())
                .isEqualTo(Exit.FAILED);
    }

    static Stream<List<String>> wrong() {
        return Stream.of(
                List.of("run", tiny),
                List.of("run", tiny, "-p", "x", "--max-tokens", "0"),
                List.of("run", tiny, "-p", "x", "--temperature", "-1"),
                List.of("run", tiny, "-p", "x", "--top-p", "2"),
                List.of("run", tiny, "-p", "x", "--backend", "abacus"),
                List.of("run", tiny, "-p", "x", "--threads", "0"),
                List.of("run", tiny, "-p", "x".repeat(100), "--max-tokens", "4"),
                List.of("tokenize", tiny),
                List.of("logits", tiny),
                List.of("logits", tiny, "260"),
                List.of("logits", tiny, "-1"),
                List.of("logits", tiny, "one"),
                List.of("models"),
                List.of("models", "quantize", tiny, "x.gguf", "--type", "Q9"),
                List.of("models", "pull", "no-such-model"),
                List.of("models", "pull", "file:///etc/hostname"),
                List.of("models", "show", tiny, "--backend", "abacus"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongUseIsExitTwoAndOneSentence(List<String> args) {
        Ran ran = nuri(args.toArray(String[]::new));
        assertThat(ran.exit()).as(ran.err()).isEqualTo(Exit.USAGE);
        assertThat(ran.err().strip()).startsWith("nuri: ").doesNotContain("\n", "Exception");
    }

    @Test
    void whatIsNoModelFails() throws Exception {
        Path broken = Files.writeString(temp.resolve("broken.gguf"), "GGUF but no more");
        for (String model : List.of(broken.toString(), "absent.gguf", "gpt-oss-20b", temp.toString())) {
            for (List<String> command : List.of(
                    List.of("logits", model, "1"),
                    List.of("tokenize", model, "x"),
                    List.of("run", model, "-p", "x"),
                    List.of("models", "show", model))) {
                Ran ran = nuri(command.toArray(String[]::new));
                assertThat(ran.exit()).as(command + ran.err()).isEqualTo(Exit.FAILED);
                assertThat(ran.err().strip()).startsWith("nuri: ").doesNotContain("\n", "Exception");
            }
        }
        assertThat(nuri("models", "remove", "nothing").exit()).isEqualTo(Exit.FAILED);
        assertThat(nuri("models", "pull", "gpt-oss-20b", "--set", "nuri.models.offline=true")
                        .err())
                .contains("offline");
    }

    @Test
    void aModelIsPulledListedUsedAndRemoved() throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of(tiny));
        HttpServer server = hub(bytes);
        try {
            String mirror =
                    "nuri.models.mirror=http://127.0.0.1:" + server.getAddress().getPort();
            Ran pull = nuri("models", "pull", "hub:makers/tiny", "--json", "--set", mirror);
            assertThat(pull.exit()).as(pull.err()).isZero();
            assertThat(pull.json().path("name").asText()).isEqualTo("tiny");
            assertThat(pull.json().path("files").path(0).path("checked").asBoolean())
                    .isTrue();
            for (String line : pull.err().lines().toList()) {
                assertThat(new ObjectMapper().readTree(line).path("doneBytes").asLong())
                        .isLessThanOrEqualTo(bytes.length);
            }
            JsonNode list = nuri("models", "list", "--json").json();
            assertThat(list.path("installed").findValuesAsText("source")).containsExactly("hub:makers/tiny");
            assertThat(list.path("available").size()).isGreaterThan(10);
            assertThat(nuri("models", "list").out()).contains("tiny", "granite-3.1-1b-a400m-instruct", "Apache-2.0");
            assertThat(nuri("logits", "tiny", "1", "--json")
                            .json()
                            .path("vocab")
                            .asInt())
                    .isEqualTo(VOCABULARY);
            JsonNode removed = nuri("models", "remove", "tiny", "--json").json();
            assertThat(removed.path("freedBytes").asLong()).isGreaterThanOrEqualTo(bytes.length);
            assertThat(nuri("models", "list", "--json").json().path("installed"))
                    .isEmpty();
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer hub(byte[] file) throws Exception {
        String sha =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(
                server,
                "/api/models/makers/tiny/revision/main",
                "{\"sha\":\"abcdef1\"}".getBytes(StandardCharsets.UTF_8));
        answer(
                server,
                "/api/models/makers/tiny/tree/abcdef1",
                ("[{\"type\":\"file\",\"path\":\"tiny-F32.gguf\",\"size\":" + file.length + ",\"lfs\":{\"oid\":\"" + sha
                                + "\"}}]")
                        .getBytes(StandardCharsets.UTF_8));
        answer(server, "/makers/tiny/resolve/abcdef1/tiny-F32.gguf", file);
        server.start();
        return server;
    }

    private static void answer(HttpServer server, String path, byte[] body) {
        server.createContext(path, exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aModelIsMeasured() throws Exception {
        Ran ran = nuri(
                "bench",
                "model",
                tiny,
                "--threads",
                "1,2",
                "--prefill",
                "8",
                "--decode",
                "4",
                "--rounds",
                "1",
                "--json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        JsonNode json = ran.json();
        assertThat(json.path("threads").asInt()).isEqualTo(2);
        assertThat(json.path("runs")).hasSize(2);
        assertThat(json.path("prefill").path("tokens").asInt()).isEqualTo(8);
        assertThat(json.path("prefill").path("tokensPerSecond").asDouble()).isPositive();
        assertThat(json.path("decode").path("tokensPerSecond").asDouble()).isPositive();
        assertThat(json.path("weightBytesPerToken").asLong()).isPositive();
        assertThat(json.path("backend").asText()).isIn("native", "vector", "opencl", "rounding");
        assertThat(nuri("bench", "model", tiny, "--threads", "0").exit()).isEqualTo(Exit.USAGE);
        assertThat(nuri("bench", "model", tiny, "--decode", "100000").exit()).isNotZero();
    }

    @Test
    void theHardwareIsMeasured() throws Exception {
        JsonNode json = nuri("bench", "hardware", "--json").json();
        assertThat(json.path("readGigabytesPerSecond").asDouble()).isPositive();
        List<String> names = new ArrayList<>();
        json.path("backends").forEach(b -> names.add(b.path("name").asText()));
        assertThat(names).contains("scalar", "vector");
    }

    @Test
    void theDoctorSaysWhichBackendIsChosenAndWhy() throws Exception {
        JsonNode checks =
                nuri("doctor", "--json", "--set", "nuri.port=0").json().path("checks");
        assertThat(checks.findValuesAsText("name")).contains("models", "scalar");
        assertThat(checks.toString()).contains("is the best available");
    }
}
