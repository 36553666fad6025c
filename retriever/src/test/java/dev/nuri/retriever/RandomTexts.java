package dev.nuri.retriever;

import dev.nuri.indexer.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random documents and queries over a small vocabulary in several languages, so that words meet and scores tie. */
final class RandomTexts {

    static final List<String> LANGS = List.of("en", "de", "ko", "ja", "zh-Hant", "ar", "th", "xx");
    private static final List<String[]> WORDS = List.of(
            "river mountain running houses the of and history 2024 battle königsberg 𝔘nicode 🍜".split(" "),
            "Fluss Berge laufen Häuser der die und Geschichte 2024 Schlacht".split(" "),
            "서울은 강을 흐르는 역사가 전쟁에서 산맥 대한민국의 학교 2024 😀".split(" "),
            "東京都 川が 流れる 歴史 戦争 学校 カタカナ 2024 𠮷野家".split(" "),
            "歷史 河流 山脈 學校 戰爭 臺灣 2024 𠀀字".split(" "),
            "النهر الجبال التاريخ المدرسة الحرب في من 2024".split(" "),
            "แม่น้ำ ภูเขา ประวัติศาสตร์ โรงเรียน สงคราม 2024".split(" "),
            "zorp blick vuun 2024 krel 🍜".split(" "));

    private static final String SYNTAX = "+-&|!(){}[]^\"~*?:\\/“”„「」『』«» AND OR NOT TO";

    private RandomTexts() {}

    static String words(Random random, int lang, int count) {
        StringBuilder text = new StringBuilder();
        String[] words = WORDS.get(lang);
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(words[random.nextInt(words.length)]);
        }
        return text.toString();
    }

    /** A query of a few words, now and then of two languages or with a quotation. */
    static String query(Random random) {
        String query = words(random, random.nextInt(LANGS.size()), 1 + random.nextInt(3));
        return switch (random.nextInt(4)) {
            case 0 -> query + " " + words(random, random.nextInt(LANGS.size()), 1);
            case 1 -> "\"" + query + "\"";
            default -> query;
        };
    }

    /** Any code points at all, unpaired surrogates included. */
    static String anything(Random random, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            switch (random.nextInt(6)) {
                case 0 -> text.append((char) random.nextInt(0x10000));
                case 1 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
                case 2 -> text.append(SYNTAX.charAt(random.nextInt(SYNTAX.length())));
                case 3 -> text.append((char) (0xAC00 + random.nextInt(11172)));
                case 4 -> text.append((char) (' ' + random.nextInt(95)));
                default -> text.append((char) (0x0300 + random.nextInt(0x3800)));
            }
        }
        return text.toString();
    }

    /** Fills a corpus with documents, some alike, most with a few overlapping passages. */
    static void fill(Corpus corpus, Random random, int documents) {
        String last = "";
        for (int d = 0; d < documents; d++) {
            int lang = random.nextInt(LANGS.size());
            String text =
                    random.nextInt(10) == 0 && !last.isEmpty() ? last : words(random, lang, 3 + random.nextInt(60));
            last = text;
            corpus.add(
                    "c" + random.nextInt(3),
                    "doc" + d,
                    LANGS.get(lang),
                    random.nextBoolean() ? "text/plain" : "application/pdf",
                    text,
                    spans(random, text));
        }
        corpus.commit();
    }

    private static List<Span> spans(Random random, String text) {
        List<Span> spans = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = border(text, Math.min(text.length(), start + 40 + random.nextInt(60)));
            spans.add(new Span(start, end));
            if (end == text.length()) {
                break;
            }
            start = border(text, Math.max(start + 1, end - random.nextInt(30)));
        }
        return spans;
    }

    /** Not inside a surrogate pair. */
    private static int border(String text, int at) {
        return at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at + 1 : at;
    }
}
