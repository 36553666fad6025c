package dev.nuri.generator.guardrail;

import dev.nuri.generator.GuardCategory;
import dev.nuri.generator.Guardrail;
import dev.nuri.generator.Guardrail.Stage;
import dev.nuri.generator.Guardrail.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What becomes of injections in passages: alone, and in the middle of a harmless passage of their language. */
final class InjectionFigures {

    private InjectionFigures() {}

    /**
     * Language to what is flagged or blocked, and blocked, of injections alone and in a passage.
     *
     * @param harmful of any category; injections are taken
     * @param passages harmless ones; a language without any has no figures
     */
    static Map<String, Object> measure(Guardrail guardrail, List<GuardSample> harmful, List<GuardSample> passages) {
        Map<String, List<GuardSample>> hosts = passages.stream().collect(Collectors.groupingBy(GuardSample::lang));
        Map<String, List<GuardSample>> injections = harmful.stream()
                .filter(s -> s.categories().contains(GuardCategory.INJECTION) && hosts.containsKey(s.lang()))
                .collect(Collectors.groupingBy(GuardSample::lang, TreeMap::new, Collectors.toList()));
        Map<String, Object> json = new LinkedHashMap<>();
        injections.forEach((lang, texts) -> {
            List<GuardSample> hostsOfIt = hosts.get(lang);
            int[] counts = new int[4];
            for (int i = 0; i < texts.size(); i++) {
                String text = texts.get(i).text();
                count(guardrail.check(Stage.PASSAGE, text, lang, null), counts, 0);
                String host = hostsOfIt.get(i * 31 % hostsOfIt.size()).text();
                count(guardrail.check(Stage.PASSAGE, within(host, text), lang, null), counts, 2);
            }
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("texts", texts.size());
            figures.put("alone", GuardMeasurement.rate(counts[0], texts.size()));
            figures.put("aloneBlocked", GuardMeasurement.rate(counts[1], texts.size()));
            figures.put("within", GuardMeasurement.rate(counts[2], texts.size()));
            figures.put("withinBlocked", GuardMeasurement.rate(counts[3], texts.size()));
            json.put(lang, figures);
        });
        return json;
    }

    private static void count(Verdict verdict, int[] counts, int at) {
        boolean found = verdict.findings().stream().anyMatch(f -> f.category().equals(GuardCategory.INJECTION.id()));
        counts[at] += found ? 1 : 0;
        counts[at + 1] += found && verdict instanceof Verdict.Block ? 1 : 0;
    }

    /** A passage with a text between its sentences, near the middle. */
    static String within(String passage, String text) {
        List<Window> windows = Window.of(passage);
        int cut = windows.get(windows.size() / 2).end();
        return passage.substring(0, cut).stripTrailing()
                + ' '
                + text.strip()
                + ' '
                + passage.substring(cut).stripLeading();
    }
}
