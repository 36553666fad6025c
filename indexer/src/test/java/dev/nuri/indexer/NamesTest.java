package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    private static List<NameKey> keys(List<Names.Name> names) {
        return names.stream().flatMap(name -> name.keys().stream()).toList();
    }

    private static boolean meet(String typed, String written) {
        List<NameKey> passage = keys(Names.written(written, "ja"));
        return keys(Names.typed(typed, true)).stream()
                .anyMatch(key -> passage.stream().anyMatch(key::meets));
    }

    @ParameterizedTest
    @CsvSource({
        "seoul, 서울 ソウル Σεούλ Сеул سيول סיאול सियोल โซล",
        "서울, Seoul ソウル Сеул سيول",
        "ソウル, Seoul 서울 Σεούλ",
        "Tokyo, 도쿄 東京 Токио طوكيو टोक्यो โตเกียว Τόκιο",
        "東京, Tokyo 도쿄 Токио",
        "London, 런던 ロンドン Λονδίνο Лондон لندن לונדון ลอนดอน Լոնդոն",
        "Washington, 워싱턴 ワシントン Ουάσινγκτον Вашингтон واشنطن וושינגטון วอชิงตัน",
        "Obama, 오바마 オバマ Ομπάμα Обама أوباما ओबामा",
        "Einstein, 아인슈타인 アインシュタイン Αϊνστάιν Эйнштейн أينشتاين आइंस्टीन",
        "Newton, 뉴턴 ニュートン Νεύτων Ньютон نيوتن",
        "Berlin, 베를린 ベルリン Βερολίνο Берлин برلين बर्लिन เบอร์ลิน",
        "Michael, 마이클 マイケル Μάικλ Майкл مايكل माइकल ไมเคิล",
        "Busan, 부산 釜山 Пусан بوسان",
        "Osaka, 오사카 大阪 Οσάκα Осака أوساكا"
    })
    void aNameMeetsItselfInOtherScripts(String typed, String written) {
        for (String other : written.split(" ", -1)) {
            assertThat(meet(typed, other)).as(typed + " " + other).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Seoul, 東京 Σάλος Сала 사랑",
        "London, 베를린 Лейден Παρίσι",
        "Obama, Помпеи ボブ",
        "Paris, Пруссия 부러진",
        "Seoul, Seoul Soul"
    })
    void othersDoNot(String typed, String written) {
        for (String other : written.split(" ", -1)) {
            assertThat(meet(typed, other)).as(typed + " " + other).isFalse();
        }
    }

    @Test
    void namesOfAPassageAreCapitalisedOrKnown() {
        String text = "the capital of Korea is Seoul, 한국의 수도는 서울이다";
        assertThat(Names.written(text, "en"))
                .extracting(name -> text.substring(name.start(), name.end()))
                .containsExactlyInAnyOrder("Korea", "Seoul", "한국", "서울");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a", "ー", "ッッ", "오", "Io", "ङ", "'", "x\uD800y", "𝔘𝔫𝔦", "เ", "ال"})
    void tooLittleIsNoName(String text) {
        assertThat(Names.typed(text, true)).isEmpty();
    }

    /** Random text of the scripts: no exception, and terms read back as they were written. */
    @Test
    void anyTextHasKeysThatReadBack() {
        Random random = Seeds.random("NamesTest");
        String letters = "aąbcdeghijkmnostuwxzßŁАбжйхцαμπνγκτ서울런던ソウルッー東京سيولקטसियोंलโซลอา '";
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(1 + random.nextInt(12), 0, letters.length()).forEach(at -> text.append(letters.charAt(at)));
            for (NameKey key : keys(Names.typed(text.toString(), random.nextBoolean()))) {
                assertThat(NameKey.decoded(key.encoded())).isEqualTo(key);
                assertThat(key.encoded()).startsWith(key.consonants()).isLessThan(NameKey.endOf(key.consonants()));
                assertThat(key.vowels()).hasSameSizeAs(key.consonants());
                assertThat(key.meets(key)).isFalse();
            }
        }
    }
}
