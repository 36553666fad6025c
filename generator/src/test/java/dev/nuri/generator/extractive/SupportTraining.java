package dev.nuri.generator.extractive;

import dev.nuri.generator.extractive.MeasuredQuestion.Found;
import dev.nuri.generator.extractive.NetworkTraining.Example;
import dev.nuri.generator.extractive.TrainingQuestions.Asked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Learns when to answer: on questions whose passage is there or taken away, and on questions with candidates that answer or
 * do not. What orders a question's sentences was learned without it. Every set and outcome weighs the same. Prints what
 * five-fold cross-validation says of it at several thresholds.
 */
final class SupportTraining {

    private static final int MEMBERS = Integer.getInteger("members", 5);
    private static final int UNITS = Integer.getInteger("units", 6);
    private static final int EPOCHS = Integer.getInteger("epochs", 40);
    private static final double L2 = Double.parseDouble(System.getProperty("l2", "0.003"));
    private static final double LANGUAGE_L2 = Double.parseDouble(System.getProperty("languageL2", "0.03"));

    /** What may be learned of a question, once as it was found and once with its passage taken away. */
    private enum Kind {
        PRESENT,
        REMOVED,
        CANDIDATES
    }

    /** One outcome. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Outcome(
            String set,
            boolean byMeaning,
            String lang,
            Kind kind,
            boolean right,
            boolean retrieved,
            int fold,
            float[] measures) {}

    private final List<Outcome> outcomes;
    private final List<String> languages;

    private SupportTraining(List<Outcome> outcomes) {
        this.outcomes = outcomes;
        this.languages = new ArrayList<>(
                new TreeSet<>(outcomes.stream().map(Outcome::lang).toList()));
    }

    /** @param byFold what orders the sentences of the questions of each fold, learned without them */
    static SupportTraining of(List<MeasuredQuestion> questions, List<Weights> byFold) {
        List<Outcome> outcomes = new ArrayList<>();
        for (MeasuredQuestion question : questions) {
            Weights weights = byFold.get(question.fold());
            if (question.asked().fromCandidates()) {
                add(question, question.present(), Kind.CANDIDATES, weights, outcomes);
            } else if (question.removed() != null) {
                if (!question.asked().query().answers().isEmpty()) {
                    add(question, question.present(), Kind.PRESENT, weights, outcomes);
                }
                add(question, question.removed(), Kind.REMOVED, weights, outcomes);
            }
        }
        return new SupportTraining(outcomes);
    }

    Fitted learn() {
        validate(outcomes, languages);
        return fit(outcomes, languages);
    }

    private static void add(
            MeasuredQuestion question, Found found, Kind kind, Weights weights, List<Outcome> outcomes) {
        if (found.candidates().isEmpty()) {
            return;
        }
        List<Candidate> ranked = CandidateRanking.rank(found.candidates(), weights);
        Candidate best = ranked.getFirst();
        float[] measures = MeasuredQuestion.floats(new SupportMeasures(found.query(), ranked).of(best));
        boolean holds = question.holds(Composition.choose(ranked, weights));
        if (kind == Kind.REMOVED && holds) {
            return;
        }
        Asked asked = question.asked();
        boolean right = kind == Kind.CANDIDATES ? asked.query().answerable() : kind == Kind.PRESENT && holds;
        String lang = QuestionForms.base(best.passage().hit().passage().lang());
        outcomes.add(new Outcome(
                asked.set(), question.byMeaning(), lang, kind, right, found.retrieved(), question.fold(), measures));
    }

    /** What was learned. */
    record Fitted(Network network, Map<String, Double> biases) {

        private double confidence(Outcome outcome) {
            double[] measures = new double[outcome.measures.length];
            for (int i = 0; i < measures.length; i++) {
                measures[i] = outcome.measures[i];
            }
            return 1 / (1 + Math.exp(-network.score(measures) - biases.getOrDefault(outcome.lang, 0.0)));
        }
    }

    private static Fitted fit(List<Outcome> outcomes, List<String> languages) {
        Map<String, Integer> counts = new HashMap<>();
        outcomes.forEach(o -> counts.merge(cell(o), 1, Integer::sum));
        double mean = (double) outcomes.size() / counts.size();
        List<Example> examples = new ArrayList<>();
        for (Outcome o : outcomes) {
            double share = o.kind == Kind.PRESENT && !o.right ? 0.3 : 1;
            double shrunk = Math.min(4, mean / counts.get(cell(o)));
            examples.add(new Example(
                    new float[][] {o.measures},
                    null,
                    new float[] {o.right ? 1 : 0},
                    share * shrunk,
                    languages.indexOf(o.lang)));
        }
        List<Network> networks = new ArrayList<>();
        double[] groups = new double[languages.size()];
        for (int seed = 1; seed <= MEMBERS; seed++) {
            NetworkTraining training = new NetworkTraining(
                            seed, SupportFeature.values().length, UNITS, 0, languages.size(), L2, 0, LANGUAGE_L2)
                    .fit(resampled(examples, seed), EPOCHS, 0.005, false);
            networks.add(training.network(0));
            for (int i = 0; i < groups.length; i++) {
                groups[i] += training.groups()[i] / MEMBERS;
            }
        }
        Map<String, Double> biases = new TreeMap<>();
        for (int i = 0; i < groups.length; i++) {
            biases.put(languages.get(i), Math.round(groups[i] * 1e3) / 1e3);
        }
        return new Fitted(NetworkTraining.mean(networks), biases);
    }

    /** Each example weighed anew by an exponential draw: a bootstrap that leaves nothing out (Rubin, 1981). */
    private static List<Example> resampled(List<Example> examples, long seed) {
        SplittableRandom random = new SplittableRandom(100 + seed);
        return examples.stream()
                .map(e -> new Example(
                        e.measures(), e.slots(), e.right(), e.weight() * -Math.log(1 - random.nextDouble()), e.group()))
                .toList();
    }

    private static String cell(Outcome o) {
        return o.set + " " + o.byMeaning + " " + o.kind + " " + (o.kind == Kind.CANDIDATES && o.right);
    }

    private static void validate(List<Outcome> outcomes, List<String> languages) {
        IdentityHashMap<Outcome, Double> confidence = new IdentityHashMap<>();
        for (int fold = 0; fold < MeasuredQuestion.folds(); fold++) {
            int held = fold;
            List<Outcome> rest = outcomes.stream().filter(o -> o.fold != held).toList();
            Fitted fitted = fit(rest, languages);
            outcomes.stream().filter(o -> o.fold == held).forEach(o -> confidence.put(o, fitted.confidence(o)));
        }
        for (double at = 0.2; at < 0.61; at += 0.05) {
            for (boolean byMeaning : new boolean[] {true, false}) {
                print(
                        byMeaning ? "by meaning" : "by words",
                        outcomes.stream().filter(o -> o.byMeaning == byMeaning).toList(),
                        confidence,
                        at);
            }
        }
    }

    private static void print(
            String label, List<Outcome> outcomes, IdentityHashMap<Outcome, Double> confidence, double at) {
        Map<String, double[]> sets = new TreeMap<>();
        for (Outcome o : outcomes) {
            // hallucinated, unanswerable, missed, answerable
            double[] counts =
                    sets.computeIfAbsent((o.kind == Kind.CANDIDATES ? "n " : "q ") + o.set, s -> new double[6]);
            boolean answered = confidence.get(o) >= at;
            if (o.kind == Kind.PRESENT) {
                counts[2] += answered && o.right ? 1 : 0;
                counts[3] += o.retrieved ? 1 : 0;
                counts[4] += o.right ? 1 : 0;
            } else if (o.kind == Kind.REMOVED || !o.right) {
                counts[0] += answered ? 1 : 0;
                counts[1]++;
            } else {
                counts[2] += answered ? 0 : 1;
                counts[3]++;
            }
        }
        double wrong = 0;
        int languages = 0;
        double removed = 0;
        double right = 0;
        double possible = 0;
        int qa = 0;
        int qaRight = 0;
        StringBuilder each = new StringBuilder();
        for (var entry : sets.entrySet()) {
            double[] c = entry.getValue();
            if (entry.getKey().startsWith("n ")) {
                if (c[1] > 0 && c[3] > 0) {
                    double both = 50 * (c[0] / c[1] + c[2] / c[3]);
                    wrong += both;
                    languages++;
                    each.append(String.format(
                            Locale.ROOT, "%s %.0f  ", entry.getKey().substring(11), both));
                }
            } else {
                removed += 1 - c[0] / Math.max(1, c[1]);
                qa++;
                if (c[3] > 0) {
                    right += c[2] / c[3];
                    possible += c[4] / c[3];
                    qaRight++;
                    each.append(String.format(
                            Locale.ROOT,
                            "%s %.0f/%.0f ",
                            entry.getKey().substring(2),
                            100 * c[2] / c[3],
                            100 - 100 * c[0] / Math.max(1, c[1])));
                }
            }
        }
        System.err.printf(
                Locale.ROOT,
                "%s at %.2f: candidates wrong %.1f; removed abstains %.1f; right when retrieved %.1f of %.1f%n   %s%n",
                label,
                at,
                wrong / Math.max(1, languages),
                100 * removed / Math.max(1, qa),
                100 * right / Math.max(1, qaRight),
                100 * possible / Math.max(1, qaRight),
                each);
    }
}
