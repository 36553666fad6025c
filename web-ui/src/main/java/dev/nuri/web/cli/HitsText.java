package dev.nuri.web.cli;

import dev.nuri.retriever.Evidence;
import dev.nuri.retriever.Hit;
import dev.nuri.retriever.Hits;
import dev.nuri.web.api.HitView;
import dev.nuri.web.api.SearchView;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Hits as text for a person. */
final class HitsText {

    /** Characters of a passage that are shown around its first highlight. */
    private static final int SHOWN = 280;

    private final Console console;

    HitsText(Console console) {
        this.console = console;
    }

    void print(SearchView view) {
        view.hits().forEach(this::print);
        if (view.hits().isEmpty()) {
            console.line("Nothing was found.");
        }
        if (view.suggestion() != null) {
            console.line("Did you mean: " + console.bold(view.suggestion()));
        }
        String total = view.total() > 1_000 ? "over 1,000" : Long.toString(view.total());
        console.line(console.faint(String.format(
                Locale.ROOT, "%s passages match, query in %s, %.0f ms", total, view.queryLang(), view.tookMs())));
        if (view.explain() != null) {
            print(view.explain());
        }
    }

    private void print(HitView hit) {
        console.line(console.bold(hit.rank() + ". " + hit.title())
                + console.faint("  " + Places.of(hit.lang(), hit.page(), hit.headings())));
        console.line("   " + excerpt(hit));
        console.line("   " + console.faint(hit.uri()));
        if (hit.further() != null) {
            console.line("   " + console.faint("More of this document: --filter document=" + hit.documentId()));
        }
        if (hit.explain() != null) {
            console.line("   " + console.faint(explained(hit)));
        }
        console.line("");
    }

    private String excerpt(HitView hit) {
        String text = hit.text();
        int first = hit.highlights().isEmpty() ? 0 : hit.highlights().getFirst()[0];
        int from = Places.border(text, Math.max(0, Math.min(first - SHOWN / 4, text.length() - SHOWN)));
        int to = Places.border(text, Math.min(text.length(), from + SHOWN));
        StringBuilder out = new StringBuilder(from > 0 ? "…" : "");
        int at = from;
        for (int[] span : hit.highlights()) {
            if (span[0] >= at && span[1] <= to) {
                out.append(oneLine(text.substring(at, span[0])));
                out.append(console.warning(oneLine(text.substring(span[0], span[1]))));
                at = span[1];
            }
        }
        return out.append(oneLine(text.substring(at, to)))
                .append(to < text.length() ? "…" : "")
                .toString();
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private static String explained(HitView hit) {
        return String.format(Locale.ROOT, "score %.5f: ", hit.score())
                + hit.explain().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(HitsText::leg)
                        .collect(Collectors.joining(", "))
                + (hit.evidence() == null ? "" : "; " + weighed(hit.evidence()));
    }

    private static String weighed(Evidence e) {
        return String.format(
                Locale.ROOT,
                "words %.2f (neutral %.2f), title %.2f, close together %.2f, same language %.2f, cosine %.3f",
                e.coverage(),
                e.neutralCoverage(),
                e.titleCoverage(),
                e.proximity(),
                e.sameLanguage(),
                e.cosine());
    }

    private static String leg(Map.Entry<String, Hit.LegScore> leg) {
        Hit.LegScore score = leg.getValue();
        return String.format(
                Locale.ROOT,
                "%s rank %d, score %.3f, gives %.5f",
                leg.getKey(),
                score.rank(),
                score.score(),
                score.contribution());
    }

    private void print(Hits.QueryExplanation e) {
        console.line(console.faint("languages: "
                + e.languages().stream()
                        .map(g -> String.format(Locale.ROOT, "%s %.2f", g.lang(), g.probability()))
                        .collect(Collectors.joining(", "))));
        e.terms().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(this::terms);
        console.line(console.faint("lexical leg looked at " + e.lexical() + " passages, dense leg at " + e.dense()
                + " (" + e.denseDecision() + ")"));
        console.line(console.faint("reranker: " + e.rerankDecision()));
        console.line(console.faint("timings in ms: " + Places.timings(e.timings())));
    }

    private void terms(Map.Entry<String, List<String>> field) {
        console.line(console.faint("terms in " + field.getKey() + ": " + String.join(" ", field.getValue())));
    }
}
