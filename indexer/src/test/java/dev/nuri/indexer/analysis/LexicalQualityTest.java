package dev.nuri.indexer.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.SharedData;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bars of the product for the lexical leg, on the analyzer of the language alone. */
class LexicalQualityTest {

    @ParameterizedTest
    @CsvSource({"xquad-r-en, en, 0.955", "xquad-r-de, de, 0.927", "xquad-r-el, el, 0.932"})
    void holdsTheBar(String set, String key, double bar) throws Exception {
        Optional<Path> data = SharedData.folder();
        Assumptions.assumeTrue(data.isPresent(), "shared/data is not beside this checkout: bars not measured");
        Path folder = data.orElseThrow().resolve("qa").resolve(set);
        LexicalQuality dev = LexicalQuality.of(folder, true);
        LexicalQuality test = LexicalQuality.of(folder, false);
        var analyzer = LanguageAnalyzers.standard().forKey(key);
        double mrr = (dev.queries() * dev.mrr(analyzer) + test.queries() * test.mrr(analyzer))
                / (dev.queries() + test.queries());
        assertThat(mrr).isGreaterThanOrEqualTo(bar);
    }
}
