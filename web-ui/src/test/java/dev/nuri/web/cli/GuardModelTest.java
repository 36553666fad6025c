package dev.nuri.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.moe.model.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands with a guard model: on a server that judges, babbles, is slow or gone, and in this process. */
class GuardModelTest {

    private static final String QUESTION = "When was the Warta bridge opened?";
    private static final String MODEL = "Qwen/Qwen3Guard-Gen-0.6B";
    private static final String SAFE = "Safety: Safe\nCategories: None";
    private static final String TEMPLATE = "{% for m in messages %}<|begin|>{{ m.role }}: {{ m.content }}<|end|>"
            + "{% endfor %}{% if add_generation_prompt %}<|begin|>assistant: {% endif %}";

    @TempDir
    static Path temp;

    @BeforeAll
    static void index() throws IOException {
        Path file = Files.writeString(
                temp.resolve("bridges.md"),
                "# Bridges\n\nThe Oder bridge was opened in 1901. The Warta bridge was opened in 1932.\n");
        assertThat(nuri("index", file.toString()).exit()).isZero();
    }

    private static Ran nuri(String command, String... more) {
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

    private String policy(String time, String fails) throws IOException {
        Path file = temp.resolve("policy-" + fails + time);
        return "nuri.guard.policy="
                + Files.writeString(file, "base = standard\nmodel.time = " + time + "\nmodel.fails = " + fails + "\n");
    }

    private JsonNode asked(String url, String policy, String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of(
                "--json",
                "--set",
                "nuri.guard.model.url=" + url,
                "--set",
                "nuri.guard.model=" + MODEL,
                "--set",
                policy));
        args.addAll(List.of(more));
        args.add(QUESTION);
        Ran ran = nuri("ask", args.toArray(String[]::new));
        assertThat(ran.exit()).as(ran.err()).isIn(Exit.DONE, Exit.NO_RESULT);
        return ran.json();
    }

    private static String lastRole(JsonNode request) {
        return request.path("messages")
                .path(request.path("messages").size() - 1)
                .path("role")
                .asText();
    }

    @Test
    void questionsAndAnswersAreJudged() throws IOException {
        Path key = Files.writeString(temp.resolve("guard.key"), "open sesame\n");
        try (ChatServer server = new ChatServer(request -> SAFE)) {
            JsonNode answer =
                    asked(server.url(), policy("20000ms", "closed"), "--set", "nuri.guard.model.key-file=" + key);
            assertThat(answer.path("verdict").asText()).isEqualTo("grounded");
            assertThat(answer.path("guard")).isEmpty();
            assertThat(server.requests.getFirst().at("/messages/0/content").asText())
                    .isEqualTo(QUESTION);
            assertThat(lastRole(server.requests.getFirst())).isEqualTo("user");
            assertThat(server.requests.getFirst().path("model").asText()).isEqualTo(MODEL);
            JsonNode said = server.requests.getLast();
            assertThat(lastRole(said)).isEqualTo("assistant");
            assertThat(said.at("/messages/1/content").asText()).contains("1932");
            assertThat(server.keys).containsOnly("Bearer open sesame");
        }
    }

    @Test
    void aQuestionItFindsUnsafeIsRefused() throws IOException {
        try (ChatServer server = new ChatServer(request -> "Safety: Unsafe\nCategories: Suicide & Self-Harm")) {
            JsonNode answer = asked(server.url(), policy("20000ms", "open"));
            assertThat(answer.path("verdict").asText()).isEqualTo("refused");
            assertThat(answer.path("reason").asText()).isEqualTo("self_harm");
        }
    }

    @Test
    void anAnswerItFindsUnsafeIsRefusedOrFlagged() throws IOException {
        try (ChatServer server = new ChatServer(
                request -> lastRole(request).equals("user") ? SAFE : "Safety: Unsafe\nCategories: Violent")) {
            JsonNode answer = asked(server.url(), policy("20000ms", "open"));
            assertThat(answer.path("verdict").asText()).isEqualTo("refused");
            assertThat(answer.path("reason").asText()).isEqualTo("violent_crime");
        }
        try (ChatServer server = new ChatServer(request ->
                lastRole(request).equals("user") ? SAFE : "Safety: Controversial\nCategories: Unethical Acts")) {
            JsonNode answer = asked(server.url(), policy("20000ms", "open"));
            assertThat(answer.path("verdict").asText()).isEqualTo("grounded");
            assertThat(answer.path("guard").path(0).path("category").asText()).isEqualTo("hate");
            assertThat(answer.path("guard").path(0).path("action").asText()).isEqualTo("flag");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"I am glad to help!", "", "Safety: Perhaps", "<think>Safety: Safe"})
    void nonsenseIsNoJudgement(String nonsense) throws IOException {
        try (ChatServer server = new ChatServer(request -> nonsense)) {
            failsAsThePolicySays(server.url(), "20000ms");
        }
    }

    @Test
    void oneThatIsSlowIsNotWaitedFor() throws IOException {
        try (ChatServer server = new ChatServer(request -> {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return SAFE;
        })) {
            failsAsThePolicySays(server.url(), "80ms");
        }
    }

    @Test
    void oneThatIsGoneFailsTheSameWay() throws IOException {
        String url;
        try (ChatServer server = new ChatServer(request -> SAFE)) {
            url = server.url();
        }
        failsAsThePolicySays(url, "20000ms");
    }

    private void failsAsThePolicySays(String url, String time) throws IOException {
        assertThat(asked(url, policy(time, "open")).path("verdict").asText()).isEqualTo("grounded");
        JsonNode closed = asked(url, policy(time, "closed"));
        assertThat(closed.path("verdict").asText()).isEqualTo("refused");
        assertThat(closed.path("reason").asText()).isEqualTo("unjudged");
    }

    /** Weights drawn at random write no judgement; that they were loaded and asked is what the log tells. */
    @Test
    void oneInThisProcessIsLoadedAndAsked() throws IOException {
        Path tiny = temp.resolve("guard-tiny.gguf");
        TinyModel.writeAny(tiny, 5, 4096, TEMPLATE);
        String[] local = {"ask", "--json", "--set", "nuri.guard.model=" + tiny, "--set", policy("60000ms", "closed")};
        Ran ran = nuri(local[0], local[1], local[2], local[3], local[4], local[5], QUESTION);
        assertThat(ran.json().path("reason").asText()).as(ran.err()).isEqualTo("unjudged");

        Path plain = temp.resolve("plain.gguf");
        TinyModel.writeAny(plain, 6, 4096, null);
        Ran untemplated = nuri("ask", "--json", "--set", "nuri.guard.model=" + plain, QUESTION);
        assertThat(untemplated.json().path("verdict").asText()).isEqualTo("grounded");
        Ran closed = nuri(
                "ask", "--json", "--set", "nuri.guard.model=" + plain, "--set", policy("60000ms", "closed"), QUESTION);
        assertThat(closed.json().path("reason").asText()).isEqualTo("unjudged");
    }

    @Test
    void doctorAndStatusSayWhatIsConfigured() throws IOException {
        assertThat(nuri("doctor").out()).contains("policy standard; no guard model", "quoting, with no language model");
        String[] served = {"--set", "nuri.guard.model.url=http://127.0.0.1:9/v1", "--set", "nuri.guard.model=" + MODEL};
        assertThat(nuri("doctor", served).out()).contains("policy standard; " + MODEL + " on http://127.0.0.1:9/v1");
        assertThat(nuri("doctor", served[0], served[1], served[2], served[3], "--set", "nuri.guard.policy=off")
                        .out())
                .contains("is never asked");
        Ran unpulled = nuri("doctor", "--set", "nuri.guard.model=Qwen3Guard-Gen-0.6B");
        assertThat(unpulled.exit()).isEqualTo(Exit.FAILED);
        assertThat(unpulled.out()).contains("Run nuri models pull Qwen3Guard-Gen-0.6B.");
        assertThat(nuri("status", served).out()).contains("standard, " + MODEL);
        assertThat(nuri("status", "--json").json().path("guard").path("model").asText())
                .isEqualTo("none");
    }

    @Test
    void oneThatIsNotHereStopsTheStart() {
        Ran unknown = nuri("ask", "--set", "nuri.guard.model=no-such-model", QUESTION);
        assertThat(unknown.exit()).isEqualTo(Exit.USAGE);
        assertThat(unknown.err()).contains("nuri.guard.model must be none, ").contains("got 'no-such-model'.");
        Ran unpulled = nuri("ask", "--set", "nuri.guard.model=Qwen3Guard-Gen-0.6B", QUESTION);
        assertThat(unpulled.exit()).isEqualTo(Exit.USAGE);
        assertThat(unpulled.err()).contains("nuri models pull Qwen3Guard-Gen-0.6B", "nuri.guard.model=none");
    }
}
