package dev.nuri.generator.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.generator.Answer;
import dev.nuri.generator.Citation;
import dev.nuri.generator.Claim;
import dev.nuri.generator.ClaimChecker;
import dev.nuri.indexer.Passage;
import dev.nuri.retriever.Hit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CitationQualityTest {

    private static final String TEXT = "The door is blue. The roof is red.";
    private static final Hit HIT = new Hit(
            1,
            1,
            new Passage("d", 0, 0, TEXT.length(), TEXT, "en", List.of(), 0),
            "House",
            "upload:house",
            "c",
            "text/plain",
            List.of(),
            List.of(),
            0,
            null,
            null);
    private static final Citation DOOR = citation(1, 0, 17);
    private static final Citation ROOF = citation(2, 18, 34);

    private static final ClaimChecker SAID_THERE = (claim, lang, sources) -> new ClaimChecker.Check(
            sources.stream().anyMatch(source -> source.text().contains(claim))
                    ? Claim.Support.SUPPORTED
                    : Claim.Support.UNSUPPORTED,
            1,
            List.of(),
            false);

    private static Citation citation(int n, int start, int end) {
        return new Citation(n, "d", "d#0", "House", "upload:house", "en", start, end, TEXT.substring(start, end));
    }

    private static CitationQuality quality(String text, List<Claim> claims, Citation... citations) {
        return quality(SAID_THERE, text, claims, citations);
    }

    private static CitationQuality quality(
            ClaimChecker checker, String text, List<Claim> claims, Citation... citations) {
        Answer.Grounded answer =
                new Answer.Grounded(text, "en", "en", claims, List.of(citations), Answer.Origin.of("m", Map.of()));
        return CitationQuality.of(answer, List.of(HIT), id -> id.equals("d") ? TEXT : null, checker);
    }

    private static Claim claim(int start, int end, Integer... citations) {
        return new Claim(start, end, List.of(citations), Claim.Support.SUPPORTED, 1);
    }

    @Test
    void whatQuotesIsWorthAll() {
        assertThat(quality("The door is blue. [1]", List.of(claim(0, 17, 1)), DOOR))
                .isEqualTo(new CitationQuality(1, 1, 1, 1));
    }

    @Test
    void aCitationThatSaysOtherwiseCostsRecallAndPrecision() {
        CitationQuality quality = quality(
                "The door is blue. [2] The roof is red. [2]", List.of(claim(0, 17, 2), claim(22, 38, 2)), DOOR, ROOF);
        assertThat(quality.recall()).isEqualTo(0.5);
        assertThat(quality.precision()).isEqualTo(0.5);
        assertThat(quality.validity()).isEqualTo(1);
    }

    @Test
    void aCitationThatAddsNothingCostsPrecisionAlone() {
        CitationQuality quality = quality("The door is blue. [1][2]", List.of(claim(0, 17, 1, 2)), DOOR, ROOF);
        assertThat(quality.recall()).isEqualTo(1);
        assertThat(quality.precision()).isEqualTo(0.5);
    }

    @Test
    void citationsThatSupportOnlyTogetherAreAllNeeded() {
        ClaimChecker both = (claim, lang, sources) -> new ClaimChecker.Check(
                sources.size() == 2 ? Claim.Support.SUPPORTED : Claim.Support.PARTIAL, 1, List.of(), false);
        CitationQuality quality = quality(both, "Blue and red. [1][2]", List.of(claim(0, 13, 1, 2)), DOOR, ROOF);
        assertThat(quality.precision()).isEqualTo(1);
    }

    @Test
    void anUncitedSentenceCostsCoverage() {
        String text = "The door is blue. [1] Everybody knows that.";
        assertThat(quality(text, List.of(claim(0, 17, 1)), DOOR).coverage()).isEqualTo(0.5);
    }

    @Test
    void aQuoteThatIsNotTheDocumentsIsInvalid() {
        Citation wrong = new Citation(1, "d", "d#0", "House", "upload:house", "en", 0, 17, "The door is pink.");
        assertThat(quality("The door is pink. [1]", List.of(claim(0, 17, 1)), wrong)
                        .validity())
                .isZero();
        Citation elsewhere = new Citation(1, "e", "e#0", "House", "upload:house", "en", 0, 17, DOOR.quote());
        assertThat(quality("The door is blue. [1]", List.of(claim(0, 17, 1)), elsewhere)
                        .validity())
                .isZero();
    }
}
