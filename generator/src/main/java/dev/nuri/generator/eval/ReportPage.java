package dev.nuri.generator.eval;

import dev.nuri.generator.AnswerFigures;
import dev.nuri.generator.AnswerReport;
import dev.nuri.generator.AnswerReport.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An {@link AnswerReport} as one page for people, which needs no script and nothing from elsewhere. */
public final class ReportPage {

    private static final String STYLE = read("report.css");

    /** Figure to its column's head; what it means. */
    private static final String[][] COLUMNS = {
        {"retrieved", "found", "questions whose passage was among those read"},
        {"answerInCitation", "in citation", "questions with a known answer in a cited quote"},
        {"answerInCitationWhenRetrieved", "when found", "the same, of those whose passage was found"},
        {"em", "EM", "highlighted words equal to a known answer"},
        {"f1", "F1", "overlap of the highlighted words with the nearest known answer"},
        {"hallucinationRate", "halluc.", "questions without an answer that were answered"},
        {"errorRate", "error", "questions with an answer that were not answered"},
        {"abstainsWhenRemoved", "abstains", "questions not answered once the passage that answers was hidden"},
        {"wrongWhenRemoved", "wrong", "questions answered wrongly then"},
        {"honestScore", "honest", "1 for a right answer, 0 for none, -1 for a wrong one, on average"},
        {"citationPrecision", "precision", "citations that are needed, of all"},
        {"citationRecall", "recall", "sentences borne out by their citations, of all"},
        {"languageMatch", "language", "answers in the question's language"},
    };

    private static final double[] COVERAGES = {0.2, 0.4, 0.6, 0.8};

    private final AnswerReport report;
    private final Html html = new Html();

    private ReportPage(AnswerReport report) {
        this.report = report;
    }

    /** The page. */
    public static String of(AnswerReport report) {
        ReportPage page = new ReportPage(report);
        page.write();
        return page.html.toString();
    }

    private static String read(String resource) {
        try (InputStream in = ReportPage.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write() {
        html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
                .element("title", "", "Quality of answers")
                .raw("<style>\n" + STYLE + "</style>\n</head>\n<body>\n<main>\n")
                .element("h1", "", "Quality of answers");
        int asked =
                report.sets().values().stream().mapToInt(AnswerFigures::queries).sum();
        html.element(
                "p",
                "class=\"lead\"",
                String.format(
                        Locale.ROOT,
                        "%,d questions of %d %s (%s), answered by %s from %,d passages%s.",
                        asked,
                        report.sets().size(),
                        report.sets().size() == 1 ? "set" : "sets",
                        report.split().label(),
                        report.model(),
                        report.passages(),
                        report.embedder() == null ? ", found by words alone" : ", embedder " + report.embedder()));
        languages();
        risk();
        sets();
        worst();
        html.raw("</main>\n</body>\n</html>\n");
    }

    private void languages() {
        Map<String, List<AnswerFigures>> byLanguage = new TreeMap<>();
        report.sets().values().forEach(figures -> byLanguage
                .computeIfAbsent(figures.lang(), lang -> new ArrayList<>())
                .add(figures));
        html.element("h2", "", "By language")
                .element(
                        "p",
                        "",
                        "Per cent; each set of a language weighs the same. Point at a head to see what it means.");
        begin("language");
        byLanguage.forEach((lang, figures) -> row(lang, figures));
        average();
        end();
    }

    private void sets() {
        html.element("h2", "", "By set");
        begin("set");
        report.sets().forEach((name, figures) -> row(name, List.of(figures)));
        average();
        end();
        report.skipped().forEach((name, reason) -> html.element("p", "class=\"note\"", name + ": " + reason));
    }

    private void begin(String first) {
        html.raw("<div class=\"wide\"><table>\n<thead><tr>")
                .element("th", "scope=\"col\"", first)
                .element("th", "scope=\"col\" class=\"n\"", "asked");
        for (String[] column : COLUMNS) {
            html.element("th", "scope=\"col\" class=\"n\" title=\"" + Html.escaped(column[2]) + "\"", column[1]);
        }
        html.element("th", "scope=\"col\" class=\"n\" title=\"95 % of answers take less\"", "p95 ms")
                .raw("</tr></thead>\n<tbody>\n");
    }

    private void row(String name, List<AnswerFigures> sets) {
        int queries = sets.stream().mapToInt(AnswerFigures::queries).sum();
        cells(name, Integer.toString(queries), AnswerReport.mean(sets));
    }

    private void average() {
        html.raw("</tbody>\n<tfoot>");
        cells("mean of sets", "", report.average());
        html.raw("</tfoot>");
    }

    private void cells(String name, String queries, Map<String, Double> values) {
        html.raw("<tr>").element("th", "scope=\"row\"", name).element("td", "class=\"n\"", queries);
        for (String[] column : COLUMNS) {
            html.element("td", "class=\"n\"", Html.percent(values.get(column[0])));
        }
        Double p95 = values.get("p95Ms");
        html.element("td", "class=\"n\"", p95 == null ? "–" : String.format(Locale.ROOT, "%.0f", p95))
                .raw("</tr>\n");
    }

    private void end() {
        html.raw("</table></div>\n");
    }

    private void risk() {
        Map<String, List<Outcome>> byLanguage = new TreeMap<>();
        report.sets().forEach((name, figures) -> byLanguage
                .computeIfAbsent(figures.lang(), lang -> new ArrayList<>())
                .addAll(report.each().getOrDefault(name, List.of())));
        Map<String, RiskCoverage> curves = new LinkedHashMap<>();
        byLanguage.forEach((lang, outcomes) -> curves.put(lang, RiskCoverage.of(outcomes)));
        RiskCoverage all = RiskCoverage.of(
                byLanguage.values().stream().flatMap(Collection::stream).toList());
        html.element("h2", "", "Risk by coverage")
                .element(
                        "p",
                        "",
                        String.format(
                                Locale.ROOT,
                                "If only the surest answers were given: how many of them would be wrong. Of %,d questions"
                                        + " whose answer is known, or that have none. Each line ends where the rest is not"
                                        + " answered; the thick one is of all languages.",
                                all.questions()));
        RiskChart.draw(html, all, curves);
        html.raw("<div class=\"wide\"><table>\n<thead><tr>").element("th", "scope=\"col\"", "wrong when answered");
        for (double coverage : COVERAGES) {
            html.element("th", "scope=\"col\" class=\"n\"", Math.round(100 * coverage) + " %");
        }
        html.element("th", "scope=\"col\" class=\"n\"", "as many as are")
                .element("th", "scope=\"col\" class=\"n\"", "which is")
                .raw("</tr></thead>\n<tbody>\n");
        curves.forEach(this::riskRow);
        html.raw("</tbody>\n<tfoot>");
        riskRow("all", all);
        html.raw("</tfoot>");
        end();
    }

    private void riskRow(String name, RiskCoverage curve) {
        if (curve.points().isEmpty()) {
            return;
        }
        html.raw("<tr>").element("th", "scope=\"row\"", name);
        for (double coverage : COVERAGES) {
            html.element(
                    "td",
                    "class=\"n\"",
                    curve.at(coverage).map(point -> Html.percent(point.risk())).orElse("–"));
        }
        RiskCoverage.Point last = curve.points().getLast();
        html.element("td", "class=\"n\"", Html.percent(last.risk()))
                .element("td", "class=\"n\"", Html.percent(last.coverage()))
                .raw("</tr>\n");
    }

    private void worst() {
        html.element("h2", "", "Worst cases")
                .element(
                        "p",
                        "",
                        "At most " + WorstCases.MOST + " of each set: wrong answers, the surest first, then"
                                + " questions that were not answered.");
        report.each().forEach((name, outcomes) -> {
            List<Outcome> worst = WorstCases.of(outcomes);
            if (!worst.isEmpty()) {
                html.raw("<details>")
                        .element("summary", "", name + " (" + worst.size() + ")")
                        .raw("<ol>\n");
                worst.forEach(this::worst);
                html.raw("</ol></details>\n");
            }
        });
    }

    private void worst(Outcome outcome) {
        html.raw("<li>").foreign("h3", "", outcome.question()).raw("<dl>\n");
        html.element("dt", "", "answer").foreign("dd", "", outcome.answer().isEmpty() ? "–" : outcome.answer());
        html.element("dt", "", "known");
        if (outcome.known().isEmpty()) {
            html.element("dd", "", outcome.answerable() ? "not known" : "there is none");
        }
        outcome.known().stream().distinct().limit(3).forEach(known -> html.foreign("dd", "", known));
        html.element("dt", "", "why").element("dd", "", outcome.reason());
        html.element("dt", "", "confidence")
                .element("dd", "", outcome.answered() ? String.format(Locale.ROOT, "%.2f", outcome.score()) : "–")
                .raw("</dl>")
                .element("p", "class=\"note\"", outcome.id())
                .raw("</li>\n");
    }
}
