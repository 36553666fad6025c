package dev.nuri.generator.citation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.generator.Claim.Support;
import dev.nuri.generator.ClaimChecker;
import dev.nuri.generator.ClaimChecker.Check;
import dev.nuri.generator.ClaimChecker.Source;
import dev.nuri.generator.ClaimCheckers;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageAnalyzers;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Claims in another language than their source, with the embedder that comes with Nuri. */
class AcrossLanguagesTest {

    private static final Source SOURCE = new Source(
            "The bridge over the river was opened in March 1871. It is 320 kilometres from the capital.", "en", "");

    private static Embedder embedder;
    private static ClaimChecker checker;

    @BeforeAll
    static void open() throws IOException {
        embedder = AcrossTraining.embedder();
        checker = ClaimCheckers.standard(LanguageAnalyzers.standard(), embedder);
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "de | Die Brücke über den Fluss wurde im März 1871 eröffnet.",
                "fr | Le pont sur la rivière a été ouvert en mars 1871.",
                "es | El puente sobre el río se abrió en marzo de 1871.",
                "ru | Мост через реку был открыт в марте 1871 года.",
                "ko | 강 위의 다리는 1871년 3월에 개통되었다.",
                "ja | 川に架かる橋は1871年3月に開通した。",
                "zh | 河上的桥于1871年3月通车。"
            })
    void aTranslationIsSupportedAndMarked(String lang, String claim) {
        Check check = checker.check(claim, lang, List.of(SOURCE));
        assertThat(check.support()).as(check.toString()).isEqualTo(Support.SUPPORTED);
        assertThat(check.acrossLanguages()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "de | Die Brücke über den Fluss wurde im März 1899 eröffnet. | 1899",
                "de | Die Brücke über den Fluss wurde im Juni 1871 eröffnet. | Juni",
                "ko | 강 위의 다리는 1899년 3월에 개통되었다. | 1899",
                "ja | 川に架かる橋は1871年6月に開通した。 | 6月",
                "es | Está a 320 millas de la capital. | 320 mile",
                "zh | 距首都340公里。 | 340"
            })
    void numbersDatesAndUnitsMustAgree(String lang, String claim, String named) {
        Check check = checker.check(claim, lang, List.of(SOURCE));
        assertThat(check.support()).as(check.toString()).isEqualTo(Support.UNSUPPORTED);
        assertThat(check.reason()).contains(named);
    }

    @Test
    void anotherMatterIsNotSupported() {
        Check check = checker.check("Der Botaniker sammelte seltene Orchideen im Regenwald.", "de", List.of(SOURCE));
        assertThat(check.support()).isNotEqualTo(Support.SUPPORTED);
    }

    @Test
    void aSourceInTheClaimsOwnLanguageIsEnough() {
        Source german = new Source("Die Brücke wurde aus Holz gebaut.", "de", "");
        Check check = checker.check("Die Brücke wurde aus Holz gebaut.", "de", List.of(SOURCE, german));
        assertThat(check.support()).isEqualTo(Support.SUPPORTED);
        assertThat(check.acrossLanguages()).isFalse();
    }
}
