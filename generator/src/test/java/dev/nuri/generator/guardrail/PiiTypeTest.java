package dev.nuri.generator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.generator.guardrail.PiiDetector.Found;
import dev.nuri.generator.guardrail.PiiType.Check;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PiiTypeTest {

    private static List<Found> find(String text, String lang) {
        return PiiDetector.find(Normalisation.plain(text), lang);
    }

    /** Numbers that offices and standards publish as examples. */
    @ParameterizedTest
    @CsvSource({
        "IBAN, DE89 3704 0044 0532 0130 00, DE88 3704 0044 0532 0130 00",
        "IBAN, GB82WEST12345698765432, GB82WEST12345698765433",
        "CARD, 4111 1111 1111 1111, 4111 1111 1111 1112",
        "CARD, 378282246310005, 378282246310006",
        "LEI, HWUPKR0MPOU8FGXBT394, HWUPKR0MPOU8FGXBT395",
        "KR_BRN, 124-81-00998, 124-81-00997",
        "CN_RESIDENT, 11010519491231002X, 110105194912310021",
        "FR_NIR, 2 55 08 14 168 025 38, 2 55 08 14 168 025 39",
        "IT_CODICE_FISCALE, RSSMRA85T10A562S, RSSMRA85T10A562T",
        "ES_DNI, 12345678Z, 12345678A",
        "ES_NIE, X1234567L, X1234567T",
        "FI_HETU, 131052-308T, 131052-308A",
        "BR_CPF, 529.982.247-25, 529.982.247-26",
        "BR_CNPJ, 11.222.333/0001-81, 11.222.333/0001-82",
        "BE_NATIONAL, 85.07.30-033.28, 85.07.30-033.29",
        "SE_PERSONNUMMER, 811228-9874, 811228-9875",
        "NO_FODSELSNUMMER, 13097248022, 13097248023",
        "PL_PESEL, 44051401359, 44051401358",
        "TR_TCKN, 10000000146, 10000000147",
        "DE_TAX, 86095742719, 86095742718",
        "JP_MY_NUMBER, 123456789018, 123456789019",
        "IN_AADHAAR, 2341 2341 2346, 2341 2341 2347",
        "UK_NHS, 943 476 5919, 943 476 5918",
        "NL_BSN, 111222333, 111222334",
        "PT_NIF, 123456789, 123456788",
        "IL_ID, 123456782, 123456783",
        "CA_SIN, 130 692 544, 130 692 545",
        "AU_TFN, 123 456 782, 123 456 783",
        "IMEI, 490154203237518, 490154203237519",
        "CRYPTO_BITCOIN, 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa, 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
        "CRYPTO_BITCOIN, bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4, bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"
    })
    void knowsCheckCharacters(PiiType type, String right, String wrong) {
        assertThat(type.check(right)).isEqualTo(Check.RIGHT);
        assertThat(type.check(wrong)).isEqualTo(Check.WRONG);
    }

    @ParameterizedTest
    @CsvSource({
        "KR_RRN, 800101-1234560, RIGHT",
        "KR_RRN, 800101-1234561, OPEN",
        "KR_RRN, 801301-1234560, WRONG",
        "KR_RRN, 000229-3234567, OPEN",
        "KR_RRN, 010229-3234567, WRONG",
        "KR_FRN, 800101-5234564, OPEN",
        "DK_CPR, 070761-4285, RIGHT",
        "DK_CPR, 070761-4286, OPEN",
        "DK_CPR, 320761-4285, WRONG",
        "VIN, 1HGCM82633A004352, RIGHT",
        "VIN, 1HGCM82633A004353, OPEN",
        "KR_DRIVER, 11-12-345678-90, OPEN",
        "KR_DRIVER, 99-12-345678-90, WRONG",
        "US_SSN, 078-05-1120, OPEN",
        "US_SSN, 666-05-1120, WRONG",
        "UK_NINO, AB123456C, OPEN",
        "UK_NINO, BG123456C, WRONG"
    })
    void aCheckDigitThatEndedOnlyConfirms(PiiType type, String id, Check check) {
        assertThat(type.check(id)).isEqualTo(check);
    }

    @ParameterizedTest
    @CsvSource({
        "ko, 주민등록번호: ８００１０１－１２３４５６０, KR_RRN",
        "ko, 고객번호 800101-1234561 확인, KR_RRN",
        "ja, 私のマイナンバーは1234 5678 9018です。, JP_MY_NUMBER",
        "zh, 身份证号11010519491231002X。, CN_RESIDENT",
        "de, Überweisen Sie auf DE89370400440532013000., IBAN",
        "ko, 연락처는 010-2000-1234예요, PHONE",
        "en, Write to ann.lee+x@mail.example.co.uk!, EMAIL",
        "pt, CPF 529.982.247-25, BR_CPF"
    })
    void findsThemInSentences(String lang, String text, PiiType type) {
        assertThat(find(text, lang)).extracting(Found::type).containsExactly(type);
    }

    @ParameterizedTest
    @CsvSource({
        "en, The order 529982247 25 left on 2024-01-02 at 10:30:45.",
        "en, ISBN 978-3-16-148410-0 has 352 pages.",
        "ko, 상품코드 123456-7890123-01 재고 12345678901개",
        "en, The population was 44051401359 in a made-up world.",
        "de, Die Zahl 86095742719 ist keine Steuer.",
        "en, Version 10.0.19045.3803 and 192.168.100.200",
        "ja, 商品番号123456789018は売り切れ",
        "en, @handle and user@localhost"
    })
    void leavesOtherNumbersAlone(String lang, String text) {
        assertThat(find(text, lang)).isEmpty();
    }

    @Test
    void tellsTheExactPlace() {
        String text = "외국인등록번호(８００１０１－５２３４５６４)와 \u200Bann@exam\u200Bple.com";
        List<Found> found = find(text, "ko");
        assertThat(found).extracting(Found::type).containsExactly(PiiType.KR_FRN, PiiType.EMAIL);
        assertThat(text.substring(found.get(0).start(), found.get(0).end())).isEqualTo("８００１０１－５２３４５６４");
        assertThat(text.substring(found.get(1).start(), found.get(1).end())).isEqualTo("ann@exam\u200Bple.com");
    }

    @Test
    void holdsItsPassLinesOnMadeCases() {
        Map<String, Object> measured = PiiFigures.measure(17);
        for (PiiType type : PiiType.values()) {
            Map<?, ?> values = (Map<?, ?>) measured.get(type.category());
            assertThat((double) values.get("recall"))
                    .as(type + " recall")
                    .isGreaterThanOrEqualTo(type.checks() ? 0.99 : 0.9);
            assertThat((double) values.get("precision"))
                    .as(type + " precision")
                    .isGreaterThanOrEqualTo(type.checks() ? 0.99 : 0.95);
            assertThat((double) values.get("offsets")).as(type + " offsets").isEqualTo(1);
        }
    }

    @Test
    void takesLinearTimeOnHostileText() {
        for (String unit : List.of("1", "1 ", "1-", "A1", "eyJ", "-----BEGIN ", "a@", "a.", "DE12 ", "0x")) {
            String text = unit.repeat(65_536 / unit.length());
            long start = System.nanoTime();
            find(text, "en");
            assertThat((System.nanoTime() - start) / 1e9).as(unit).isLessThan(3);
        }
    }
}
