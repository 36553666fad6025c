package dev.nuri.web.cli;

import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.CitationView;
import dev.nuri.web.api.HitView;

/** An answer as text for a person. */
final class AnswerText {

    private static final int QUOTE_CHARS = 240;
    private static final int CLAIM_CHARS = 80;
    private static final int NEAREST_SHOWN = 3;

    private final Console console;

    AnswerText(Console console) {
        this.console = console;
    }

    void print(AnswerView answer) {
        console.line(answer.answer());
        if (answer.fallback() != null) {
            console.line(console.warning(answer.fallback().reason()
                    + (answer.claims().isEmpty() ? "" : " These are the passages' own words.")));
        }
        if (answer.incomplete() != null) {
            console.line(console.warning(answer.incomplete()));
        }
        answer.claims().forEach(claim -> doubt(claim, answer.answer()));
        console.line("");
        answer.citations().forEach(this::print);
        if (answer.nearest() != null && !answer.nearest().isEmpty()) {
            console.line(console.faint("Nearest passages (" + answer.reason() + "):"));
            answer.nearest().stream().limit(NEAREST_SHOWN).forEach(this::print);
        }
        answer.guard().stream()
                .filter(AnswerText::tells)
                .forEach(g -> console.line(
                        console.faint("policy: " + g.action() + " in the " + g.stage() + " (" + g.category() + ")")));
        if (!answer.usage().isEmpty()) {
            String model = answer.fallback() == null
                    ? answer.model()
                    : answer.fallback().model();
            console.line(
                    console.faint("by " + model + ", tokens: " + answer.usage().get("promptTokens") + " read, "
                            + answer.usage().get("completionTokens") + " written"));
        }
        if (!answer.timings().isEmpty()) {
            console.line(console.faint("in ms: " + Places.timings(answer.timings())));
        }
    }

    /** What is merely flagged in a passage changed nothing of the answer, and is for whoever reads the JSON or the log. */
    private static boolean tells(AnswerView.GuardView finding) {
        return !finding.stage().equals("passage") || !finding.action().equals("flag");
    }

    /** Says which sentence is borne out in part only, and what is missing. */
    private void doubt(AnswerView.ClaimView claim, String text) {
        if (!claim.support().equals("supported")) {
            String said = Places.cut(text.substring(claim.start(), claim.end()), CLAIM_CHARS);
            String why = claim.reason() == null ? "" : ": " + claim.reason();
            console.line(console.warning("Borne out in part only: “" + said + "”" + why));
        }
    }

    private void print(CitationView c) {
        console.line("  " + console.accent("[" + c.n() + "] ") + console.bold(c.title())
                + console.faint("  " + Places.of(c.lang(), c.page(), c.headings())));
        console.line("      " + console.faint(c.uri()));
        console.line("      “" + Places.cut(c.quote().replaceAll("\\s+", " "), QUOTE_CHARS) + "”");
    }

    private void print(HitView hit) {
        console.line("  " + console.bold(hit.title()) + console.faint("  " + hit.uri()));
        console.line("      " + Places.cut(hit.text().replaceAll("\\s+", " "), QUOTE_CHARS));
    }
}
