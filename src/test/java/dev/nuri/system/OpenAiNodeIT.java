package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JavaScript program written for OpenAI, with OpenAI's own client for Node. */
class OpenAiNodeIT {

    /** The last line of versions that runs on Node 20. */
    private static final String CLIENT = "openai@6.30.1";

    private static final int LEAST_NODE = 20;
    private static final int PATIENCE_SECONDS = 180;

    @TempDir
    static Path temp;

    private static NuriServer server;
    private static JsonNode told;

    /** How a program ended. */
    private record Ended(int status, String out, String err) {}

    @BeforeAll
    static void ask() throws Exception {
        Path program = Files.createDirectories(temp.resolve("program"));
        install(program);
        server = NuriServer.start(temp.resolve("data"));
        server.api().ingest(Repository.root().resolve("docs/guide").toString(), "guide");
        try (InputStream script = OpenAiNodeIT.class.getResourceAsStream("/node/openai.mjs")) {
            Files.copy(script, program.resolve("openai.mjs"));
        }
        Ended ended = run(program, "node", "openai.mjs", server.url().toString());
        assertThat(ended.status()).as(ended.err()).isZero();
        told = new ObjectMapper().readTree(ended.out());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static void install(Path program) throws Exception {
        int node = nodeVersion(program);
        assumeTrue(node >= LEAST_NODE, "Node " + LEAST_NODE + " or newer is not on the PATH");
        Files.writeString(program.resolve("package.json"), "{\"private\": true}");
        Ended installed;
        try {
            installed = run(
                    program,
                    "npm",
                    "install",
                    "--no-audit",
                    "--no-fund",
                    "--prefer-offline",
                    "--ignore-scripts",
                    CLIENT);
        } catch (IOException e) {
            installed = new Ended(1, "", e.getMessage());
        }
        assumeTrue(installed.status() == 0, "npm cannot install " + CLIENT + ": " + installed.err());
    }

    /** 0 where there is none. */
    private static int nodeVersion(Path folder) throws Exception {
        try {
            String version = run(folder, "node", "--version").out().strip();
            return Integer.parseInt(version.substring(1, version.indexOf('.')));
        } catch (IOException e) {
            return 0;
        }
    }

    private static Ended run(Path folder, String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(temp, "out", ".txt");
        Path err = Files.createTempFile(temp, "err", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return new Ended(124, "", String.join(" ", command) + " did not end within " + PATIENCE_SECONDS + " s");
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static void checkAnnotations(String content, JsonNode annotations) {
        assertThat(annotations).isNotEmpty();
        for (JsonNode annotation : annotations) {
            assertThat(annotation.path("type").asText()).isEqualTo("url_citation");
            JsonNode place = annotation.path("url_citation");
            assertThat(content.substring(
                            place.path("start_index").asInt(),
                            place.path("end_index").asInt()))
                    .matches("\\[\\d+]");
            assertThat(place.path("url").asText()).startsWith(server.url() + "/?doc=");
        }
    }

    @Test
    void aQuestionIsAnsweredWithAnnotations() {
        JsonNode choice = told.at("/chat/choices/0");
        String content = choice.at("/message/content").asText();
        assertThat(content).contains("nori");
        assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
        checkAnnotations(content, choice.at("/message/annotations"));
        assertThat(told.at("/chat/nuri/verdict").asText()).isEqualTo("grounded");
        assertThat(told.at("/chat/citations/0/quote").asText()).isNotBlank();
    }

    @Test
    void aStreamSaysTheSame() {
        JsonNode stream = told.path("stream");
        String text = stream.path("text").asText();
        assertThat(text).isEqualTo(told.at("/chat/choices/0/message/content").asText());
        assertThat(stream.path("pieces").asInt()).isPositive();
        List<String> finish = new ArrayList<>();
        stream.path("finish").forEach(each -> finish.add(each.asText()));
        assertThat(finish).containsExactly("stop");
        checkAnnotations(text, stream.path("annotations"));
        assertThat(stream.path("citations")).isEqualTo(told.at("/chat/citations"));
        assertThat(stream.at("/usage/total_tokens").isNumber()).isTrue();
        assertThat(told.at("/gathered/message/content").asText()).isEqualTo(text);
        assertThat(told.at("/gathered/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void modelsAreListedAndFound() {
        assertThat(told.path("models").toString()).contains("\"nuri\"", "\"nuri:guide\"", "\"nuri-multilingual");
        assertThat(told.at("/model/id").asText()).isEqualTo("nuri:guide");
    }

    @Test
    void textsAreEmbeddedPackedAndPlain() {
        assertThat(told.path("packed")).hasSize(2);
        for (int i = 0; i < 2; i++) {
            JsonNode packed = told.path("packed").path(i);
            JsonNode plain = told.path("plain").path(i);
            assertThat(packed).hasSameSizeAs(plain);
            assertThat(packed.size()).isGreaterThan(100);
            for (int d = 0; d < packed.size(); d++) {
                assertThat(packed.get(d).asDouble())
                        .isCloseTo(plain.get(d).asDouble(), org.assertj.core.data.Offset.offset(1e-6));
            }
        }
    }

    @Test
    void whatIsWrongIsTheClientsOwnError() {
        JsonNode unknown = told.path("unknownModel");
        assertThat(unknown.path("name").asText()).isEqualTo("NotFoundError");
        assertThat(unknown.path("status").asInt()).isEqualTo(404);
        assertThat(unknown.path("code").asText()).isEqualTo("model_not_found");
        assertThat(unknown.path("param").asText()).isEqualTo("model");
        assertThat(unknown.path("message").asText()).contains("gpt-5");
        assertThat(told.at("/unknownStream/name").asText()).isEqualTo("NotFoundError");
        assertThat(told.at("/badField/name").asText()).isEqualTo("BadRequestError");
        assertThat(told.at("/badField/param").asText()).isEqualTo("n");
    }
}
