package dev.nuri.system;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Checks a page as it stands with axe-core, by the rules of WCAG 2.2 up to level AA. */
final class Accessibility {

    private static final String SCRIPT = script();

    private static final String CHECK = """
            axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})
              .then(({violations}) => violations.flatMap(({id, nodes}) =>
                nodes.map(({target, failureSummary}) => `${id}: ${target}: ${failureSummary}`)))
            """;

    private Accessibility() {}

    /** Each broken rule with the element that breaks it. */
    @SuppressWarnings("unchecked") // what the script gives
    static List<String> violations(Page page) {
        // Evaluated by the debugger, not added as an element, which the page's content security policy forbids.
        page.evaluate(SCRIPT);
        return (List<String>) page.evaluate(CHECK);
    }

    private static String script() {
        try (InputStream in = Accessibility.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
