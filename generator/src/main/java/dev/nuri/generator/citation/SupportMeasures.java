package dev.nuri.generator.citation;

import dev.nuri.generator.citation.Alignment.Gap;
import dev.nuri.generator.citation.Alignment.Run;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Measures the {@link SupportFeature}s of a claim. */
final class SupportMeasures {

    private static final double MOST = 5;
    private static final int STEM = 4;

    private final Comparison comparison;
    private final ReadText claim;
    private final double[] values = new double[SupportFeature.values().length];
    private final Set<String> spanKeys = new HashSet<>();
    private final int size;

    private SupportMeasures(Comparison comparison) {
        this.comparison = comparison;
        this.claim = comparison.claim();
        this.size = comparison.alignment().size();
        comparison.spans().forEach(span -> span.tokens().forEach(token -> spanKeys.add(token.key())));
    }

    /** {@code double[SupportFeature.values().length]}, by index. */
    static double[] of(Comparison comparison, List<Finding> findings) {
        SupportMeasures measures = new SupportMeasures(comparison);
        measures.coverage();
        measures.ngrams();
        measures.runs();
        measures.gaps();
        measures.missing();
        measures.facts(findings);
        return measures.values;
    }

    private void set(SupportFeature feature, double value) {
        values[feature.index()] = value;
    }

    private static double share(double part, double whole) {
        return whole == 0 ? 1 : part / whole;
    }

    private void coverage() {
        Set<String> around = new HashSet<>(spanKeys);
        comparison.contexts().forEach(text -> text.tokens().forEach(token -> around.add(token.key())));
        Set<String> chosen = new HashSet<>();
        for (int at = 0; at < comparison.evidence().size(); at++) {
            chosen.add(comparison.evidence().token(at).key());
        }
        double content = 0;
        double inEvidence = 0;
        double inSpan = 0;
        double inContext = 0;
        int aligned = 0;
        int characters = 0;
        for (int i = 0; i < size; i++) {
            Token token = claim.tokens().get(i);
            double weight = weight(token);
            content += weight;
            inEvidence += chosen.contains(token.key()) ? weight : 0;
            inSpan += spanKeys.contains(token.key()) ? weight : 0;
            inContext += around.contains(token.key()) ? weight : 0;
            aligned += comparison.matched(i) ? 1 : 0;
            characters += token.kind() == Token.Kind.CHARACTER ? 1 : 0;
        }
        set(SupportFeature.COVERAGE, share(inEvidence, content));
        set(SupportFeature.SPAN_COVERAGE, share(inSpan, content));
        set(SupportFeature.CONTEXT_COVERAGE, share(inContext, content));
        set(SupportFeature.ALIGNED, share(aligned, size));
        set(SupportFeature.LENGTH, Math.log1p(size));
        set(SupportFeature.SENTENCES, comparison.evidence().stretches());
        set(SupportFeature.CHARACTERS, share(characters, size));
        long terms = claim.terms().stream()
                .filter(term ->
                        comparison.spans().stream().anyMatch(s -> s.terms().contains(term)))
                .count();
        set(SupportFeature.TERMS, share((double) terms, claim.terms().size()));
    }

    /** Longer words are rarer, and so say more. */
    private static double weight(Token token) {
        if (token.kind() == Token.Kind.WORD) {
            return token.content() ? 1 + Math.log(token.length()) : 0;
        }
        return token.number() ? 2 : 1;
    }

    private void ngrams() {
        String text = claim.signs().fold(claim.text());
        int n = values[SupportFeature.CHARACTERS.index()] > 0.5 ? 2 : 3;
        Set<String> there = new HashSet<>();
        for (int at = 0; at < comparison.evidence().size(); at++) {
            if (at == 0 || !comparison.evidence().sameStretch(at - 1, at)) {
                Evidence.Place first = comparison.evidence().place(at);
                int last = at;
                while (last + 1 < comparison.evidence().size()
                        && comparison.evidence().sameStretch(at, last + 1)) {
                    last++;
                }
                String stretch = first.source()
                        .shown(first.index(), comparison.evidence().place(last).index());
                grams(claim.signs().fold(stretch), n, there);
            }
        }
        Set<String> here = new HashSet<>();
        grams(text, n, here);
        set(
                SupportFeature.NGRAMS,
                share((double) here.stream().filter(there::contains).count(), here.size()));
    }

    private static void grams(String text, int n, Set<String> into) {
        for (int i = 0; i + n <= text.length(); i++) {
            into.add(text.substring(i, i + n));
        }
    }

    private void runs() {
        List<Run> runs = comparison.alignment().runs();
        int longest = 0;
        int aligned = 0;
        int following = 0;
        for (int r = 0; r < runs.size(); r++) {
            longest = Math.max(longest, runs.get(r).length());
            aligned += runs.get(r).length();
            following += r > 0 && runs.get(r).evidence() >= runs.get(r - 1).evidenceEnd() ? 1 : 0;
        }
        set(SupportFeature.LONGEST_RUN, share(longest, size));
        set(SupportFeature.FRAGMENTS, runs.isEmpty() ? 1 : (double) runs.size() / aligned);
        set(SupportFeature.ORDER, share(following, Math.max(0, runs.size() - 1)));
    }

    private void gaps() {
        double content = 0;
        double replaced = 0;
        double added = 0;
        double leftOut = 0;
        int replacements = 0;
        for (int i = 0; i < size; i++) {
            content += weight(claim.tokens().get(i));
        }
        List<Gap> gaps = comparison.alignment().gaps();
        for (int g = 0; g < gaps.size(); g++) {
            Gap gap = gaps.get(g);
            double mine = missingWeight(gap);
            double theirs = 0;
            for (int at = Math.max(0, gap.evidenceFrom()); at < gap.evidenceTo(); at++) {
                theirs += weight(comparison.evidence().token(at));
            }
            boolean inner = g > 0 && g < gaps.size() - 1;
            replaced += theirs > 0 ? mine : 0;
            replacements += mine > 0 && theirs > 0 ? 1 : 0;
            added += theirs > 0 ? 0 : mine;
            leftOut += inner ? theirs : 0;
        }
        set(SupportFeature.REPLACED, content == 0 ? 0 : replaced / content);
        set(SupportFeature.REPLACEMENTS, Math.min(MOST, replacements));
        set(SupportFeature.ADDED, content == 0 ? 0 : added / content);
        set(SupportFeature.LEFT_OUT, content == 0 ? 0 : Math.min(MOST, leftOut / content));
    }

    private double missingWeight(Gap gap) {
        double weight = 0;
        for (int i = gap.from(); i < gap.to(); i++) {
            weight += weight(claim.tokens().get(i));
        }
        return weight;
    }

    private void missing() {
        Set<String> beginnings = new HashSet<>();
        spanKeys.stream().filter(key -> key.length() >= STEM).forEach(key -> beginnings.add(key.substring(0, STEM)));
        int missing = 0;
        int related = 0;
        int capitals = 0;
        int longest = 0;
        int run = 0;
        for (int i = 0; i < size; i++) {
            Token token = claim.tokens().get(i);
            boolean lacks = !comparison.matched(i) && token.content();
            run = lacks && token.kind() == Token.Kind.CHARACTER ? run + 1 : 0;
            if (lacks) {
                missing++;
                boolean kin = token.key().length() >= STEM
                        && beginnings.contains(token.key().substring(0, STEM));
                related += kin || spanKeys.contains(token.key()) ? 1 : 0;
                capitals += token.capital() ? 1 : 0;
                longest = Math.max(longest, Math.max(run, token.kind() == Token.Kind.WORD ? token.length() : 0));
            }
        }
        set(SupportFeature.MISSING, Math.log1p(missing));
        set(SupportFeature.RELATED, missing == 0 ? 0 : (double) related / missing);
        set(SupportFeature.CAPITALS, Math.min(MOST, capitals));
        set(SupportFeature.LONGEST_MISSING, Math.log1p(longest));
    }

    private void facts(List<Finding> findings) {
        set(SupportFeature.NUMBERS_ELSEWHERE, count(findings, false, Finding.Kind.NUMBER, Finding.Kind.DATE));
        set(SupportFeature.NAMES_ELSEWHERE, count(findings, false, Finding.Kind.NAME, Finding.Kind.QUOTATION));
        set(SupportFeature.CONTRADICTIONS, count(findings, true, Finding.Kind.values()));
        boolean mine = false;
        for (int i = 0; i < size; i++) {
            mine |= claim.negations()[i];
        }
        boolean theirs = false;
        for (int at = 0; at < comparison.evidence().size(); at++) {
            theirs |= comparison.evidence().negation(at);
        }
        set(SupportFeature.POLARITY, mine == theirs ? 0 : 1);
    }

    private static double count(List<Finding> findings, boolean decisive, Finding.Kind... kinds) {
        long found = findings.stream()
                .filter(f -> f.decides() == decisive && Set.of(kinds).contains(f.kind()))
                .count();
        return Math.min(MOST, (double) found);
    }
}
