package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypingKeysTest {

    private static List<String> keys(String text, String lang) {
        List<String> keys = new ArrayList<>();
        TypingKeys.of(text, lang, (key, start) -> keys.add(key));
        return keys;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "값이 싸다 | ko | ㄱㅏㅂㅅㅇㅣㅆㅏㄷㅏ gabsissada ㄱㅇㅆㄷ ㅆㅏㄷㅏ ssada ㅆㄷ",
                "누리 | ko | ㄴㅜㄹㅣ nuri ㄴㄹ",
                "北京大学 | zh | 北京大学 beijingdaxue 大学 daxue",
                "備份資料 | zh-Hant | 备份资料 beifenziliao 资料 ziliao",
                "写真 | ja | 写真 しゃしん shashin",
                "マッチ | ja | まっち matchi",
                "Élégance à Paris | fr | eleganceaparis aparis paris",
                "Straße 66 | de | strasse66 66",
                "İstanbul | tr | istanbul",
                "Кремль | ru | кремль kreml",
                "한글 AI 가이드 | ko | ㅎㅏㄴㄱㅡㄹaiㄱㅏㅇㅣㄷㅡ hangeuraigaideu ㅎㄱㄱㅇㄷ aiㄱㅏㅇㅣㄷㅡ aigaideu ㄱㅇㄷ ㄱㅏㅇㅣㄷㅡ gaideu"
            })
    void aTextHasKeysFromItsFirstWordsOn(String text, String lang, String keys) {
        assertThat(keys(text, lang)).containsExactly(keys.split(" "));
    }

    /** The states of the input field while a word is typed with a two-set Korean keyboard. */
    @ParameterizedTest
    @CsvSource({
        "누리, ㄴ 누 눌 누리",
        "검색, ㄱ 거 검 검ㅅ 검새 검색",
        "데이터, ㄷ 데 뎅 데이 데잍 데이터",
        "원화, ㅇ 우 워 원 원ㅎ 원호 원화",
        "값이, ㄱ 가 갑 값 값ㅇ 값이",
        "괜찮아, ㄱ 고 괘 괜 괜ㅊ 괜차 괜찬 괜찮 괜찮ㅇ 괜찮아"
    })
    void everyStateOfASyllableIsOnTheWay(String word, String states) {
        String key = keys(word, "ko").getFirst();
        for (String state : states.split(" ", -1)) {
            assertThat(key).as(state).startsWith(TypingKeys.typed(state).getFirst());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "toukyou, tokyo",
        "Tōkyō, tokyo",
        "syasin, shashin",
        "tukue, tsukue",
        "huzi, fuji",
        "matti, matchi",
        "kekka, kekka"
    })
    void romanisationsOfJapaneseMeet(String typed, String key) {
        assertThat(TypingKeys.typed(typed)).contains(key);
    }

    /** Random text of every plane: no exception, keys within bounds, and terms read back as they were written. */
    @Test
    void anyTextHasKeys() {
        long seed = Long.getLong("nuri.seed", System.nanoTime());
        Random random = new Random(seed);
        String[] langs = {"ko", "ja", "zh", "en", "und"};
        for (int i = 0; i < 2_000; i++) {
            int[] points = random.ints(1 + random.nextInt(20), 1, 0x30000).toArray();
            StringBuilder text = new StringBuilder();
            for (int c : points) {
                text.appendCodePoint(random.nextInt(4) == 0 ? ' ' : c);
            }
            String lang = langs[random.nextInt(langs.length)];
            assertThat(TypingKeys.typed(text.toString())).as("seed %d", seed).allSatisfy(key -> assertThat(key)
                    .hasSizeLessThanOrEqualTo(TypingKeys.MAX_KEY_CHARS));
            for (TypingTerm term : TypingTerm.of(text.toString(), lang)) {
                assertThat(term.key()).isNotEmpty().hasSizeLessThanOrEqualTo(TypingKeys.MAX_KEY_CHARS);
                boolean whole = term.text().chars().noneMatch(c -> Character.isSurrogate((char) c));
                if (whole) {
                    assertThat(TypingTerm.decoded(term.encoded())).isEqualTo(term);
                }
            }
        }
    }
}
