package dev.nuri.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.web.client.ServerFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands over a data folder of this process. */
class CommandsTest {

    @TempDir
    Path temp;

    private Path docs;

    @BeforeEach
    void documents() throws Exception {
        docs = Files.createDirectories(temp.resolve("my docs 😀"));
        Files.writeString(docs.resolve("harbour.md"), "# Harbour\n\nThe harbour of Brenholt was opened in 1871.\n");
        Files.writeString(docs.resolve("다리.txt"), "한빛대교는 2004년에 완공되었다. 길이는 1,230미터이다.\n");
        Files.write(docs.resolve("broken.pdf"), "%PDF-1.7 nothing more".getBytes(StandardCharsets.UTF_8));
    }

    private Ran nuri(String... args) {
        return withEmbedder("none", args);
    }

    private Ran withEmbedder(String embedder, String... args) {
        String[] common = {
            "--data-dir",
            temp.resolve("data").toString(),
            "--set",
            "nuri.embedder=" + embedder,
            "--set",
            "nuri.parser.processes=1"
        };
        return Ran.nuri(Stream.concat(Stream.of(args), Stream.of(common)).toArray(String[]::new));
    }

    @Test
    void aFolderIsIndexedSearchedAskedListedAndDeleted() throws Exception {
        Ran index = nuri("index", docs.toString(), "--json");
        assertThat(index.exit()).as(index.err()).isEqualTo(Exit.PARTIAL);
        assertThat(index.json().path("documents").path("added").asInt()).isEqualTo(2);
        assertThat(index.json().path("documents").path("failed").asInt()).isEqualTo(1);
        assertThat(index.json().path("failures").path(0).path("path").asText()).contains("broken.pdf");

        JsonNode hit =
                nuri("search", "한빛대교", "길이", "--json").json().path("hits").path(0);
        assertThat(hit.path("text").asText()).contains("1,230미터");
        Ran text = nuri("search", "harbour", "--explain");
        assertThat(text.exit()).isZero();
        assertThat(text.out()).contains("1. ", "harbour", "lexical rank 1").doesNotContain("\u001b");
        assertThat(nuri("search", "harbour", "--filter", "lang=ko").exit()).isEqualTo(Exit.NO_RESULT);
        assertThat(nuri("search", "harbour", "--collection", "elsewhere").exit())
                .isEqualTo(Exit.NO_RESULT);

        Ran ask = nuri("ask", "When was the harbour of Brenholt opened?");
        assertThat(ask.exit()).as(ask.err()).isZero();
        assertThat(ask.out()).contains("1871", "[1]", "harbour.md", "“");
        assertThat(nuri("ask", "Who painted the ceiling?", "--collection", "elsewhere")
                        .exit())
                .isEqualTo(Exit.NO_RESULT);

        assertThat(nuri("status", "--json").json().path("documents").asInt()).isEqualTo(2);
        assertThat(nuri("documents", "list").out()).contains("다리", "2 of 2 documents");
        assertThat(nuri("documents", "list", "--failed").out()).contains("broken.pdf");
        String id = hit.path("documentId").asText();
        assertThat(nuri("documents", "show", id).out()).contains("1,230미터");
        assertThat(nuri("documents", "delete", id, "--json")
                        .json()
                        .path("deleted")
                        .path(0)
                        .asText())
                .isEqualTo(id);
        assertThat(nuri("documents", "list", "--json").json().path("total").asInt())
                .isEqualTo(1);
        assertThat(nuri("doctor", "--json", "--set", "nuri.port=0")
                        .json()
                        .path("ok")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void anIndexOfAnotherEmbedderAnswersUntilItIsBuiltAnew() throws Exception {
        nuri("index", docs.toString());
        String other = "nuri-multilingual";
        Ran stale = withEmbedder(other, "search", "harbour", "--explain", "--json");
        assertThat(stale.exit()).as(stale.err()).isZero();
        assertThat(stale.out()).contains("Not run: no embedder");
        assertThat(withEmbedder(other, "status", "--json").json().path("notice").asText())
                .contains("embedder none", "by words alone", "nuri reindex");

        Ran reindex = withEmbedder(other, "reindex", "--json");
        assertThat(reindex.json().path("documents").path("changed").asInt()).isEqualTo(2);
        assertThat(withEmbedder(other, "status", "--json").json().has("notice")).isFalse();
        assertThat(withEmbedder(other, "search", "harbour", "--explain", "--json")
                        .out())
                .contains("Run with nuri-multilingual");

        Ran back = nuri("search", "harbour", "--explain", "--json");
        assertThat(back.out()).contains("Not run: the index has vectors of nuri-multilingual");
        assertThat(nuri("status").out()).contains("by words alone");
    }

    @Test
    void aFolderOfOnlyBrokenFilesFails() throws Exception {
        Path broken = Files.createDirectories(temp.resolve("broken"));
        Files.copy(docs.resolve("broken.pdf"), broken.resolve("b.pdf"));
        Ran index = nuri("index", broken.toString());
        assertThat(index.exit()).isEqualTo(Exit.FAILED);
        assertThat(index.out()).contains("b.pdf");
    }

    @Test
    void anAnnouncementOfAServerThatIsGoneIsPassedOver() throws Exception {
        new ServerFile(temp.resolve("data")).write("http://127.0.0.1:1");
        assertThat(nuri("status").exit()).isZero();
        Files.writeString(temp.resolve("data/server.json"), "not JSON");
        assertThat(nuri("status").exit()).isZero();
    }
}
