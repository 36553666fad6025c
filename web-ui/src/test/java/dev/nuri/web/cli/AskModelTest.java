package dev.nuri.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.moe.model.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code nuri ask} with a language model: on a server, in this process, absent, and unusable. */
class AskModelTest {

    private static final String QUESTION = "When was the Warta bridge opened?";
    private static final String TEMPLATE = "{% for m in messages %}<|begin|>{{ m.role }}: {{ m.content }}<|end|>"
            + "{% endfor %}{% if add_generation_prompt %}<|begin|>assistant: {% endif %}";

    @TempDir
    Path temp;

    @BeforeEach
    void index() throws IOException {
        Path file = Files.writeString(
                temp.resolve("bridges.md"),
                "# Bridges\n\nThe Oder bridge was opened in 1901. The Warta bridge was opened in 1932.\n");
        assertThat(nuri("index", file.toString()).exit()).isZero();
    }

    private Ran nuri(String command, String... more) {
        List<String> args = new ArrayList<>(List.of(
                command,
                "--data-dir",
                temp.resolve("data").toString(),
                "--set",
                "nuri.embedder=none",
                "--set",
                "nuri.backend=scalar"));
        args.addAll(List.of(more));
        return Ran.nuri(args.toArray(String[]::new));
    }

    @Test
    void aModelOnAServerWritesWhatIsChecked() throws IOException {
        try (ChatServer server = new ChatServer(request -> "The Warta bridge was opened in 1932 [1]. "
                + "It is the most beautiful of all bridges. [1] The Oder bridge was opened in 1901【1】")) {
            Ran asked = nuri(
                    "ask",
                    "--json",
                    "--think",
                    "--set",
                    "nuri.model.url=" + server.url(),
                    "--model",
                    "skt/A.X-K1",
                    QUESTION);
            assertThat(asked.exit()).as(asked.err()).isZero();
            JsonNode answer = asked.json();
            assertThat(answer.path("verdict").asText()).isEqualTo("grounded");
            assertThat(answer.path("model").asText()).isEqualTo("skt/A.X-K1");
            assertThat(answer.path("answer").asText())
                    .isEqualTo("The Warta bridge was opened in 1932. [1] The Oder bridge was opened in 1901 [2]");
            assertThat(answer.path("citations").path(0).path("quote").asText())
                    .isEqualTo("The Warta bridge was opened in 1932.");
            assertThat(answer.path("claims").path(0).path("support").asText()).isEqualTo("supported");
            assertThat(answer.path("usage").path("totalTokens").asInt()).isEqualTo(100);
            assertThat(answer.has("fallback")).isFalse();
            JsonNode request = server.requests.getFirst();
            assertThat(request.path("chat_template_kwargs")
                            .path("enable_thinking")
                            .asBoolean())
                    .isTrue();
            assertThat(request.path("messages").path(1).path("content").asText())
                    .contains("[1] ", "Warta", QUESTION);
            assertThat(asked.err()).doesNotContain("is sent to");

            Ran shown = nuri("ask", "--set", "nuri.model.url=" + server.url(), "--model", "skt/A.X-K1", QUESTION);
            assertThat(shown.out()).contains("by skt/A.X-K1, tokens: 70 read, 30 written");
            Ran quoted = nuri("ask", "--model", "extractive", QUESTION);
            assertThat(quoted.out()).contains("1932. [1]").doesNotContain("tokens:");
        }
    }

    @Test
    void aServerThatIsGoneIsSaidAndQuotesAnswer() throws IOException {
        String url;
        try (ChatServer server = new ChatServer(request -> "")) {
            url = server.url();
        }
        Ran asked = nuri("ask", "--json", "--set", "nuri.model.url=" + url, "--model", "m", QUESTION);
        assertThat(asked.exit()).as(asked.err()).isZero();
        assertThat(asked.json().path("model").asText()).isEqualTo("extractive");
        assertThat(asked.json().path("fallback").path("model").asText()).isEqualTo("m");
        assertThat(asked.json().path("fallback").path("code").asText()).isEqualTo("failed");
        assertThat(asked.json().path("fallback").path("reason").asText())
                .startsWith("The model m did not answer: ")
                .contains("nothing listens there");
        assertThat(asked.json().path("answer").asText()).contains("1932. [1]");
        Ran shown = nuri("ask", "--set", "nuri.model.url=" + url, "--model", "m", QUESTION);
        assertThat(shown.out()).contains("nothing listens there", "These are the passages' own words.");
    }

    @Test
    void aTinyModelTalksNonsenseInGoodForm() throws IOException {
        Path tiny = temp.resolve("tiny.gguf");
        TinyModel.writeAny(tiny, 5, 4096, TEMPLATE);
        Ran asked = nuri("ask", "--json", "--set", "nuri.model.max-tokens=64", "--model", tiny.toString(), QUESTION);
        assertThat(asked.exit()).as(asked.err()).isZero();
        assertThat(asked.json().path("model").asText()).isEqualTo("extractive");
        assertThat(asked.json().path("fallback").path("model").asText()).isEqualTo("tiny");
        assertThat(asked.json().path("fallback").path("code").asText())
                .isIn("unsupported", "token_limit", "other_language", "no_answer");
        assertThat(asked.json().path("usage").path("promptTokens").asInt()).isGreaterThan(100);
        assertThat(asked.json().path("usage").path("completionTokens").asInt()).isBetween(1, 64);
        assertThat(asked.json().path("answer").asText()).contains("1932. [1]");
    }

    @Test
    void aModelWithoutATemplateIsSaid() throws IOException {
        Path plain = temp.resolve("plain.gguf");
        TinyModel.writeAny(plain, 6, 4096, null);
        Ran asked = nuri("ask", "--json", "--model", plain.toString(), QUESTION);
        assertThat(asked.exit()).as(asked.err()).isZero();
        assertThat(asked.json().path("fallback").path("reason").asText()).contains("no chat template");
    }

    @Test
    void aModelThatIsNotThereStopsTheStart() throws IOException {
        Ran unknown = nuri("ask", "--model", "no-such-model", QUESTION);
        assertThat(unknown.exit()).isEqualTo(Exit.USAGE);
        assertThat(unknown.err()).contains("nuri.model must be none, ").contains("got 'no-such-model'.");
        Ran unpulled = nuri("ask", "--model", "qwen3-30b-a3b", QUESTION);
        assertThat(unpulled.exit()).isEqualTo(Exit.USAGE);
        Path broken = Files.writeString(temp.resolve("broken.gguf"), "GGUF");
        Ran unreadable = nuri("ask", "--model", broken.toString(), QUESTION);
        assertThat(unreadable.exit()).isEqualTo(Exit.USAGE);
        assertThat(unreadable.err().lines().filter(line -> line.startsWith("nuri: ")))
                .hasSize(1);
    }
}
