package dev.nuri.generator.citation;

import dev.nuri.generator.ClaimChecker;
import dev.nuri.generator.ClaimCheckers;
import dev.nuri.generator.citation.ClaimQuality.Tally;
import dev.nuri.generator.citation.Translations.Pair;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageAnalyzers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints how many claims with sources in another language are flagged, as {@link ClaimQuality} does: translations, alone
 * and among other lines, altered ones, and claims against other lines. The rows of {@code xquad-} languages are sentences
 * of whole passages, which the embedder was not trained on. Arguments: {@code dev} or {@code test}, and how many pairs to
 * take of each language.
 *
 * <p>{@code java -cp CLASSPATH dev.nuri.generator.citation.AcrossQuality test 300}, with the module's test class path.
 */
final class AcrossQuality {

    private AcrossQuality() {}

    public static void main(String[] args) throws IOException {
        boolean dev = args[0].equals("dev");
        Map<String, Tally> tallies = new TreeMap<>();
        try (Embedder embedder = AcrossTraining.embedder()) {
            ClaimChecker checker = ClaimCheckers.standard(LanguageAnalyzers.standard(), embedder);
            List<Pair> pairs = new ArrayList<>();
            for (String lang : Translations.LANGUAGES) {
                pairs.addAll(Translations.of(lang, dev, Integer.parseInt(args[1])));
            }
            pairs.addAll(Translations.ofPassages("de", dev));
            pairs.addAll(Translations.ofPassages("el", dev));
            for (Pair pair : pairs) {
                ClaimQuality.check(
                        checker,
                        new ClaimQuality.Example(pair.claimLang(), pair.kind(), pair.claim(), pair.source()),
                        tallies.computeIfAbsent(pair.language(), lang -> new Tally()));
            }
        }
        ClaimQuality.print(tallies);
    }
}
