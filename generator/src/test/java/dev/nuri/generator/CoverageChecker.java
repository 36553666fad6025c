package dev.nuri.generator;

import dev.nuri.generator.SupportReason.Code;
import dev.nuri.generator.SupportReason.Kind;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A plain checker for tests: every number of the claim must be in what it cites, and most of its letter runs. Knows no
 * negation and no names.
 */
final class CoverageChecker implements ClaimChecker {

    private static final Pattern NUMBER = Pattern.compile("\\p{Nd}+");

    @Override
    public Check check(String claim, String lang, List<Source> sources) {
        String cited = fold(sources.stream().map(Source::text).collect(Collectors.joining(" ")));
        String wanted = fold(claim);
        for (String number :
                NUMBER.matcher(wanted).results().map(m -> m.group()).toList()) {
            if (!NUMBER.matcher(cited).results().anyMatch(m -> m.group().equals(number))) {
                return new Check(
                        Claim.Support.UNSUPPORTED,
                        0,
                        List.of(SupportReason.of(Code.MISSING, Kind.NUMBER, number)),
                        false);
            }
        }
        double covered = covered(wanted, sources);
        return covered >= 0.8
                ? Check.supported(covered)
                : covered >= 0.65
                        ? new Check(
                                Claim.Support.PARTIAL,
                                covered,
                                List.of(SupportReason.of(Code.WORDS_MISSING, "some words")),
                                false)
                        : new Check(
                                Claim.Support.UNSUPPORTED,
                                covered,
                                List.of(SupportReason.of(Code.WORDS_MISSING, "most words")),
                                false);
    }

    private static double covered(String wanted, List<Source> sources) {
        Set<String> runs = runs(wanted);
        Set<String> found = new HashSet<>();
        sources.forEach(source -> found.addAll(runs(fold(source.text()))));
        return runs.isEmpty()
                ? 0
                : (double) runs.stream().filter(found::contains).count() / runs.size();
    }

    private static Set<String> runs(String text) {
        Set<String> runs = new HashSet<>();
        for (int i = 0; i + 3 <= text.length(); i++) {
            runs.add(text.substring(i, i + 3));
        }
        return runs;
    }

    private static String fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", " ")
                .strip();
    }
}
