package dev.nuri.indexer.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One sentence is enough to tell the charset, which is judged by the text it gives. */
class CharsetGuesserTest {

    private static final CharsetGuesser GUESSER = new CharsetGuesser();

    static Stream<Arguments> texts() {
        return Stream.of(
                        "Сегодня утром библиотека открывается позже обычного|windows-1251 KOI8-R IBM866 ISO-8859-5 x-MacCyrillic",
                        "Сьогодні їхня бібліотека відчиняється пізніше, ніж зазвичай|windows-1251 KOI8-U",
                        "Η βιβλιοθήκη ανοίγει σήμερα αργότερα από το συνηθισμένο|windows-1253 ISO-8859-7",
                        "La bibliothèque fermée l’été a été rouverte après les fêtes de Noël|windows-1252",
                        "Die Bücherei öffnet heute später, weil größere Schäden behoben werden müssen|windows-1252 ISO-8859-1 IBM850 x-MacRoman",
                        "Biblioteka otwiera się dziś później niż zwykle, ponieważ trwają prace|windows-1250 ISO-8859-2",
                        "Knihovna se dnes otevírá později než obvykle, protože probíhají úpravy|windows-1250 ISO-8859-2 IBM852",
                        "Kütüphane bugün her zamankinden daha geç açılıyor, çünkü bakım yapılıyor|windows-1254 ISO-8859-9",
                        "הספרייה נפתחת היום מאוחר מהרגיל בגלל עבודות|windows-1255 ISO-8859-8",
                        "تفتح المكتبة اليوم في وقت متأخر عن المعتاد بسبب أعمال الصيانة|windows-1256 ISO-8859-6",
                        "ห้องสมุดเปิดช้ากว่าปกติในวันนี้เพราะมีการซ่อมแซม|TIS-620",
                        "図書館は今日、工事のためいつもより遅く開きます|Shift_JIS EUC-JP ISO-2022-JP UTF-16LE UTF-16BE",
                        "도서관은 공사 때문에 오늘 평소보다 늦게 문을 엽니다|EUC-KR x-windows-949 UTF-16LE",
                        "由于正在施工，图书馆今天比平时开得晚|GBK GB18030 UTF-16BE",
                        "由於正在施工，圖書館今天比平時開得晚|Big5",
                        "Bibliotēka šodien tiek atvērta vēlāk nekā parasti, jo notiek remontdarbi|windows-1257",
                        "The library opens later than usual today|US-ASCII UTF-16LE UTF-16BE")
                .flatMap(line -> {
                    String text = line.substring(0, line.indexOf('|'));
                    return Stream.of(line.substring(line.indexOf('|') + 1).split(" "))
                            .map(charset -> Arguments.of(charset, text));
                });
    }

    @ParameterizedTest
    @MethodSource("texts")
    void theTextComesBack(String charset, String text) {
        byte[] bytes = text.getBytes(Charset.forName(charset));

        Charset guess = GUESSER.guess(bytes, null);

        assertThat(new String(bytes, guess)).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aWrongDeclarationDoesNotMislead(String charset, String text) {
        byte[] bytes = text.getBytes(Charset.forName(charset));

        Charset guess = GUESSER.guess(
                bytes, charset.startsWith("windows-125") ? StandardCharsets.UTF_8 : Charset.forName("windows-1252"));

        assertThat(new String(bytes, guess)).isEqualTo(text);
    }

    @Test
    void aDeclarationDecidesWhereTheBytesDoNot() {
        byte[] oneWord = "caf\u00E9".getBytes(Charset.forName("IBM850"));

        assertThat(new String(oneWord, GUESSER.guess(oneWord, Charset.forName("IBM850"))))
                .isEqualTo("caf\u00E9");
    }

    @Test
    void byteOrderMarksWin() {
        assertThat(GUESSER.guess(new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0}, null))
                .isEqualTo(StandardCharsets.UTF_16LE);
        assertThat(GUESSER.guess(new byte[] {(byte) 0xFE, (byte) 0xFF, 0, 'a'}, null))
                .isEqualTo(StandardCharsets.UTF_16BE);
        assertThat(GUESSER.guess(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 'a'}, null))
                .isEqualTo(StandardCharsets.UTF_8);
    }
}
