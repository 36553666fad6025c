package dev.nuri.web.permissions;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Words of several languages to make texts of, and words that only one document has. */
final class Words {

    /** A language's words, sentence end, and the letters of words that nobody else uses. */
    private record Language(List<String> words, String space, String end, String letters) {}

    private static final List<Language> LANGUAGES = List.of(
            language(
                    "the harbour lighthouse was built before winter and every captain knows its old lamp"
                            + " museum bridge market river council opened closed Anderson Petrov",
                    " ",
                    ". ",
                    "bdfgklmnprstvz"),
            language(
                    "der Hafen Leuchtturm wurde vor dem Winter gebaut und jeder Kapitän kennt die alte Lampe"
                            + " Dampfschifffahrt Brückenzoll Rathaus Müller",
                    " ",
                    ". ",
                    "bdfgklmnprstvz"),
            language("항구의 등대는 겨울이 오기 전에 지어졌고 모든 선장은 낡은 등불을 알고 있다 박물관 다리 시장 김영수", " ", ". ", "각난닫랄맘밥삿앙잦찿칵탙팦핳"),
            language("港 の 灯台 は 冬 が 来る 前 に 建て られ 船長 は 古い ランプ を 知って いる 博物館 橋 市場 山田", "", "。", "ヴェザギグゲゴダヂヅデドバビブ"),
            language("港口 的 灯塔 在 冬天 之前 建成 每 个 船长 都 认识 旧 灯 博物馆 桥 市场", "", "。", "鑫淼焱垚犇羴骉掱"),
            language(
                    "маяк в гавани был построен до зимы и каждый капитан знает старую лампу музей мост рынок Петров",
                    " ",
                    ". ",
                    "бвгджзклмнпрст"),
            language(
                    "بنيت منارة الميناء قبل الشتاء ويعرف كل قبطان مصباحها القديم متحف جسر سوق",
                    " ",
                    ". ",
                    "بتثجحدرزسشصضط"));

    private final Random random;

    Words(Random random) {
        this.random = random;
    }

    private static Language language(String words, String space, String end, String letters) {
        return new Language(List.of(words.split(" ")), space, end, letters);
    }

    private Language any() {
        return LANGUAGES.get(random.nextInt(LANGUAGES.size()));
    }

    /** A word in any script that no other text has. */
    String canary() {
        Language language = any();
        String word = letters(language.letters, 9);
        return language.letters.charAt(0) < 0x80 ? "q" + word + "x" : word;
    }

    private String letters(String letters, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> String.valueOf(letters.charAt(random.nextInt(letters.length()))))
                .collect(Collectors.joining());
    }

    /** Sentences of one language with {@code canary} in some of them. */
    String text(String canary) {
        Language language = any();
        StringBuilder text = new StringBuilder();
        int sentences = 1 + random.nextInt(4) * random.nextInt(8);
        int marked = random.nextInt(sentences);
        for (int i = 0; i < sentences; i++) {
            text.append(phrase(language, 4 + random.nextInt(8)));
            if (i == marked || random.nextInt(6) == 0) {
                text.append(' ').append(canary).append(' ');
            }
            text.append(language.end);
        }
        return text.toString();
    }

    private String phrase(Language language, int words) {
        return IntStream.range(0, words)
                .mapToObj(_ -> language.words.get(random.nextInt(language.words.size())))
                .collect(Collectors.joining(language.space));
    }

    /** A few words of one language. */
    String phrase() {
        return phrase(any(), 1 + random.nextInt(4));
    }

    /** A word with a letter changed, lost or doubled. */
    String misspelt() {
        Language language = any();
        String word = language.words.get(random.nextInt(language.words.size()));
        int at = random.nextInt(word.length());
        return switch (random.nextInt(3)) {
            case 0 -> word.substring(0, at) + word.substring(at + 1) + "n";
            case 1 -> word.substring(0, at) + language.letters.charAt(0) + word.substring(at);
            default -> word.substring(0, at) + language.letters.charAt(1) + word.substring(at + 1);
        };
    }

    /** The beginning of a word. */
    String beginning(String word) {
        return word.substring(0, 1 + random.nextInt(word.length()));
    }
}
