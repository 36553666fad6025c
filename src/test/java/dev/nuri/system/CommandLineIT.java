package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a person or a script uses it. */
class CommandLineIT {

    @TempDir
    Path temp;

    @Test
    void helpAndVersionSayWhatThereIs() throws Exception {
        Launched help = nuri("help");
        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("index", "search", "ask", "serve", "demo");
        assertThat(nuri("version").exit()).isZero();
    }

    @Test
    void worksFromAnyFolderAndThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("nuri-link"), Repository.launcher());
        assertThat(Launched.run(temp, Map.of(), link.toString(), "version").exit())
                .isZero();
    }

    @Test
    void saysWhatToInstallWhenThereIsNoSuitableJava() throws Exception {
        Path old = Files.createDirectories(temp.resolve("old/bin"));
        Path java = Files.writeString(old.resolve("java"), "#!/bin/sh\necho 'openjdk version \"17.0.1\"' >&2\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Map<String, String> onlyAnOldJava = Map.of(
                "JAVA_HOME",
                temp.resolve("old").toString(),
                "NURI_JAVA_HOME",
                "",
                "NURI_JAVA_DIRS",
                temp.toString(),
                "PATH",
                old + File.pathSeparator + System.getenv("PATH"));
        Launched outcome =
                Launched.run(temp, onlyAnOldJava, Repository.launcher().toString(), "version");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("JDK 25").hasLineCount(1);
    }

    @Test
    void wrongUseIsExitTwoWithOneSentence() throws Exception {
        for (List<String> wrong : List.of(
                List.of("no-such-command"),
                List.of("search"),
                List.of("search", "x", "-k", "many"),
                List.of("status", "--set", "nuri.prot=9"),
                List.of("serve", "--port", "99999"))) {
            Launched outcome = nuri(wrong.toArray(String[]::new));
            assertThat(outcome.exit()).as(wrong + ": " + outcome.err()).isEqualTo(2);
            assertThat(outcome.err()).isNotBlank().doesNotContain("\tat ");
        }
    }

    @Test
    void indexesSearchesAndAsksWithoutAServer() throws Exception {
        Path docs = Files.createDirectories(temp.resolve("my docs 😀"));
        Files.writeString(docs.resolve("harbour.md"), "# Harbour\n\nThe harbour of Brenholt was opened in 1871.\n");
        Files.writeString(docs.resolve("다리.txt"), "한빛대교는 2004년에 완공되었다. 길이는 1,230미터이다.\n");
        Files.write(docs.resolve("broken.pdf"), "%PDF-1.7 nothing more".getBytes(StandardCharsets.UTF_8));

        Launched index = nuri("index", docs.toString(), "--json");
        assertThat(index.exit()).as(index.err()).isEqualTo(4);
        assertThat(index.json().path("documents").path("added").asInt()).isEqualTo(2);
        assertThat(index.json().path("documents").path("failed").asInt()).isEqualTo(1);
        assertThat(index.json().path("failures").path(0).path("path").asText()).contains("broken.pdf");

        Launched search = nuri("search", "한빛대교 길이", "--json");
        assertThat(search.exit()).as(search.err()).isZero();
        assertThat(search.json().path("hits").path(0).path("text").asText()).contains("1,230미터");

        Launched ask = nuri("ask", "When was the harbour of Brenholt opened?", "--json");
        assertThat(ask.exit()).as(ask.err()).isZero();
        assertThat(ask.json().path("answer").asText()).contains("1871").contains("[1]");

        Launched nothing = nuri("search", "쟁반국수", "--json");
        assertThat(nothing.exit()).isEqualTo(3);

        Files.writeString(docs.resolve("harbour.md"), "# Harbour\n\nThe harbour of Brenholt was closed in 1950.\n");
        Files.delete(docs.resolve("다리.txt"));
        JsonNode again = nuri("index", docs.toString(), "--json").json().path("documents");
        assertThat(again.path("changed").asInt()).isEqualTo(1);
        assertThat(again.path("deleted").asInt()).isEqualTo(1);
        assertThat(nuri("search", "한빛대교", "--json").exit()).isEqualTo(3);
    }

    @Test
    void goesThroughTheServerThatHoldsTheDataFolder() throws Exception {
        Path data = temp.resolve("data");
        Path docs = Files.createDirectories(temp.resolve("docs"));
        Files.writeString(docs.resolve("a.txt"), "The weir of Ostrava Nova holds back nine metres of water.");
        try (NuriServer server = NuriServer.start(data)) {
            assertThat(nuri("index", docs.toString(), "--json").exit()).isZero();
            assertThat(nuri("ask", "How much water does the weir of Ostrava Nova hold back?", "--json")
                            .json()
                            .path("answer")
                            .asText())
                    .contains("nine metres");
            assertThat(server.api().search("weir", 3).path("hits")).hasSize(1);
            Launched second = Launched.run(
                    temp,
                    Map.of(),
                    Repository.launcher().toString(),
                    "serve",
                    "--port",
                    "0",
                    "--data-dir",
                    data.toString());
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err()).isNotBlank().doesNotContain("\tat ");
            Launched port = Launched.run(
                    temp,
                    Map.of(),
                    Repository.launcher().toString(),
                    "serve",
                    "--port",
                    Integer.toString(server.url().getPort()),
                    "--data-dir",
                    temp.resolve("other").toString());
            assertThat(port.exit()).isEqualTo(1);
            assertThat(port.err()).contains(Integer.toString(server.url().getPort()));
        }
    }

    @Test
    void theServerTakesOnAnotherEmbedderWhileItAnswers() throws Exception {
        Path docs = Files.createDirectories(temp.resolve("docs"));
        for (int i = 0; i < 40; i++) {
            Files.writeString(docs.resolve(i + ".txt"), "Lock " + i + " of the canal lifts ships by " + i + " metres.");
        }
        assertThat(nuri("index", docs.toString(), "--set", "nuri.embedder=none").exit())
                .isZero();
        try (NuriServer server = NuriServer.start(temp.resolve("data"))) {
            assertThat(nuri("status").out()).contains("nuri reindex");
            assertThat(server.api().search("canal", 3).path("hits")).hasSize(3);
            Launched reindex = nuri("reindex", "--json");
            assertThat(reindex.exit()).as(reindex.err()).isZero();
            assertThat(reindex.json().path("documents").path("changed").asInt()).isEqualTo(40);
            assertThat(server.api().search("canal", 3).path("hits")).hasSize(3);
            assertThat(nuri("status").out()).doesNotContain("nuri reindex");
            assertThat(nuri("search", "canal", "--explain", "--json").out()).contains("Run with nuri-multilingual");
        }
    }

    @Test
    void theDemoIndexesTheGuideAndAnswersInEachLanguage() throws Exception {
        Launched demo = nuri("demo", "--once", "--json");
        assertThat(demo.exit()).as(demo.err()).isZero();
        JsonNode result = demo.json();
        assertThat(result.path("indexed").path("documents").asInt()).isEqualTo(96);
        assertThat(result.path("indexed").path("failed").asInt()).isZero();
        assertThat(result.path("answers").findValuesAsText("queryLang"))
                .contains("en", "ko", "ja", "zh-Hans", "es", "fr", "de", "ar");
        assertThat(result.path("answers").findValuesAsText("verdict"))
                .filteredOn("grounded"::equals)
                .hasSizeGreaterThanOrEqualTo(7);
    }

    private Launched nuri(String... arguments) throws IOException, InterruptedException {
        return Launched.nuri(temp, temp.resolve("data"), arguments);
    }
}
