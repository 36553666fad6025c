package dev.nuri.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A server that has indexed the guide, and a browser for its page, which loads nothing from elsewhere. */
abstract class WithPage {

    static final double PATIENCE_MS = 20_000;

    @TempDir
    static Path temp;

    static NuriServer server;
    static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        server = NuriServer.start(temp.resolve("data"));
        server.api().ingest(Repository.root().resolve("docs/guide").toString(), "guide");
        browser = new Browser(server.url());
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void nothingLeftThePage() {
        assertThat(browser.complaints()).isEmpty();
    }

    /** Asks in the box of an empty page. */
    static void ask(Page page, String question) {
        ask(page, "#q", question);
    }

    static void ask(Page page, String box, String question) {
        page.locator(box).fill(question);
        page.locator(box).press("Enter");
    }

    /** The first citation of an answer, once it is there. */
    static Locator answered(Page page) {
        Locator chip = page.locator("#answer a.cite").first();
        assertThat(chip).isVisible(patience());
        return chip;
    }

    static LocatorAssertions.IsVisibleOptions patience() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE_MS);
    }

    static LocatorAssertions.ContainsTextOptions longer() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS);
    }
}
