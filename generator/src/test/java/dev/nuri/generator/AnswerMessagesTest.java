package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerMessagesTest {

    private static Properties bundle(String suffix) throws IOException {
        Properties messages = new Properties();
        try (InputStream in = AnswerMessages.class.getResourceAsStream("messages" + suffix + ".properties")) {
            messages.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return messages;
    }

    @ParameterizedTest
    @ValueSource(strings = {"_ar", "_de", "_es", "_fr", "_it", "_ja", "_ko", "_pt", "_ru", "_zh_Hans", "_zh_Hant"})
    void everyLanguageSaysEverything(String suffix) throws IOException {
        Properties english = bundle("");
        Properties translated = bundle(suffix);
        assertThat(translated.keySet()).isEqualTo(english.keySet());
        for (String key : english.stringPropertyNames()) {
            String message = translated.getProperty(key);
            assertThat(message).isNotEmpty();
            assertThat(message.contains("{0}"))
                    .as(key)
                    .isEqualTo(english.getProperty(key).contains("{0}"));
            if (!key.equals("list_separator") && !suffix.isEmpty()) {
                assertThat(message).isNotEqualTo(english.getProperty(key));
            }
        }
    }

    @Test
    void everyReasonHasASentence() throws IOException {
        assertThat(bundle("").stringPropertyNames()).containsAll(AnswerValidator.ABSTENTION_REASONS);
    }

    @Test
    void everyCategoryIsRefusedInTheAskersLanguage() {
        for (GuardCategory category : GuardCategory.values()) {
            String korean = AnswerMessages.in("ko").refusal(category.id());
            assertThat(korean).isNotEmpty().isNotEqualTo(AnswerMessages.in("en").refusal(category.id()));
        }
        assertThat(AnswerMessages.in("en").refusal("pii.iban")).contains("private data");
        assertThat(AnswerMessages.in("de").refusal("self_harm")).contains("Krisenhotline");
        assertThat(AnswerMessages.in("en").refusal("something_new")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ko, ko",
        "zh, zh-Hans",
        "zh-CN, zh-Hans",
        "zh-TW, zh-Hant",
        "zh-Hant, zh-Hant",
        "pt-BR, pt",
        "sw, en",
        "und, en",
        "xx, en",
        "en-GB, en"
    })
    void picksTheLanguage(String asked, String given) {
        assertThat(AnswerMessages.in(asked).lang()).isEqualTo(given);
    }

    @Test
    void namesLanguagesInTheAskersOwn() {
        assertThat(AnswerMessages.in("ko").sourceLanguage("en")).isEqualTo("(출처 언어: 영어)");
        assertThat(AnswerMessages.in("fr").abstention("other_language", List.of("de", "ja")))
                .contains("allemand, japonais");
        assertThat(AnswerMessages.in("sw").sourceLanguage("ko")).isEqualTo("(Source language: Korean)");
    }
}
