package dev.nuri.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page shows of an answer and around it, in a real browser: checks, sources, follow-ups, no answer. */
class AnswerPageIT extends WithPage {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Answers in place of the server, for what only a model or a policy brings about. */
    private static void instead(Page page, Function<Request, String> stream) {
        page.route(
                "**/api/ask",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/event-stream")
                        .setBody(stream.apply(route.request()))));
    }

    private static String done(Map<String, Object> answer) {
        try {
            return "event:sources\ndata:{\"hits\":[]}\n\nevent:done\ndata:" + JSON.writeValueAsString(answer) + "\n\n";
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> citation(int n, String lang, String quote) {
        return Map.of(
                "n",
                n,
                "documentId",
                "d",
                "passageId",
                "d#" + n,
                "title",
                "Source " + n,
                "uri",
                "file:///s.txt",
                "lang",
                lang,
                "start",
                0,
                "end",
                quote.length(),
                "quote",
                quote);
    }

    /** A model's answer with a sentence that is only partly borne out and one from a source in another language. */
    private static String checkedAnswer() {
        String text = "It opened in 1906. [1] It burns oil. [2]";
        return done(Map.of(
                "verdict",
                "grounded",
                "answer",
                text,
                "lang",
                "en",
                "queryLang",
                "en",
                "claims",
                List.of(
                        Map.of(
                                "start",
                                0,
                                "end",
                                18,
                                "citations",
                                List.of(1),
                                "support",
                                "partial",
                                "score",
                                0.5,
                                "reason",
                                "the date \"1906\" is not in the source",
                                "reasons",
                                List.of(Map.of("code", "missing", "kind", "date", "shown", "1906"))),
                        Map.of(
                                "start",
                                23,
                                "end",
                                36,
                                "citations",
                                List.of(2),
                                "support",
                                "supported",
                                "score",
                                0.9,
                                "acrossLanguages",
                                true)),
                "citations",
                List.of(citation(1, "en", "It opened a century ago."), citation(2, "de", "Es brennt Öl.")),
                "model",
                "extractive",
                "fallback",
                Map.of("model", "some-model", "code", "TIMEOUT", "reason", "It took 60 s."),
                "guard",
                List.of(Map.of("stage", "PASSAGE", "category", "pii.email", "action", "MASK"))));
    }

    @Test
    void hoveringASentenceShowsItsSourceWithTheQuoteMarked() {
        Page page = browser.open("en-US", 1280, 900);
        ask(page, "#q", "How are documents indexed and searched?");
        answered(page);
        Locator sentence = page.locator("#answer .claim").first();
        sentence.hover();
        Locator card = page.locator("[data-testid=card]");
        assertThat(card).isVisible(patience());
        String quote = card.locator(".quote").first().textContent().strip();
        assertThat(sentence.textContent()).contains(quote.substring(0, Math.min(20, quote.length())));
        assertThat(card).containsText("Supported by the source");
        assertThat(card).containsText("English");
        assertThat(Accessibility.violations(page)).isEmpty();
        page.keyboard().press("Escape");
        assertThat(card).isHidden();
    }

    @Test
    void theKeyboardReachesTheSameSource() {
        Page page = browser.open("en-US", 1280, 900);
        ask(page, "#q", "How are documents indexed and searched?");
        Locator chip = answered(page);
        page.locator("#answer").focus();
        page.keyboard().press("Tab");
        assertThat(chip).isFocused();
        assertThat(page.locator("[data-testid=card]")).isVisible(patience());
        assertThat(chip).hasAttribute("aria-describedby", "card");
        page.keyboard().press("Enter");
        assertThat(page.locator("#document mark.span").first()).isVisible(patience());
    }

    @ParameterizedTest
    @CsvSource({"en-US, 1280", "ar, 390"})
    void aFollowUpGoesWithWhatWentBefore(String locale, int width) throws Exception {
        Page page = browser.open(locale, width, 900);
        List<String> sent = new ArrayList<>();
        page.onRequest(request -> {
            if (request.url().endsWith("/api/ask")) {
                sent.add(request.postData());
            }
        });
        ask(page, "#q", "What are Korean words analysed with?");
        answered(page);
        ask(page, "#follow-q", "And Japanese?");
        assertThat(page.locator("[data-testid=turns] .asked")).hasText("What are Korean words analysed with?");
        assertThat(page.locator("[data-testid=asked]")).hasText("And Japanese?");
        assertThat(page.locator("#answer"))
                .containsText("kuromoji", new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS));
        JsonNode second = JSON.readTree(sent.get(1));
        assertThat(second.path("question").asText()).isEqualTo("And Japanese?");
        assertThat(second.at("/history/0/question").asText()).isEqualTo("What are Korean words analysed with?");
        assertThat(second.at("/history/0/answer").asText()).contains("nori").doesNotContain("[1]");
        assertThat(page.locator("#follow-q")).isFocused();
        assertThat(page.locator("#q")).hasValue("");
        answered(page);
        assertThat(Accessibility.violations(page)).isEmpty();

        page.reload();
        assertThat(page.locator("[data-testid=turns] .asked")).hasCount(1);
        page.goBack();
        assertThat(page.locator("[data-testid=turns] .asked")).hasCount(0);
        assertThat(page.locator("#q")).hasValue("What are Korean words analysed with?");
    }

    @ParameterizedTest
    @CsvSource({"en-US, 1280", "ko-KR, 390"})
    void whatTheCheckFoundIsSaidInWords(String locale, int width) {
        Page page = browser.open(locale, width, 900);
        boolean english = locale.equals("en-US");
        instead(page, request -> checkedAnswer());
        ask(page, "#q", "When did it open?");
        answered(page);
        Locator answer = page.locator("#answer");
        assertThat(answer.locator(".support-note")).hasText(english ? "partly supported" : "일부만 뒷받침됨");
        assertThat(answer.locator(".across")).containsText(english ? "German" : "독일어");
        assertThat(page.locator("[data-testid=fallback]")).containsText("some-model");
        assertThat(page.locator("[data-testid=guard]")).containsText(english ? "Personal data" : "개인 정보");
        answer.locator(".claim").first().hover();
        Locator reason = page.locator("[data-testid=card] .card-reason");
        assertThat(reason).containsText(english ? "Not in the source: " : "출처에 없음: ");
        assertThat(reason).containsText(english ? "date" : "날짜");
        assertThat(reason).containsText("1906");
        assertThat(Accessibility.violations(page)).isEmpty();
    }

    @Test
    void anAbstentionSaysWhatWasSearchedAndOffersTheNearest() {
        Page page = browser.open("en-US", 1280, 900);
        page.navigate(server.url() + "/?q=Who+won+the+football+world+championship+in+1954%3F&lang=en");
        assertThat(page.locator("[data-testid=searched]")).containsText("English", longer());
        assertThat(page.locator("[data-testid=searched]")).containsText("passages");
        assertThat(page.locator("[data-testid=nearest] .hit").first()).isVisible();
        assertThat(Accessibility.violations(page)).isEmpty();
        page.locator("[data-testid=everywhere]").click();
        assertThat(page.locator("[data-testid=searched]")).containsText("All languages", longer());
        assertThat(page.locator("[data-testid=everywhere]")).hasCount(0);
    }

    @Test
    void aRefusalNamesItsRulesAndOffersNothing() {
        Page page = browser.open("en-US", 1280, 900);
        instead(
                page,
                request -> done(Map.of(
                        "verdict", "refused",
                        "reason", "weapons_mass",
                        "answer", "This is not answered.",
                        "lang", "en",
                        "queryLang", "en",
                        "claims", List.of(),
                        "citations", List.of(),
                        "model", "extractive",
                        "guard", List.of(Map.of("stage", "QUESTION", "category", "weapons_mass", "action", "BLOCK")))));
        ask(page, "#q", "Something forbidden");
        assertThat(page.locator("[data-testid=state-refused]")).containsText("This is not answered.", longer());
        assertThat(page.locator("[data-testid=guard]")).containsText("Weapons of mass destruction");
        assertThat(page.locator("[data-testid=guard]")).containsText("in the question");
        assertThat(page.locator("[data-testid=hits]")).isHidden();
        assertThat(page.locator("#follow-q")).isHidden();
        assertThat(Accessibility.violations(page)).isEmpty();
    }

    @Test
    void anAnswerIsStoppedFromTheBoxBelowIt() {
        Page page = browser.open("en-US", 1280, 900);
        ask(page, "#q", "How are documents indexed and searched?");
        answered(page);
        page.route("**/api/ask", route -> {}); // never answered
        ask(page, "#follow-q", "Which formats?");
        Locator button = page.locator("[data-testid=follow-button]");
        assertThat(button).hasAttribute("aria-label", "Stop");
        button.click();
        assertThat(page.locator("#progress")).containsText("Stopped");
        assertThat(button).hasAttribute("aria-label", "Ask");
        assertThat(page.locator("#follow-q")).isFocused();
    }
}
