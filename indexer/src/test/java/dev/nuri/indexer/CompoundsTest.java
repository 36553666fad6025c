package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompoundsTest {

    private static final LanguageAnalyzers ANALYZERS = LanguageAnalyzers.standard();

    @ParameterizedTest
    @CsvSource({
        "de, Die Krankenversicherungen zahlen., Versicherung",
        "de, Die Donaudampfschifffahrt, Schifffahrt",
        "nl, een ziektekostenverzekering, verzekering",
        "sv, en sjukförsäkring betalar, försäkring",
        "da, en sygeforsikring betaler, forsikring",
        "nb, en sykeforsikring betaler, forsikring",
        "fi, sairausvakuutus korvaa kulut, vakuutus"
    })
    void aCompoundIsFoundByWhatItIs(String lang, String text, String word) {
        String key = ANALYZERS.keyOf(lang);
        assertThat(Compounds.areOneWord(key)).isTrue();
        String end = ANALYZERS.terms(ANALYZERS.forKey(key), word).getFirst();
        assertThat(Compounds.in(ANALYZERS.forKey(key), IndexSchema.body(key), text))
                .singleElement()
                .satisfies(compound -> {
                    assertThat(Compounds.endsIn(compound, end)).isTrue();
                    assertThat(Compounds.ends(compound)).contains(end);
                    assertThat(Compounds.reversed(compound)).startsWith(Compounds.reversed(end));
                });
    }

    @Test
    void endsComeLongestFirst() {
        assertThat(Compounds.ends("haustuerschluessel"))
                .startsWith("stuerschluessel", "tuerschluessel", "uerschluessel")
                .endsWith("hluessel", "luessel", "uessel", "essel")
                .isSortedAccordingTo((a, b) -> b.length() - a.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "haustuer",
                "abc123def456",
                "a-b-c-d-e-f-g",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void whatIsShortOrLongOrNoWordHasNoEnds(String term) {
        assertThat(Compounds.ends(term)).isEmpty();
    }

    @Test
    void aWordIsNoEndOfItselfNorOfWhatAddsLessThanASyllable() {
        assertThat(Compounds.endsIn("versicherung", "versicherung")).isFalse();
        assertThat(Compounds.endsIn("verarbeitung", "arbeitung")).isTrue();
        assertThat(Compounds.endsIn("beleuchtung", "leuchtung")).isFalse();
        assertThat(Compounds.endsIn("holzhaus", "haus")).isFalse();
    }

    @Test
    void otherLanguagesHaveNone() {
        assertThat(List.of("ko", "en", "fr", "zh")).noneMatch(Compounds::areOneWord);
        assertThat(Compounds.areOneWord(null)).isFalse();
    }

    @Test
    void onlyLongWordsAreAnalysedAndNoneIsMissed() {
        Random random = Seeds.random("compounds");
        String key = "de";
        for (int i = 0; i < 200; i++) {
            String text = words(random);
            List<String> expected = ANALYZERS.terms(ANALYZERS.forKey(key), text).stream()
                    .filter(Compounds::mayBe)
                    .distinct()
                    .toList();
            assertThat(Compounds.in(ANALYZERS.forKey(key), IndexSchema.body(key), text))
                    .containsExactlyElementsOf(expected);
        }
    }

    private static String words(Random random) {
        String[] parts = {"Straßen", "bahn", "über", "Führung", "s", "haus", "Äpfel", "ungen", "Recht", "a", "ß"};
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < 40; word++) {
            for (int part = random.nextInt(5); part >= 0; part--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            text.append(" ,;\n-".charAt(random.nextInt(5)));
        }
        return text.toString();
    }
}
