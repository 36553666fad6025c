package dev.nuri.generator.citation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nuri.generator.ClaimChecker;
import dev.nuri.generator.ClaimCheckers;
import dev.nuri.generator.citation.ClaimQuality.Example;
import dev.nuri.generator.citation.ClaimQuality.Kind;
import dev.nuri.generator.citation.ClaimQuality.Tally;
import dev.nuri.indexer.LanguageAnalyzers;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Holds the figures of docs/answers.md on a small sample of the test halves. */
class ClaimQualityTest {

    private static final int PASSAGES = 25;

    @Test
    void alteredClaimsAreFlaggedAndOriginalsAreNot() {
        assumeTrue(PassageSet.folder().isPresent(), "shared/data/qa is not here, so that nothing was measured");
        ClaimChecker checker = ClaimCheckers.standard(LanguageAnalyzers.standard(), null);
        Map<String, Tally> tallies = new TreeMap<>();
        Tally all = new Tally();
        for (PassageSet set : PassageSet.all(PassageSet.folder().orElseThrow())) {
            for (Example example : ClaimQuality.examples(set, false, PASSAGES)) {
                ClaimQuality.check(checker, example, tallies.computeIfAbsent(example.lang(), l -> new Tally()));
                ClaimQuality.check(checker, example, all);
            }
        }
        ClaimQuality.print(tallies);
        assertThat(tallies).hasSizeGreaterThanOrEqualTo(20);
        assertThat(all.rate(Kind.NUMBER)).isGreaterThanOrEqualTo(98);
        assertThat(all.wrong()).isGreaterThanOrEqualTo(98);
        assertThat(all.rate(Kind.OWN, Kind.PASSAGE)).isLessThanOrEqualTo(2);
        tallies.forEach((lang, tally) -> {
            assertThat(tally.wrong()).as(lang).isGreaterThanOrEqualTo(95);
            assertThat(tally.rate(Kind.OWN, Kind.PASSAGE)).as(lang).isLessThanOrEqualTo(5);
        });
    }
}
