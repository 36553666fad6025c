package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassageSplitterTest {

    /** Sentences are parted by a bar. */
    @ParameterizedTest
    @CsvSource({
        "en, Mr. Smith met Dr. Jones. |They spoke.",
        "en, J. R. Hill lives in St. Albans. |Really? |Yes!",
        "en, 1. Open the lid. |2. Wait.",
        "en, Version 2.5 costs 3.50 dollars. |It runs.",
        "de, Am 3. Oktober war z.B. Dr. Weber dort. |Dann ging er.",
        "ko, 서울에 갔다. |비가 왔습니다! |좋았나요?",
        "ja, 東京に行った。|雨が降った！|良かった？",
        "zh-Hans, 我去了北京。|下雨了！|好吗？",
        "ar, ذهبت إلى القاهرة. |هل أمطرت؟ |نعم.",
        "hi, मैं दिल्ली गया। |बारिश हुई।",
        "el, Πού είναι; |Εδώ.",
    })
    void findsSentences(String lang, String marked) {
        String text = marked.replace("|", "");
        assertThat(PassageSplitter.sentences(text, lang))
                .extracting(s -> s.of(text))
                .containsExactly(marked.replace(" |", "|").split("\\|", -1));
    }

    @Test
    void readsThroughWrappedLinesButNotThroughRows() {
        String text =
                "This line of a narrow column was wrapped\nin the middle of its sentence.\nName | Price\nTea | 3\n";
        assertThat(PassageSplitter.sentences(text, "en"))
                .extracting(s -> s.of(text))
                .containsExactly(
                        "This line of a narrow column was wrapped\nin the middle of its sentence.",
                        "Name | Price",
                        "Tea | 3");
    }

    @Test
    void partsLongThaiAtSpaces() {
        String text = "แม่น้ำสูงขึ้นในฤดูฝนทุกปีและชาวบ้านต้องย้ายไปอยู่บนที่สูง ".repeat(20);
        assertThat(PassageSplitter.sentences(text, "th")).hasSizeGreaterThan(5);
    }

    @Test
    void keepsSectionsApart() {
        String text = "One\nShort text.\nTwo\nMore text.";
        SourceDocument document = document(
                text,
                "en",
                List.of(new Section(0, 16, List.of("One")), new Section(16, text.length(), List.of("Two"))));
        assertThat(new PassageSplitter().split(document))
                .extracting(Passage::text)
                .containsExactly("One\nShort text.", "Two\nMore text.");
    }

    @Test
    void makesPassagesOfOneToTwoHundredWordsThatShareASentence() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            text.append("Sentence ").append(i).append(" tells of the river, the bridge and the town. ");
        }
        List<Passage> passages = new PassageSplitter()
                .split(document(text.toString(), "en", List.of(new Section(0, text.length(), List.of()))));
        for (int i = 0; i < passages.size(); i++) {
            assertThat(passages.get(i).text().split(" ", -1).length).isBetween(120, 220);
            if (i > 0) {
                assertThat(passages.get(i).start())
                        .isEqualTo(text.substring(0, passages.get(i - 1).end()).lastIndexOf("Sentence "));
            }
        }
    }

    @Test
    void makesKoreanAndJapanesePassagesOfThreeToSixHundredCharacters() {
        for (String sentence : List.of("강물이 불어나서 아무도 잠들지 못했습니다. ", "川の水が増えて誰も眠れなかった。")) {
            String text = sentence.repeat(150);
            List<Passage> passages = new PassageSplitter()
                    .split(document(text, "und", List.of(new Section(0, text.length(), List.of()))));
            assertThat(passages).allSatisfy(p -> assertThat(p.text().length()).isBetween(300, 700));
        }
    }

    @Test
    void namesThePageAndTheLanguageOfEachPassage() {
        String english = "The river rose in the night and nobody in the town could sleep. "
                        .repeat(12)
                        .strip() + "\n";
        String korean = "강물이 밤새 불어나서 마을 사람들은 아무도 잠들지 못했습니다. ".repeat(12).strip() + "\n";
        String text = english + korean;
        SourceDocument plain = document(
                text,
                "en",
                List.of(
                        new Section(0, english.length(), List.of()),
                        new Section(english.length(), text.length(), List.of())));
        SourceDocument paged = new SourceDocument(
                plain.id(),
                plain.collection(),
                plain.uri(),
                plain.title(),
                plain.lang(),
                plain.mediaType(),
                text,
                plain.sections(),
                List.of(new PageStart(1, 0), new PageStart(2, english.length())),
                plain.contentHash(),
                plain.modified(),
                plain.indexed(),
                plain.metadata(),
                Readers.EVERYONE);
        List<Passage> passages = new PassageSplitter().split(paged);
        assertThat(passages.getFirst().page()).isEqualTo(1);
        assertThat(passages.getFirst().lang()).isEqualTo("en");
        assertThat(passages.getLast().page()).isEqualTo(2);
        assertThat(passages.getLast().lang()).isEqualTo("ko");
    }

    @Test
    void leavesAPassageOfFewWordsInItsDocumentsLanguage() {
        String text = "Inhalt\nKapitel 1 ... 7";
        Passage passage = new PassageSplitter()
                .split(document(text, "en", List.of(new Section(0, text.length(), List.of()))))
                .getFirst();
        assertThat(passage.lang()).isEqualTo("en");
    }

    @Test
    void makesNothingOfBlankText() {
        String text = " \n\u00A0\u3000\t ";
        assertThat(new PassageSplitter().split(document(text, "en", List.of(new Section(0, text.length(), List.of())))))
                .isEmpty();
        assertThat(new PassageSplitter().split(document("", "en", List.of()))).isEmpty();
    }

    static SourceDocument document(String text, String lang, List<Section> sections) {
        return new SourceDocument(
                "id",
                "default",
                "file:/a",
                "a",
                lang,
                "text/plain",
                text,
                sections,
                List.of(),
                SourceDocument.hashOf(text),
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                Readers.EVERYONE);
    }
}
