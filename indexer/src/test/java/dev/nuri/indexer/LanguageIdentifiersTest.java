package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageIdentifiersTest {

    /** Language, a sentence, a question as it may be typed into a search box. */
    private static final String[][] SAMPLES = {
        {"ko", "마을 도서관은 월요일마다 문을 닫고 책을 정리한다.", "도서관은 언제 문을 여나요"},
        {"en", "The village library closes every Monday to put its books in order.", "when does the library open"},
        {"ja", "村の図書館は毎週月曜日に閉まり、本の整理をする。", "図書館はいつ開きますか"},
        {"zh-Hans", "村里的图书馆每逢星期一关门整理书籍。", "图书馆什么时候开门"},
        {"zh-Hant", "村裡的圖書館每逢星期一關門整理書籍。", "圖書館什麼時候開門"},
        {"es", "La biblioteca del pueblo cierra todos los lunes para ordenar sus libros.", "¿cuándo abre la biblioteca?"
        },
        {"fr", "La bibliothèque du village ferme chaque lundi pour ranger ses livres.", "quand ouvre la bibliothèque"},
        {"de", "Die Bücherei im Dorf schließt jeden Montag, um ihre Bücher zu ordnen.", "wann öffnet die Bücherei"},
        {
            "it",
            "La biblioteca del paese chiude ogni lunedì per riordinare i libri.",
            "quando apre la biblioteca del paese"
        },
        {
            "pt",
            "A biblioteca da aldeia fecha todas as segundas-feiras para arrumar os livros.",
            "quando é que a biblioteca abre"
        },
        {
            "ru",
            "Сельская библиотека закрывается каждый понедельник, чтобы привести книги в порядок.",
            "когда открывается библиотека"
        },
        {
            "pl",
            "Wiejska biblioteka jest zamknięta w każdy poniedziałek, aby uporządkować książki.",
            "kiedy otwiera się biblioteka"
        },
        {
            "el",
            "Η βιβλιοθήκη του χωριού κλείνει κάθε Δευτέρα για να τακτοποιήσει τα βιβλία.",
            "πότε ανοίγει η βιβλιοθήκη"
        },
        {"tr", "Köy kütüphanesi kitapları düzenlemek için her pazartesi kapanır.", "kütüphane ne zaman açılıyor"},
        {"ar", "تغلق مكتبة القرية أبوابها كل يوم اثنين لترتيب الكتب.", "متى تفتح المكتبة"},
        {"fa", "کتابخانهٔ روستا هر دوشنبه برای مرتب کردن کتاب‌ها بسته است.", "کتابخانه چه ساعتی باز می‌شود"},
        {"hi", "गाँव का पुस्तकालय किताबें ठीक करने के लिए हर सोमवार को बंद रहता है।", "पुस्तकालय कब खुलता है"},
        {"bn", "গ্রামের গ্রন্থাগার বই গোছানোর জন্য প্রতি সোমবার বন্ধ থাকে।", "গ্রন্থাগার কখন খোলে"},
        {"th", "ห้องสมุดของหมู่บ้านปิดทุกวันจันทร์เพื่อจัดหนังสือ", "ห้องสมุดเปิดเมื่อไร"},
        {"vi", "Thư viện của làng đóng cửa mỗi thứ hai để sắp xếp sách.", "thư viện mở cửa lúc mấy giờ"},
        {
            "id",
            "Perpustakaan desa tutup setiap hari Senin untuk merapikan buku-bukunya.",
            "kapan perpustakaan desa dibuka"
        },
        {"fi", "Kylän kirjasto on suljettu joka maanantai kirjojen järjestämisen vuoksi.", "milloin kirjasto aukeaa"},
        {
            "sw",
            "Maktaba ya kijiji hufungwa kila Jumatatu ili kupanga vitabu vyake.",
            "maktaba ya kijiji hufunguliwa saa ngapi"
        },
        {
            "nl",
            "De dorpsbibliotheek sluit elke maandag om de boeken op orde te brengen.",
            "wanneer gaat de bibliotheek open"
        },
        {"sv", "Byns bibliotek stänger varje måndag för att ordna sina böcker.", "när öppnar biblioteket i byn"},
        {"cs", "Vesnická knihovna se každé pondělí zavírá, aby uspořádala své knihy.", "kdy se otevírá knihovna"},
        {
            "ro",
            "Biblioteca satului se închide în fiecare luni pentru a pune cărțile în ordine.",
            "când se deschide biblioteca"
        },
        {"hu", "A falu könyvtára minden hétfőn bezár, hogy rendbe tegye a könyveket.", "mikor nyit ki a könyvtár"},
        {"uk", "Сільська бібліотека зачиняється щопонеділка, щоб упорядкувати книжки.", "коли відчиняється бібліотека"},
        {
            "bg",
            "Селската библиотека затваря всеки понеделник, за да подреди книгите си.",
            "кога отваря библиотеката в селото"
        },
        {
            "ca",
            "La biblioteca del poble tanca cada dilluns per endreçar els llibres.",
            "quan obre la biblioteca del poble"
        },
        {"et", "Küla raamatukogu on igal esmaspäeval raamatute korrastamiseks suletud.", "millal raamatukogu avatakse"},
        {"lt", "Kaimo biblioteka kiekvieną pirmadienį uždaroma knygoms sutvarkyti.", "kada atsidaro kaimo biblioteka"},
        {"he", "ספריית הכפר סגורה בכל יום שני כדי לסדר את הספרים.", "מתי נפתחת הספרייה"},
        {"ta", "கிராம நூலகம் புத்தகங்களை ஒழுங்குபடுத்த ஒவ்வொரு திங்களும் மூடப்படும்.", "நூலகம் எப்போது திறக்கும்"},
        {"te", "గ్రామ గ్రంథాలయం పుస్తకాలను సర్దడానికి ప్రతి సోమవారం మూసివేస్తారు.", "గ్రంథాలయం ఎప్పుడు తెరుస్తారు"},
        {"ur", "گاؤں کا کتب خانہ کتابیں ترتیب دینے کے لیے ہر پیر کو بند رہتا ہے۔", "کتب خانہ کب کھلتا ہے"},
        {"ka", "სოფლის ბიბლიოთეკა ყოველ ორშაბათს იკეტება.", "როდის იხსნება ბიბლიოთეკა"},
        {"hy", "Գյուղի գրադարանը փակ է ամեն երկուշաբթի։", "երբ է բացվում գրադարանը"},
    };

    private final LanguageIdentifier identifier = LanguageIdentifiers.standard();

    @Test
    void knowsNearlyAllSentences() {
        assertThat(mistakes(1)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void knowsNearlyAllQuestions() {
        assertThat(mistakes(2)).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void guessesHoldTheLanguageOfEveryQuestion() {
        for (String[] sample : SAMPLES) {
            assertThat(identifier.guesses(sample[2]))
                    .extracting(LanguageGuess::lang)
                    .contains(sample[0]);
        }
    }

    private List<String> mistakes(int column) {
        List<String> mistakes = new ArrayList<>();
        for (String[] sample : SAMPLES) {
            String got = identifier.identify(sample[column]);
            if (!got.equals(sample[0])) {
                mistakes.add(sample[0] + " taken for " + got + ": " + sample[column]);
            }
        }
        return mistakes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n\t",
                "2026-11-23",
                "3.14 + 42 = ?!",
                "😀👍🏽",
                "----",
                "\uD83D",
                "https://example.org/a/b"
            })
    void saysUndForTextWithoutWords(String text) {
        assertThat(identifier.identify(text)).isEqualTo(LanguageIdentifier.UNKNOWN);
        assertThat(identifier.guesses(text)).isEmpty();
    }

    /** A few foreign names do not change what a text is in. */
    @ParameterizedTest
    @CsvSource({
        "ko, Kubernetes 클러스터에 GPU 노드를 추가하는 방법",
        "ja, Kubernetes クラスタに GPU ノードを追加する方法",
        "zh-Hans, 如何在 Kubernetes 集群中添加 GPU 节点",
        "ru, как добавить GPU в кластер Kubernetes и запустить Docker",
        "ar, كيف أضيف عقدة GPU إلى مجموعة Kubernetes",
    })
    void readsPastForeignNames(String lang, String text) {
        assertThat(identifier.identify(text)).isEqualTo(lang);
    }

    @Test
    void offersBothChineseAndJapaneseForIdeographsAlone() {
        assertThat(identifier.guesses("東京大学"))
                .extracting(LanguageGuess::lang)
                .contains("ja")
                .containsAnyOf("zh-Hans", "zh-Hant");
    }

    @Test
    void offersEveryLanguageOfAMixedText() {
        assertThat(identifier.guesses("library opening hours 도서관 운영 시간"))
                .extracting(LanguageGuess::lang)
                .contains("ko", "en");
    }

    @RepeatedTest(20)
    void guessesAreProbabilitiesInOrder(RepetitionInfo repetition) {
        RandomText random = new RandomText(RandomText.SEED + repetition.getCurrentRepetition());
        String text = random.next(random.nextInt(3_000));
        List<LanguageGuess> guesses = identifier.guesses(text);
        String where = "tests.seed=" + RandomText.SEED;
        assertThat(guesses).as(where).isEqualTo(identifier.guesses(text));
        assertThat(guesses.stream().mapToDouble(LanguageGuess::probability).sum())
                .as(where)
                .isLessThanOrEqualTo(1 + 1e-9);
        for (int i = 0; i < guesses.size(); i++) {
            assertThat(guesses.get(i).probability()).as(where).isPositive();
            if (i > 0) {
                assertThat(guesses.get(i).probability())
                        .as(where)
                        .isLessThanOrEqualTo(guesses.get(i - 1).probability());
            }
        }
        if (!guesses.isEmpty()) {
            assertThat(identifier.identify(text))
                    .as(where)
                    .isEqualTo(guesses.getFirst().lang());
        }
    }

    @Test
    void givesEveryThreadTheSameAnswer() throws Exception {
        List<String> expected = answers();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<String>>> results =
                    threads.invokeAll(List.of(this::answers, this::answers, this::answers, this::answers));
            for (Future<List<String>> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        }
    }

    private List<String> answers() {
        List<String> answers = new ArrayList<>();
        for (String[] sample : SAMPLES) {
            answers.add(identifier.guesses(sample[2]).toString());
        }
        return answers;
    }
}
