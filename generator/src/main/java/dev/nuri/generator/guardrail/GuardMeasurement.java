package dev.nuri.generator.guardrail;

import dev.nuri.generator.Guardrail;
import dev.nuri.generator.Guardrail.Finding;
import dev.nuri.generator.Guardrail.Stage;
import dev.nuri.generator.Guardrail.Verdict;
import dev.nuri.generator.guardrail.GuardSample.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The figures of a filter. A harmful text is detected when anything of the taxonomy but personal data is flagged or
 * blocked in it.
 */
public final class GuardMeasurement {

    /** A passage longer than Nuri's own is cut as those are. */
    private static final int PASSAGE = 1500;

    private static final int ANSWER = 2000;
    private static final int ANSWERS = 400;
    private static final int WARM_UP = 100;
    private static final int OBFUSCATED = 300;
    private static final long SEED = 5;

    private final Guardrail guardrail;
    private final List<GuardSample> harmful = new ArrayList<>();
    private final List<GuardSample> questions = new ArrayList<>();
    private final List<GuardSample> passages = new ArrayList<>();
    private final Consumer<String> stage;

    /** @param limit texts of each set, kind and language at most */
    public GuardMeasurement(Guardrail guardrail, List<GuardSample> samples, int limit, Consumer<String> stage) {
        this.guardrail = guardrail;
        this.stage = stage;
        Map<String, Integer> counts = new TreeMap<>();
        for (GuardSample sample : samples) {
            if (counts.merge(sample.set() + sample.kind() + sample.lang(), 1, Integer::sum) <= limit) {
                if (!sample.harmless()) {
                    harmful.add(sample);
                } else {
                    (sample.kind() == Kind.QUESTION ? questions : passages).add(sample);
                }
            }
        }
    }

    /** Everything, as JSON. */
    public Map<String, Object> measure() {
        Map<String, Object> json = new LinkedHashMap<>();
        stage.accept("harmful texts");
        json.put("harmful", harmful());
        json.put("categories", categories());
        stage.accept("harmless texts");
        List<GuardSample> cut = passages.stream().flatMap(this::cut).toList();
        Map<String, Object> sets = new LinkedHashMap<>();
        Map<String, Object> kinds = new LinkedHashMap<>();
        rates(questions, Stage.QUESTION, sets, kinds);
        rates(cut, Stage.PASSAGE, sets, kinds);
        rates(cut, Stage.ANSWER, sets, kinds);
        json.put("harmless", sets);
        json.put("kinds", kinds);
        stage.accept("injections in passages");
        json.put("injections", InjectionFigures.measure(guardrail, harmful, cut));
        stage.accept("obfuscated texts");
        json.put("obfuscations", obfuscations());
        stage.accept("personal data");
        json.put("pii", PiiFigures.measure(SEED));
        stage.accept("time");
        json.put("timeMs", times());
        return json;
    }

    private Verdict check(GuardSample sample) {
        Stage as = sample.kind() == Kind.QUESTION ? Stage.QUESTION : Stage.PASSAGE;
        return guardrail.check(as, sample.text(), sample.lang(), null);
    }

    private static boolean detected(Verdict verdict) {
        return verdict.findings().stream().anyMatch(f -> !f.category().startsWith("pii."));
    }

    private static Finding gravest(Verdict verdict) {
        return verdict.findings().stream()
                .filter(f -> !f.category().startsWith("pii."))
                .max(Comparator.comparing(Finding::action).thenComparingDouble(Finding::score))
                .orElse(null);
    }

    static double rate(long part, long whole) {
        return whole == 0 ? 0 : Math.round(1e4 * part / whole) / 1e4;
    }

    /** Set to language: recall, of flags and of blocks. */
    private Map<String, Object> harmful() {
        Map<String, Map<String, List<GuardSample>>> sets = harmful.stream()
                .collect(Collectors.groupingBy(
                        GuardSample::set,
                        TreeMap::new,
                        Collectors.groupingBy(GuardSample::lang, TreeMap::new, Collectors.toList())));
        Map<String, Object> json = new LinkedHashMap<>();
        sets.forEach((set, languages) -> {
            Map<String, Object> figures = new LinkedHashMap<>();
            languages.forEach((lang, samples) -> {
                List<Verdict> verdicts = samples.stream().map(this::check).toList();
                Map<String, Object> figure = new LinkedHashMap<>();
                figure.put("texts", samples.size());
                figure.put(
                        "recall",
                        rate(
                                verdicts.stream()
                                        .filter(GuardMeasurement::detected)
                                        .count(),
                                samples.size()));
                figure.put(
                        "blocked",
                        rate(
                                verdicts.stream()
                                        .filter(Verdict.Block.class::isInstance)
                                        .count(),
                                samples.size()));
                figures.put(lang, figure);
            });
            json.put(set, figures);
        });
        return json;
    }

    /** Category to precision and recall of the gravest finding, over all questions, the harmless ones included. */
    private Map<String, Object> categories() {
        Map<String, int[]> counts = new TreeMap<>();
        List<GuardSample> all = new ArrayList<>(harmful);
        all.addAll(questions);
        for (GuardSample sample : all) {
            Finding found = gravest(check(sample));
            String said = found == null ? null : found.category();
            boolean right = sample.categories().stream().anyMatch(c -> c.id().equals(said));
            sample.categories().forEach(c -> counts.computeIfAbsent(c.id(), k -> new int[3])[1]++);
            if (said != null) {
                int[] count = counts.computeIfAbsent(said, k -> new int[3]);
                count[2]++;
                count[0] += right ? 1 : 0;
            }
        }
        Map<String, Object> json = new LinkedHashMap<>();
        counts.forEach((category, count) -> json.put(
                category,
                Map.of("precision", rate(count[0], count[2]), "recall", rate(count[0], count[1]), "texts", count[1])));
        return json;
    }

    private java.util.stream.Stream<GuardSample> cut(GuardSample sample) {
        return Window.joined(sample.text(), PASSAGE).stream()
                .map(w -> new GuardSample(
                        sample.id(), sample.set(), sample.lang(), w.text(), sample.kind(), sample.categories()));
    }

    /**
     * What is blocked and flagged of harmless texts read as {@code as}: into {@code sets} by language and set, into
     * {@code kinds} by language and kind of text.
     */
    private void rates(List<GuardSample> samples, Stage as, Map<String, Object> sets, Map<String, Object> kinds) {
        Map<String, int[]> bySet = new TreeMap<>();
        Map<String, int[]> byKind = new TreeMap<>();
        for (GuardSample text : samples) {
            Verdict verdict = guardrail.check(as, text.text(), text.lang(), null);
            String kind = TextKind.of(text.set()).name().toLowerCase(Locale.ROOT);
            count(bySet.computeIfAbsent(text.lang() + ' ' + text.set(), k -> new int[3]), verdict);
            count(byKind.computeIfAbsent(text.lang() + ' ' + kind, k -> new int[3]), verdict);
            count(byKind.computeIfAbsent("all " + kind, k -> new int[3]), verdict);
        }
        String name = as.name().toLowerCase(Locale.ROOT);
        sets.put(name, rates(bySet));
        kinds.put(name, rates(byKind));
    }

    private static void count(int[] counts, Verdict verdict) {
        counts[0]++;
        counts[1] += verdict instanceof Verdict.Block ? 1 : 0;
        counts[2] += detected(verdict) ? 1 : 0;
    }

    private static Map<String, Object> rates(Map<String, int[]> counts) {
        Map<String, Object> json = new LinkedHashMap<>();
        counts.forEach((name, count) -> json.put(
                name,
                Map.of(
                        "texts", count[0],
                        "blocked", rate(count[1], count[0]),
                        "flagged", rate(count[2], count[0]))));
        return json;
    }

    /** Transform to the share of detections kept, and what is blocked and flagged more of harmless questions, in points. */
    private Map<String, Object> obfuscations() {
        List<GuardSample> found =
                sample(harmful).stream().filter(s -> detected(check(s))).toList();
        List<GuardSample> innocent = sample(questions);
        long before = innocent.stream().filter(s -> detected(check(s))).count();
        long blockedBefore =
                innocent.stream().filter(s -> check(s) instanceof Verdict.Block).count();
        Map<String, Object> json = new LinkedHashMap<>();
        Obfuscations.named().forEach((name, change) -> {
            Random random = new Random(SEED);
            long changed = 0;
            long kept = 0;
            for (GuardSample sample : found) {
                String text = change.apply(sample.text(), random);
                if (!text.equals(sample.text())) {
                    changed++;
                    kept += detected(guardrail.check(Stage.QUESTION, text, sample.lang(), null)) ? 1 : 0;
                }
            }
            long flagged = 0;
            long blocked = 0;
            for (GuardSample sample : innocent) {
                Verdict verdict =
                        guardrail.check(Stage.QUESTION, change.apply(sample.text(), random), sample.lang(), null);
                flagged += detected(verdict) ? 1 : 0;
                blocked += verdict instanceof Verdict.Block ? 1 : 0;
            }
            json.put(
                    name,
                    Map.of(
                            "texts",
                            changed,
                            "kept",
                            rate(kept, changed),
                            "moreFlaggedPoints",
                            100 * rate(flagged - before, innocent.size()),
                            "moreBlockedPoints",
                            100 * rate(blocked - blockedBefore, innocent.size())));
        });
        return json;
    }

    private static List<GuardSample> sample(List<GuardSample> from) {
        List<GuardSample> shuffled = new ArrayList<>(from);
        java.util.Collections.shuffle(shuffled, new Random(SEED));
        return shuffled.subList(0, Math.min(OBFUSCATED, shuffled.size()));
    }

    /** Milliseconds for an answer of 2,000 code units, made of passages. */
    private Map<String, Object> times() {
        List<double[]> measured = new ArrayList<>();
        Map<String, StringBuilder> texts = new TreeMap<>();
        List<GuardSample> answers = new ArrayList<>();
        for (GuardSample passage : sample(passages.isEmpty() ? questions : passages)) {
            StringBuilder text = texts.computeIfAbsent(passage.lang(), k -> new StringBuilder());
            text.append(passage.text()).append(' ');
            while (text.length() >= ANSWER) {
                answers.add(new GuardSample(
                        "", "", passage.lang(), text.substring(0, ANSWER), Kind.PASSAGE, passage.categories()));
                text.delete(0, ANSWER);
            }
        }
        for (int i = 0; !answers.isEmpty() && i < WARM_UP + ANSWERS; i++) {
            GuardSample answer = answers.get(i % answers.size());
            long start = System.nanoTime();
            guardrail.check(Stage.ANSWER, answer.text(), answer.lang(), null);
            if (i >= WARM_UP) {
                measured.add(new double[] {(System.nanoTime() - start) / 1e6});
            }
        }
        double[] sorted = measured.stream().mapToDouble(m -> m[0]).sorted().toArray();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("answers", sorted.length);
        json.put("p50", at(sorted, 0.5));
        json.put("p95", at(sorted, 0.95));
        return json;
    }

    private static double at(double[] sorted, double quantile) {
        return sorted.length == 0 ? 0 : Math.round(100 * sorted[(int) (quantile * (sorted.length - 1))]) / 100.0;
    }
}
