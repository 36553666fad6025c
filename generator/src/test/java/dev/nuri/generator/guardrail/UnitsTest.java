package dev.nuri.generator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.generator.guardrail.Units.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UnitsTest {

    private static List<Unit> units(String text) {
        List<Unit> units = new ArrayList<>();
        Units cutter = new Units();
        for (Unit unit = cutter.next(text, true); unit != null; unit = cutter.next(text, true)) {
            units.add(unit);
        }
        return units;
    }

    private static List<String> texts(String text) {
        return units(text).stream().map(u -> text.substring(u.start(), u.end())).toList();
    }

    @Test
    void cutsBehindSentences() {
        assertThat(texts("He left. Did she? \"Yes!\" It rains."))
                .containsExactly("He left. ", "Did she? ", "\"Yes!\" ", "It rains.");
        assertThat(texts("猫だ。犬だ！「はい。」次")).containsExactly("猫だ。", "犬だ！", "「はい。」", "次");
        assertThat(texts("यह है। वह है।")).containsExactly("यह है। ", "वह है।");
        assertThat(texts("One\n\nTwo")).containsExactly("One\n\n", "Two");
    }

    @Test
    void leavesNumbersWithWhatNamesThem() {
        assertThat(texts("My SSN. 123-45-6789 is it.")).hasSize(1);
        assertThat(texts("See no. 7. It has 3.14 m.")).hasSize(1);
    }

    @Test
    void aLongRunIsCutBetweenWords() {
        List<Unit> units = units("word ".repeat(200));
        assertThat(units).hasSizeGreaterThan(4).allMatch(u -> u.end() - u.start() <= 240);
        assertThat(units.subList(0, units.size() - 1)).noneMatch(Unit::sentence);
        assertThat(units("1234 ".repeat(100))).hasSize(1);
        assertThat(units("x".repeat(10_000))).hasSizeBetween(3, 4);
        assertThat(units("漢".repeat(1000))).hasSizeGreaterThan(10);
    }

    @Test
    void keepsAKeyWhole() {
        String key = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA7 x9 \n\n".repeat(40)
                + "-----END RSA PRIVATE KEY-----\nThen more.";
        assertThat(units(key).getFirst().end()).isGreaterThan(key.indexOf("-----END"));
    }

    @Test
    void cutsOfAStartAreThoseOfTheWhole() {
        Random random = GuardTexts.random(UnitsTest.class);
        for (String text :
                Stream.generate(() -> GuardTexts.text(random)).limit(60).toList()) {
            List<Unit> whole = units(text);
            List<Unit> grown = new ArrayList<>();
            Units cutter = new Units();
            for (int end = 0; end <= text.length(); end++) {
                String start = text.substring(0, end);
                for (Unit u = cutter.next(start, false); u != null; u = cutter.next(start, false)) {
                    grown.add(u);
                }
            }
            for (Unit u = cutter.next(text, true); u != null; u = cutter.next(text, true)) {
                grown.add(u);
            }
            assertThat(grown).isEqualTo(whole);
            assertThat(whole.isEmpty() ? 0 : whole.getLast().end()).isEqualTo(text.length());
        }
    }
}
