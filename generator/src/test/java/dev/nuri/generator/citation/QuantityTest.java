package dev.nuri.generator.citation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.LanguageAnalyzers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

    private static final TextReader READER = new TextReader(LanguageAnalyzers.standard());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | 1,234.5 | 1234.5",
                "en | 1,234,567 | 1234567",
                "en | 12.50 | 12.5",
                "en | 007 | 7",
                "de | 1.234,5 | 1234.5",
                "de | 1.234 | 1234",
                "fr | 1 234 567 | 1234567",
                "pl | 12 500,25 | 12500.25",
                "de-CH | 1'234'567 | 1234567",
                "hi | 12,34,567 | 1234567",
                "ar | ٣٢٠ | 320",
                "ar | ١٬٢٣٤٫٥ | 1234.5",
                "fa | ۱۸۷۱ | 1871",
                "bn | ৩২০ | 320",
                "th | ๒๕๕๓ | 2553",
                "ja | １２３ | 123",
                "ja | 三百二十 | 320",
                "ja | 二〇一九 | 2019",
                "ja | 3億5000万 | 350000000",
                "zh | 五千万 | 50000000",
                "zh | 1.4亿 | 140000000",
                "ko | 3억 5천만 | 350000000",
                "ko | 5만 | 50000",
                "en | two million | 2000000",
                "en | 1.5 billion | 1500000000",
                "en | twenty-one | 21",
                "de | fünfzig | 50",
                "de | 5 Millionen | 5000000",
                "es | 3 mil | 3000",
                "ru | 5 миллионов | 5000000",
                "hi | 20 लाख | 2000000",
                "fi | kaksikymmentä | 20"
            })
    void aNumberHasOneValueHoweverItIsWritten(String lang, String text, String value) {
        assertThat(values(lang, text)).containsExactly(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"en | 192.168.0.1 | 192,168,0,1", "de | 14.3.1871 | 14,3,1871", "en | 1990-1995 | 1990,1995"})
    void whatIsNoNumberIsReadInParts(String lang, String text, String values) {
        assertThat(String.join(",", values(lang, text))).isEqualTo(values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | 5 km | kilometer",
                "en | $5 | USD",
                "en | 20 percent | percent",
                "en | 20% | percent",
                "en | 5 miles per hour | mile-per-hour",
                "en | 30 °C | celsius",
                "en | €20 | EUR",
                "de | 5 Kilometer | kilometer",
                "de | 20 Euro | EUR",
                "fr | 5 kilomètres | kilometer",
                "es | 20 millas | mile",
                "ru | 5 километров | kilometer",
                "pl | 5 kilometrów | kilometer",
                "ko | 5킬로미터 | kilometer",
                "ko | 5킬로그램의 | kilogram",
                "ja | 5キロメートル | kilometer",
                "zh | 5公里 | kilometer",
                "th | 5 กิโลเมตร | kilometer",
                "ar | 20 كيلومترًا | kilometer",
                "fa | ۲۰ کیلومتر | kilometer",
                "vi | 5 kilômét | kilometer"
            })
    void aUnitIsKnownByItsNamesAndSigns(String lang, String text, String unit) {
        List<Quantity> found = READER.read(text, lang).quantities();
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().unit()).isNotNull();
        assertThat(found.getFirst().unit().id()).isEqualTo(unit);
    }

    @Test
    void oneMeasureIsTheSameInTwoUnits() {
        Quantity kilometres = READER.read("5 km", "en").quantities().getFirst();
        Quantity metres = READER.read("5,000 m", "en").quantities().getFirst();
        Quantity miles = READER.read("5 miles", "en").quantities().getFirst();
        assertThat(NumberCheck.same(kilometres, metres)).isTrue();
        assertThat(NumberCheck.sameUnit(kilometres, miles)).isFalse();
    }

    @Test
    void everyAnalyzedLanguageHasItsSigns() {
        for (String lang : LanguageAnalyzers.standard().keys()) {
            assertThat(values(lang, "5 km 1990")).as(lang).containsExactly("5", "1990");
        }
    }

    private static List<String> values(String lang, String text) {
        return READER.read(text, lang).quantities().stream()
                .map(Quantity::value)
                .toList();
    }
}
