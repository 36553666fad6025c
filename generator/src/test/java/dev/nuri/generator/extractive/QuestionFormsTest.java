package dev.nuri.generator.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class QuestionFormsTest {

    static final java.util.List<String> LANGUAGES = QuestionForms.LANGUAGES;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        en | In what year did it open? | TIME
        en | How many rooms are there? | NUMBER
        en | Which city hosts the fair? | PLACE
        en | Who wrote it? | PERSON
        en | Why did they leave? | REASON
        en | What is a heron? | DEFINITION
        en | How does it float? | MANNER
        en | Which colour did they choose? | ANY
        ko | 언제 지어졌는가? | TIME
        ko | 방은 몇 개인가? | NUMBER
        ko | 어느 나라에서 만들었는가? | PLACE
        ko | 누가 썼는가? | PERSON
        ko | 왜 떠났는가? | REASON
        ja | 何年に開業しましたか？ | TIME
        ja | 部屋はいくつありますか？ | NUMBER
        ja | どこにありますか？ | PLACE
        ja | 誰が書きましたか？ | PERSON
        zh | 哪一年建成的？ | TIME
        zh-Hant | 有多少人？ | NUMBER
        zh-Hant | 為什麼離開？ | REASON
        zh | 谁写的？ | PERSON
        es | ¿Cuándo se abrió? | TIME
        es | cuando se abrió | TIME
        es | ¿Dónde está? | PLACE
        fr | Combien de chambres y a-t-il ? | NUMBER
        de | Warum sind sie gegangen? | REASON
        ar | متى افتتحت؟ | TIME
        ar | كم عدد الغرف؟ | NUMBER
        ru | Где он находится? | PLACE
        tr | Kim yazdı? | PERSON
        th | ตั้งอยู่ที่ไหน | PLACE
        hi | यह कब खुला? | TIME
        vi | Tại sao họ rời đi? | REASON
        """)
    void tellsWhatIsAskedFor(String lang, String question, AnswerType type) {
        assertThat(QuestionForms.of(lang).typeOf(Folding.fold(question))).isEqualTo(type);
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void everyLanguageHasWordsTypesAndSigns(String lang) {
        QuestionForms forms = QuestionForms.of(lang);
        assertThat(forms.words()).isNotBlank();
        assertThat(forms.typeOf("")).isEqualTo(AnswerType.ANY);
        assertThat(forms.refersBack("")).isFalse();
        assertThat(AnswerSigns.of(lang).forms()).isSameAs(forms);
    }

    @Test
    void aLanguageWithoutFormsMatchesNothing() {
        assertThat(QuestionForms.of("tlh").typeOf("when")).isEqualTo(AnswerType.ANY);
        assertThat(QuestionForms.of("tlh").refersBack("this")).isFalse();
    }

    @Test
    void knowsWhatRefersBack() {
        assertThat(QuestionForms.of("en").refersBack("however, it rained.")).isTrue();
        assertThat(QuestionForms.of("en").refersBack("itinerant workers came.")).isFalse();
        assertThat(QuestionForms.of("ko").refersBack("그러나 비가 왔다.")).isTrue();
        assertThat(QuestionForms.of("de").refersBack("Sie kamen.".toLowerCase(java.util.Locale.ROOT)))
                .isTrue();
    }
}
