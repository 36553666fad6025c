package dev.nuri.generator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalisationTest {

    private static String folded(String text) {
        return Normalisation.folded(Normalisation.plain(text)).text();
    }

    @ParameterizedTest
    @CsvSource({
        "K\u200Bi\u2060l\u00ADl, kil",
        "ｋｉｌｌ, kil",
        "𝐤𝐢𝐥𝐥, kil",
        "kіll, kil",
        "k1ll, kil",
        "k i l l, kil",
        "k.i.l.l, kil",
        "kiiiilll, kil",
        "k\u0301i\u0323l\u0330l, kil",
        "KILL, kil",
        "ㅅㅏㄹㅇㅣㄴ, 살인",
        "ㅅㅏㄹㅇㅣㄴㄱㅏ, 살인가",
        "살인, 살인",
        "ㅋㅋㅋㅋ, ㅋ",
        "Straße, strase",
        "İSTANBUL, istanbul",
        "قـــتل, قتل",
        "covid19, covid19",
        "mp3, mp3",
        "4th, 4th",
        "h2o, h2o",
        "kill!, kil!"
    })
    void readsWhatAPersonReads(String written, String read) {
        // The lone jamo that a compatibility letter becomes is compared with what it becomes.
        assertThat(folded(written)).isEqualTo(folded(read));
        if (!written.startsWith("ㅋ") && read.codePoints().allMatch(c -> c < 0x80)) {
            assertThat(folded(written)).isEqualTo(read);
        }
    }

    @Test
    void keepsWordsOfOtherScriptsApart() {
        assertThat(folded("мир")).isNotEqualTo(folded("mip "));
        assertThat(folded("เขา")).isEqualTo("เขา");
        assertThat(folded("हिंदी")).isEqualTo("हिंदी");
        assertThat(folded("東京")).isEqualTo("東京");
    }

    @Test
    void bringsDigitsSpacesAndDashesToOneForm() {
        assertThat(Normalisation.plain("９００１０１\u2013１２３\u00A0٤٥６७").text()).isEqualTo("900101-123 4567");
    }

    @Test
    void knowsWhereEachCharacterCameFrom() {
        String text = "a\u200B\u200Bk\u0301 𝐢 ㅅㅏㄹ";
        MappedText folded = Normalisation.folded(Normalisation.plain(text));
        assertThat(folded.text()).isEqualTo("ak i 살");
        assertThat(text.substring(folded.start(1), folded.end(1))).startsWith("k");
        assertThat(text.substring(folded.start(3), folded.end(3))).isEqualTo("𝐢");
        assertThat(text.substring(folded.start(5), folded.end(5))).isEqualTo("ㅅㅏㄹ");
    }
}
