package dev.nuri.generator.citation;

import dev.nuri.generator.Claim.Support;
import dev.nuri.generator.ClaimChecker;
import dev.nuri.generator.ClaimChecker.Check;
import dev.nuri.generator.ClaimChecker.Source;
import dev.nuri.generator.ClaimCheckers;
import dev.nuri.indexer.LanguageAnalyzers;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints the verdicts on short sentences against what other people made of the same translation: free wording, of which
 * words tell little. Argument: {@code dev} or {@code test}.
 *
 * <p>{@code java -cp CLASSPATH dev.nuri.generator.citation.ParaphraseQuality test}, with the module's test class path.
 */
final class ParaphraseQuality {

    private ParaphraseQuality() {}

    public static void main(String[] args) {
        boolean dev = args[0].equals("dev");
        ClaimChecker checker = ClaimCheckers.standard(LanguageAnalyzers.standard(), null);
        print("en", Translations.paraphrases("ja", 0, dev), checker);
        for (String lang : List.of("ja", "de", "es", "fr", "ko", "ru", "zh")) {
            print(lang, Translations.paraphrases(lang, 1, dev), checker);
        }
    }

    private static void print(String lang, List<String[]> pairs, ClaimChecker checker) {
        Map<Support, Integer> verdicts = new EnumMap<>(Support.class);
        int decided = 0;
        for (String[] pair : pairs) {
            Check check = checker.check(pair[0], lang, List.of(new Source(pair[1], lang, "")));
            verdicts.merge(check.support(), 1, Integer::sum);
            decided += check.reason().startsWith("the source lacks")
                            || check.reason().isEmpty()
                    ? 0
                    : 1;
        }
        System.out.printf(
                Locale.ROOT,
                "%-4s %5d pairs: supported %d, partial %d, unsupported %d; %d for another reason than missing words%n",
                lang,
                pairs.size(),
                verdicts.getOrDefault(Support.SUPPORTED, 0),
                verdicts.getOrDefault(Support.PARTIAL, 0),
                verdicts.getOrDefault(Support.UNSUPPORTED, 0),
                decided);
    }
}
