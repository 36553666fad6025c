package dev.nuri.generator.citation;

import dev.nuri.generator.ClaimChecker.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Compares a claim with sources of its own language: what they lack, and how well their words bear it out. */
final class WithinLanguage {

    private static final double VERBATIM = 0.95;
    private static final double CLOSE = 0.15;
    private static final double CLOSE_COVERAGE = 0.75;
    private static final int SHOWN_WORDS = 5;
    /** With less of a claim's content in the sources, words cannot bear it out. */
    private static final double LEAST_COVERAGE = 0.5;

    private static final double UNRELATED = -2;

    private final TextReader reader;

    WithinLanguage(TextReader reader) {
        this.reader = reader;
    }

    /** Reads and aligns. */
    Comparison compare(String claim, String lang, List<Source> sources) {
        List<ReadText> spans = new ArrayList<>();
        List<ReadText> contexts = new ArrayList<>();
        for (Source source : sources) {
            spans.add(reader.remember(source.text(), lang));
            if (!source.context().isBlank()) {
                contexts.add(reader.remember(source.context(), lang));
            }
        }
        return Comparison.of(reader.read(claim, lang), spans, contexts);
    }

    static List<Finding> findings(Comparison comparison) {
        List<Finding> findings = new ArrayList<>(NumberCheck.of(comparison));
        findings.addAll(DateCheck.of(comparison));
        findings.addAll(NameCheck.of(comparison));
        findings.addAll(NegationCheck.of(comparison));
        findings.sort(Comparator.comparing(Finding::place));
        return findings;
    }

    Judgement judge(String claim, String lang, List<Source> sources) {
        Comparison comparison = compare(claim, lang, sources);
        List<Finding> findings = findings(comparison);
        double[] features = SupportMeasures.of(comparison, findings);
        double logit = SupportNetwork.WITHIN.logit(features, LanguageSigns.base(lang));
        if (features[SupportFeature.CONTEXT_COVERAGE.index()] < LEAST_COVERAGE) {
            logit = Math.min(logit, UNRELATED);
        }
        return new Judgement(findings, logit, least(comparison, findings, features), missing(comparison), false);
    }

    /** How probable a claim is at least: one that is a run of the source, and one whose words the source has but for few. */
    private static double least(Comparison comparison, List<Finding> findings, double[] features) {
        if (!findings.isEmpty()) {
            return 0;
        }
        boolean close = features[SupportFeature.CONTEXT_COVERAGE.index()] >= CLOSE_COVERAGE;
        return verbatim(comparison) ? VERBATIM : close ? CLOSE : 0;
    }

    /** Whether the whole claim is one run of the source. */
    private static boolean verbatim(Comparison comparison) {
        List<Alignment.Run> runs = comparison.alignment().runs();
        return runs.size() == 1
                && runs.getFirst().length() == comparison.claim().size();
    }

    /** The words that the evidence lacks, longest first, then as they stand. */
    private static String missing(Comparison comparison) {
        List<String> words = new ArrayList<>();
        ReadText claim = comparison.claim();
        for (int i = 0; i < comparison.alignment().size(); i++) {
            if (!comparison.matched(i) && claim.tokens().get(i).content()) {
                int last = i;
                while (last + 1 < comparison.alignment().size()
                        && !comparison.matched(last + 1)
                        && claim.tokens().get(last + 1).kind() == Token.Kind.CHARACTER) {
                    last++;
                }
                words.add(claim.shown(i, last));
                i = last;
            }
        }
        List<String> longest = words.stream()
                .sorted(Comparator.comparingInt((String word) -> -word.length()))
                .limit(SHOWN_WORDS)
                .toList();
        return words.stream()
                .filter(longest::contains)
                .distinct()
                .map(word -> "\"" + word + "\"")
                .collect(Collectors.joining(", "));
    }
}
