package dev.nuri.generator.guardrail;

import dev.nuri.generator.guardrail.PiiCases.Case;
import dev.nuri.generator.guardrail.PiiDetector.Found;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Precision and recall on made cases, per type over all languages. */
final class PiiFigures {

    /** Cases of each type and language with one to find. */
    static final int CASES = 100;

    private PiiFigures() {}

    /** Type to its figures; {@code offsets} is the share of those found whose place is exact. */
    static Map<String, Object> measure(long seed) {
        PiiCases cases = new PiiCases(new Random(seed));
        Map<String, Object> json = new LinkedHashMap<>();
        for (PiiType type : PiiType.values()) {
            int[] counts = new int[5];
            for (String lang : PiiCases.languages()) {
                cases.of(type, lang, CASES).forEach(c -> count(c, counts));
            }
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("texts", counts[0]);
            figures.put("nearMisses", counts[1]);
            figures.put("recall", rate(counts[2], counts[0]));
            figures.put("precision", rate(counts[2], counts[2] + counts[3]));
            figures.put("offsets", rate(counts[4], counts[2]));
            json.put(type.category(), figures);
        }
        return json;
    }

    private static double rate(int part, int whole) {
        return whole == 0 ? 0 : Math.round(1e4 * part / whole) / 1e4;
    }

    private static void count(Case c, int[] counts) {
        List<Found> found = PiiDetector.find(Normalisation.plain(c.text()), c.lang()).stream()
                .filter(f -> f.type() == c.type())
                .toList();
        if (c.start() < 0) {
            counts[1]++;
            counts[3] += found.isEmpty() ? 0 : 1;
            return;
        }
        counts[0]++;
        counts[2] += found.stream().anyMatch(f -> f.start() < c.end() && c.start() < f.end()) ? 1 : 0;
        counts[4] += found.stream().anyMatch(f -> f.start() == c.start() && f.end() == c.end()) ? 1 : 0;
    }
}
