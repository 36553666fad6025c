package dev.nuri.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server that asks for keys: its commands, its page, its log. */
class KeysIT {

    private static final double PATIENCE_MS = 20_000;
    private static final byte[] TEXT = "The tide mill of Zorvania was built in 1742.".getBytes(StandardCharsets.UTF_8);

    @TempDir
    static Path temp;

    private static NuriServer server;

    @BeforeAll
    static void start() throws Exception {
        server = NuriServer.start(temp.resolve("data"), "--set", "nuri.auth=keys", "--set", "nuri.log.format=json");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static Launched nuri(String... arguments) throws Exception {
        return Launched.nuri(temp, server.dataDir(), arguments);
    }

    private static String key(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("key", "create", "test", "--json"));
        arguments.addAll(List.of(options));
        Launched made = nuri(arguments.toArray(String[]::new));
        assertThat(made.exit()).as(made.err()).isZero();
        return made.json().path("key").asText();
    }

    @Test
    void keysAreMadeUsedAndRevokedWhileTheServerRuns() throws Exception {
        String secret = key("--verbs", "read,write", "--collections", "mills", "--reads-all", "--expires", "1d");
        Api api = server.api().as(secret);
        assertThat(api.get("/api/collections").status()).isEqualTo(200);
        assertThat(api.upload("mill.txt", TEXT, "default").status()).isEqualTo(403);
        api.awaitJob(api.upload("mill.txt", TEXT, "mills").body().path("jobId").asText());

        // A command of the folder's owner needs none; one with another's key is that other.
        Launched search = nuri("search", "tide mill", "--json");
        assertThat(search.exit()).as(search.err()).isZero();
        assertThat(search.json().path("hits").path(0).path("text").asText()).contains("1742");
        Launched wrong = Launched.run(
                temp,
                Map.of("NURI_HOME", server.dataDir().toString(), "NURI_KEY", "nuri_wrong"),
                Repository.launcher().toString(),
                "search",
                "tide mill");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).contains("NURI_KEY").doesNotContain("nuri_wrong", "\tat ");

        JsonNode listed = nuri("key", "list", "--json").json().path("keys");
        JsonNode mine = find(listed, secret.split("_", 3)[1]);
        assertThat(mine.path("state").asText()).isEqualTo("valid");
        assertThat(mine.path("collections").path(0).asText()).isEqualTo("mills");
        assertThat(listed.toString()).doesNotContain(secret, "hash", "salt");
        assertThat(nuri("key", "revoke", mine.path("id").asText()).exit()).isZero();
        assertThat(api.get("/api/collections").status()).isEqualTo(401);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(server.dataDir().resolve("operator.key"))))
                .isEqualTo("rw-------");
    }

    private static JsonNode find(JsonNode keys, String id) {
        for (JsonNode key : keys) {
            if (key.path("id").asText().equals(id)) {
                return key;
            }
        }
        throw new AssertionError("no key " + id + " in " + keys);
    }

    @Test
    void thePageAsksForAKeyAndKeepsItWhileTheTabIsOpen() throws Exception {
        String secret = key("--verbs", "read,write", "--reads-all");
        Api api = server.api().as(secret);
        String job =
                api.upload("<b>old mill.txt", TEXT, "page").body().path("jobId").asText();
        api.awaitJob(job);
        try (Browser browser = new Browser(server.url())) {
            Page page = browser.open("en-US", 1280, 900);
            Locator dialog = page.locator("[data-testid=key-dialog]");
            assertThat(dialog).isVisible(patience());
            assertThat(page.locator("#key-box")).isFocused();
            assertThat(Accessibility.violations(page)).isEmpty();
            give(page, "nuri_000000000000_wrong");
            assertThat(page.locator("#key-wrong")).isVisible(patience());
            give(page, secret);
            assertThat(dialog).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(PATIENCE_MS));
            assertThat(page.locator("#start")).containsText("document", contains());
            page.locator("#q").fill("When was the tide mill of Zorvania built?");
            page.locator("#q").press("Enter");
            assertThat(page.locator("#answer")).containsText("1742", contains());

            page.reload();
            assertThat(page.locator("#answer")).containsText("1742", contains());
            assertThat(dialog).isHidden();
            page.locator("#answer .cite").first().click();
            Download download = page.waitForDownload(
                    () -> page.locator("[data-testid=original]").click());
            assertThat(Files.readAllBytes(download.path())).isEqualTo(TEXT);

            page.locator("[data-testid=key]").click();
            page.locator("[data-testid=key-forget]").click();
            assertThat(dialog).isVisible(patience());
            assertThat(page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage)).join()")
                            .toString())
                    .doesNotContain("nuri.key");
            assertThat(page.evaluate("document.cookie").toString()).isEmpty();

            Page other = browser.open("ar", 390, 844);
            assertThat(other.locator("[data-testid=key-dialog]")).isVisible(patience());
            assertThat(Accessibility.violations(other)).isEmpty();
            other.keyboard().press("Escape");
            assertThat(other.locator("[data-testid=retry]")).isVisible(patience());
            other.locator("[data-testid=retry]").click();
            assertThat(other.locator("[data-testid=key-dialog]")).isVisible(patience());
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static void give(Page page, String secret) {
        page.locator("#key-box").fill(secret);
        page.locator("#key-box").press("Enter");
    }

    private static LocatorAssertions.IsVisibleOptions patience() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE_MS);
    }

    private static LocatorAssertions.ContainsTextOptions contains() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS);
    }

    @Test
    void whatWasAcceptedIsThereAfterTheServerWasAskedToEnd() throws Exception {
        Path data = temp.resolve("ending");
        NuriServer ending = NuriServer.start(data, "--set", "nuri.log.format=json");
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String word = "evening" + i + "x";
            byte[] text = ("The word " + word + " stands in this upload alone.").getBytes(StandardCharsets.UTF_8);
            assertThat(ending.api().upload(word + ".txt", text, "uploads").status())
                    .isEqualTo(202);
            words.add(word);
        }
        ending.close();
        List<String> log = Files.readAllLines(temp.resolve("ending.log"));
        assertThat(log.stream().filter(line -> line.contains("\"level\":\"ERROR\"")))
                .isEmpty();
        String audit = Files.readString(data.resolve("audit/audit.jsonl"));
        assertThat(audit).contains("server.started", "server.stopped");
        try (NuriServer next = NuriServer.start(data)) {
            for (JsonNode job : Api.ok(next.api().get("/api/ingest")).path("jobs")) {
                next.api().awaitJob(job.path("jobId").asText());
            }
            for (String word : words) {
                assertThat(next.api().search(word, 10).path("hits").findValuesAsText("text"))
                        .as(word)
                        .filteredOn(text -> text.contains(word))
                        .hasSize(1);
            }
        }
    }

    @Test
    void everyLineOfTheLogIsJsonWithTheRequestsIdAndNoneHoldsASecret() throws Exception {
        Path data = temp.resolve("logged");
        String canary = "canary".repeat(7) + "x";
        try (NuriServer logged = NuriServer.start(data, "--set", "nuri.auth=keys", "--set", "nuri.log.format=json")) {
            String secret = Launched.nuri(temp, data, "key", "create", "all", "--verbs", "read,write,admin", "--json")
                    .json()
                    .path("key")
                    .asText();
            Api api = logged.api().as(secret);
            api.awaitJob(api.upload("mill.txt", ("The text " + canary).getBytes(StandardCharsets.UTF_8), "a")
                    .body()
                    .path("jobId")
                    .asText());
            api.ask("Who is " + canary + "?");
            api.get("/api/suggest?q=" + canary);
            api.postRaw("/api/search", "{\"query\": \"" + canary);
            api.postRaw("/v1/chat/completions", "{\"model\": \"" + canary + "\"}");
            Api stranger = logged.api().as("nuri_000000000000_" + canary);
            assertThat(stranger.get("/api/collections").status()).isEqualTo(401);
            // What damaged keys come to is a line of the log.
            Files.writeString(data.resolve("keys.json"), "damaged");
            assertThat(stranger.get("/api/collections").status()).isEqualTo(500);
            assertThat(Files.readString(data.resolve("audit/audit.jsonl")))
                    .contains("authentication.failed")
                    .doesNotContain(canary, secret.substring(18));
        }
        String log = Files.readString(temp.resolve("logged.log"));
        assertThat(log).doesNotContain(canary);
        boolean found = false;
        for (String line : log.lines().filter(each -> each.startsWith("{")).toList()) {
            JsonNode json = new ObjectMapper().readTree(line);
            found |= json.path("message").asText().contains("keys.json")
                    && json.path("mdc").path("request").asText().matches("[0-9a-f-]{36}");
        }
        assertThat(found).as(log).isTrue();
    }

    @Test
    void strangersAreNotLetInByMistake() throws Exception {
        Launched refused = Launched.nuri(temp, temp.resolve("open"), "serve", "--host", "0.0.0.0", "--port", "0");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("nuri.auth is none", "nuri.auth=keys", "nuri.auth.open");
    }
}
