package dev.nuri.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PageAssertions;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a real browser. */
class PageIT extends WithPage {

    @Test
    void anAnswerIsStreamedAndItsMarkOpensTheDocumentAtTheSpan() {
        Page page = browser.open("ko-KR", 1280, 900);
        ask(page, "한국어 낱말은 무엇으로 분석하나요?");
        Locator chip = page.locator("#answer .cite[data-n='1']").first();
        assertThat(chip).isVisible(patience());
        assertThat(page.locator("#answer")).containsText("nori");
        assertThat(page.locator("[data-testid=sources]")).not().isEmpty();
        String quote = page.locator("#answer").textContent();
        chip.hover();
        assertThat(page.locator("[data-testid=card]")).isVisible(patience());
        chip.click();
        Locator span = page.locator("#document mark.span").first();
        assertThat(span).isVisible(patience());
        assertThat(span).isInViewport();
        assertThat(quote).contains(span.textContent().strip().substring(0, 10));
        assertThat(page).hasURL(Pattern.compile(".*[?&]doc=.*"));
        page.goBack();
        assertThat(page.locator("#answer .cite").first()).isVisible(patience());
    }

    @Test
    void enterDoesNothingWhileAnInputMethodIsComposing() {
        Page page = browser.open("ja-JP", 1280, 900);
        Locator box = page.locator("#q");
        box.fill("終了コード");
        box.evaluate("q => { q.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));"
                + " q.dispatchEvent(new KeyboardEvent('keydown',"
                + " {key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true})); }");
        page.waitForTimeout(300);
        assertThat(page.locator("#results")).isHidden();
        box.evaluate("q => q.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}))");
        page.waitForTimeout(100);
        box.press("Enter");
        assertThat(page.locator("#results")).isVisible(patience());
    }

    @Test
    void whatIsTypedIsCompletedAndTheArrowsChoose() {
        Page page = browser.open("ko-KR", 1280, 900);
        Locator box = page.locator("#q");
        Locator list = page.locator("[data-testid=suggestions]");
        box.pressSequentially("누ㄹ");
        assertThat(list.locator("li").first()).containsText("누리", longer());
        String first = list.locator("li").first().textContent();
        box.press("ArrowDown");
        assertThat(list.locator("li").first()).hasAttribute("aria-selected", "true");
        assertThat(box).hasValue(first);
        box.press("Escape");
        assertThat(list).isHidden();
        assertThat(box).hasValue("누ㄹ");
        box.pressSequentially(" ");
        box.press("Backspace");
        assertThat(list).isVisible(patience());
        box.press("ArrowDown");
        box.press("Enter");
        assertThat(list).isHidden();
        assertThat(page.locator("#results")).isVisible(patience());
        assertThat(page).hasURL(Pattern.compile(".*[?&]q=.*"));
    }

    @Test
    void arabicRunsFromRightToLeftAndFitsAPhone() {
        Page page = browser.open("ar", 390, 844);
        assertThat(page.locator("html")).hasAttribute("dir", "rtl");
        ask(page, "ما الذي يلزم الجهاز الجديد؟");
        assertThat(page.locator("#answer .cite").first()).isVisible(patience());
        Object overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(((Number) overflow).intValue()).isLessThanOrEqualTo(1);
    }

    @Test
    void sayingNothingIsShownAsSuch() {
        Page page = browser.open("en-US", 1280, 900);
        ask(page, "Who won the football world championship in 1954?");
        assertThat(page.locator("#answer"))
                .not()
                .isEmpty(new LocatorAssertions.IsEmptyOptions().setTimeout(PATIENCE_MS));
        assertThat(page.locator("#answer .cite")).hasCount(0);
    }

    @Test
    void aDroppedFileIsIndexedWithProgressAndThenFound() {
        Page page = browser.open("en-US", 1280, 900);
        page.navigate(server.url() + "/?view=documents");
        String text = "The tide mill of Zorvania grinds barley twice a day. It was built in 1742.";
        page.locator("input[type=file]")
                .first()
                .setInputFiles(new FilePayload("zorvania.txt", "text/plain", text.getBytes(StandardCharsets.UTF_8)));
        assertThat(page.locator("[data-testid=jobs]")).isVisible(patience());
        assertThat(page.getByText("zorvania", new Page.GetByTextOptions().setExact(false))
                        .first())
                .isVisible(patience());
        awaitIndexed("Zorvania tide mill");
        page.navigate(server.url().toString());
        ask(page, "When was the tide mill of Zorvania built?");
        assertThat(page.locator("#answer")).containsText("1742", longer());
    }

    @Test
    void aQuestionInTheAddressIsAskedAndTextOfDocumentsIsNeverMarkup() throws Exception {
        String hostile = "The keeper of Quarnholm says <img src=x onerror=document.title='owned'> "
                + "<script>document.title='owned'</script> every morning at seven.";
        server.api()
                .awaitJob(server.api()
                        .upload("quarnholm.txt", hostile.getBytes(StandardCharsets.UTF_8), "guide")
                        .body()
                        .path("jobId")
                        .asText());
        Page page = browser.open("en-US", 1280, 900);
        page.navigate(server.url() + "/?q=What+does+the+keeper+of+Quarnholm+say+every+morning%3F");
        // An answer holds no tags, not even as text, and no gaps where they were; the passage is shown as it is
        // written.
        assertThat(page.locator("#answer"))
                .containsText("says document.title='owned' every morning at seven", longer());
        assertThat(page.locator("main")).containsText("<img", longer());
        assertThat(page.locator("main img")).hasCount(0);
        assertThat(page).not().hasTitle("owned", new PageAssertions.HasTitleOptions().setTimeout(1_000));
    }

    @Test
    void aLongDocumentIsShownTwiceAndLeadsToTheRestOfIt() {
        Page page = browser.open("en-US", 1280, 900);
        ask(page, "How are documents indexed and searched?");
        Locator further = page.locator("[data-testid=further]").first();
        assertThat(further).isVisible(patience());
        further.press("Enter");
        Locator back = page.locator("[data-testid=back]");
        assertThat(back).isFocused(new LocatorAssertions.IsFocusedOptions().setTimeout(PATIENCE_MS));
        assertThat(page.locator(".hit h3").nth(2)).isVisible();
        assertThat(page.locator("[data-testid=further]")).hasCount(0);
        back.press("Enter");
        assertThat(page.locator(".hit a").first())
                .isFocused(new LocatorAssertions.IsFocusedOptions().setTimeout(PATIENCE_MS));
        assertThat(back).hasCount(0);
    }

    @Test
    void onlyMyLanguageIsRememberedAndTakenBackByItsChip() {
        Page page = browser.open("ko-KR", 1280, 900);
        page.locator("[data-testid=scope-lang]").selectOption("ko");
        page.navigate(server.url().toString());
        assertThat(page.locator("[data-testid=scope-lang]")).hasValue("ko");
        ask(page, "문서를 찾는 방법");
        Locator chip = page.locator("[data-testid=only-language]");
        assertThat(chip).isVisible(patience());
        assertThat(page).hasURL(Pattern.compile(".*[?&]lang=ko.*"));
        chip.click();
        assertThat(page.locator(".hit h3").first()).isVisible(patience());
        assertThat(chip).hasCount(0);
        page.navigate(server.url().toString());
        assertThat(page.locator("[data-testid=scope-lang]")).hasValue("");
    }

    @ParameterizedTest
    @CsvSource({"en-US, 1280", "ar, 390"})
    void nothingHindersThoseWhoCannotSeeOrPoint(String locale, int width) {
        Page page = browser.open(locale, width, 900);
        assertThat(page.locator("#q")).isVisible(patience());
        assertThat(Accessibility.violations(page)).isEmpty();
        ask(page, "How are documents indexed and searched?");
        assertThat(page.locator("#answer .cite").first()).isVisible(patience());
        assertThat(page.locator(".hit h3").first()).isVisible(patience());
        assertThat(Accessibility.violations(page)).isEmpty();
        page.navigate(server.url() + "/?view=documents");
        assertThat(page.locator("#view-documents tbody tr").first()).isVisible(patience());
        assertThat(Accessibility.violations(page)).isEmpty();
    }

    private static void awaitIndexed(String query) {
        try {
            for (int i = 0; i < 100; i++) {
                if (!server.api().search(query, 1).path("hits").isEmpty()) {
                    return;
                }
                Thread.sleep(200);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("'" + query + "' is not found within 20 s");
    }
}
