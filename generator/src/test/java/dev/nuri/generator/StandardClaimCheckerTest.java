package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.generator.Claim.Support;
import dev.nuri.generator.ClaimChecker.Check;
import dev.nuri.generator.ClaimChecker.Source;
import dev.nuri.generator.EntailmentModel.Entailment;
import dev.nuri.indexer.LanguageAnalyzers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandardClaimCheckerTest extends ClaimCheckerContract {

    private static final Source BRIDGE = new Source(
            "The bridge near Lindow was opened on 14 March 1871. It is 320 metres long and was not built of stone.",
            "en",
            "Brandt Bridge\nRobert Brandt, an engineer from Lindow, designed it. The toll was dropped in 1902.");

    private final ClaimChecker checker = ClaimCheckers.standard(LanguageAnalyzers.standard(), null);

    @Override
    ClaimChecker checker() {
        return checker;
    }

    private Check check(String claim) {
        return checker.check(claim, "en", List.of(BRIDGE));
    }

    @Test
    void fewerWordsAreStillSupported() {
        for (String claim : List.of(
                "The bridge was opened on 14 March 1871.",
                "The bridge near Lindow was opened in March 1871.",
                "The bridge is 320 metres long.",
                "It is 320 metres long, and the bridge near Lindow was opened on 14 March 1871.")) {
            assertThat(check(claim).support()).as(claim + ": " + check(claim)).isEqualTo(Support.SUPPORTED);
        }
    }

    @Test
    void aNameMayComeFromAroundTheCitedText() {
        Source source =
                new Source("He designed the bridge near Lindow in 1871.", "en", "Robert Brandt was an engineer.");
        Check check = checker.check("Brandt designed the bridge near Lindow in 1871.", "en", List.of(source));
        assertThat(check.support()).as(check.toString()).isEqualTo(Support.SUPPORTED);
    }

    @Test
    void aNumberFromAroundTheCitedTextIsHalfSupported() {
        Check check = check("The bridge near Lindow was opened on 14 March 1902.");
        assertThat(check.support()).isNotEqualTo(Support.SUPPORTED);
        assertThat(check.reason()).contains("1902");
    }

    @Test
    void theReasonNamesWhatTheSourceSaysInstead() {
        assertThat(check("The bridge near Lindow was opened on 14 March 1873.").reason())
                .isEqualTo("the number \"1873\" is not what the source says there: \"1871\"");
        assertThat(check("It is 320 metres long and was built of stone.").reason())
                .isEqualTo("the source says \"not\" and the claim leaves the negation out");
        assertThat(check("The bridge near Potsdam was opened on 14 March 1871.").reason())
                .isEqualTo("the name \"Potsdam\" is not what the source says there: \"Lindow\"");
        assertThat(check("It is 320 miles long and was not built of stone.").reason())
                .isEqualTo("the unit \"320 mile\" is not what the source says there: \"320 meter\"");
    }

    @Test
    void missingWordsAreNamed() {
        Check check = check("The ferry harbour was opened by fishermen.");
        assertThat(check.support()).isNotEqualTo(Support.SUPPORTED);
        assertThat(check.reason()).contains("\"ferry\"", "\"fishermen\"");
    }

    @Test
    void severalSourcesSupportTogether() {
        Source toll = new Source("The toll was dropped in 1902.", "en", "");
        String claim = "The bridge near Lindow was opened on 14 March 1871, and the toll was dropped in 1902.";
        assertThat(checker.check(claim, "en", List.of(BRIDGE, toll)).support()).isEqualTo(Support.SUPPORTED);
    }

    @Test
    void chineseOfBothScriptsIsOneLanguage() {
        Source source = new Source("這座橋建於1871年，長320公尺。", "zh-Hant", "");
        Check check = checker.check("这座桥建于1871年，长320公尺。", "zh-Hans", List.of(source));
        assertThat(check.support()).as(check.reason()).isEqualTo(Support.SUPPORTED);
        assertThat(check.acrossLanguages()).isFalse();
    }

    @Test
    void withoutAnEmbedderOtherLanguagesAreAtMostHalfSupported() {
        Source source = new Source("Die Brücke wurde 1871 eröffnet.", "de", "");
        Check check = checker.check("The bridge was opened in 1871.", "en", List.of(source));
        assertThat(check.support()).isEqualTo(Support.PARTIAL);
        assertThat(check.acrossLanguages()).isTrue();
        Check wrong = checker.check("The bridge was opened in 1899.", "en", List.of(source));
        assertThat(wrong.support()).isEqualTo(Support.UNSUPPORTED);
        assertThat(wrong.reason()).contains("1899");
    }

    private static EntailmentModel scripted(Entailment says, boolean knows, List<String> premises) {
        return new EntailmentModel() {
            @Override
            public String id() {
                return "scripted-1";
            }

            @Override
            public boolean supports(String premiseLang, String hypothesisLang) {
                return knows;
            }

            @Override
            public Entailment judge(String premise, String hypothesis) {
                premises.add(premise);
                return says;
            }
        };
    }

    private Check with(EntailmentModel model, String claim) {
        return ClaimCheckers.standard(LanguageAnalyzers.standard(), null, model).check(claim, "en", List.of(BRIDGE));
    }

    @Test
    void aModelRaisesAndLowersWhatWordsLeaveOpen() {
        String claim = "The crossing close to Lindow began operation on 14 March 1871.";
        List<String> premises = new ArrayList<>();
        double own = check(claim).score();
        double sure = with(scripted(new Entailment(0.999, 0.001, 0), true, premises), claim)
                .score();
        double unsure = with(scripted(new Entailment(0.01, 0.98, 0.01), true, premises), claim)
                .score();
        assertThat(sure).isGreaterThan(own);
        assertThat(unsure).isLessThan(sure);
        assertThat(premises).allSatisfy(p -> assertThat(p).contains(BRIDGE.text(), "an engineer from Lindow"));
    }

    @Test
    void aModelCannotOverruleANumber() {
        EntailmentModel sure = scripted(new Entailment(1, 0, 0), true, new ArrayList<>());
        Check check = with(sure, "The bridge near Lindow was opened on 14 March 1873.");
        assertThat(check.support()).isEqualTo(Support.UNSUPPORTED);
        assertThat(check.reason()).contains("1873");
    }

    @Test
    void aContradictionThatAModelFindsIsUnsupported() {
        EntailmentModel against = scripted(new Entailment(0.1, 0.1, 0.8), true, new ArrayList<>());
        Check check = with(against, "It is 320 metres long and was not built of stone.");
        assertThat(check.support()).isEqualTo(Support.UNSUPPORTED);
        assertThat(check.reason()).contains("scripted-1");
    }

    @Test
    void aModelIsNotAskedInLanguagesItDoesNotKnow() {
        List<String> premises = new ArrayList<>();
        String claim = "The bridge near Lindow was opened on 14 March 1871.";
        Check check = with(scripted(new Entailment(0, 1, 0), false, premises), claim);
        assertThat(check).isEqualTo(check(claim));
        assertThat(premises).isEmpty();
    }

    @Test
    void probabilitiesThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new Entailment(0.5, 0.5, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Entailment(Double.NaN, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
