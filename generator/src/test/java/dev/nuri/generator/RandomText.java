package dev.nuri.generator;

import java.util.List;
import java.util.Random;

/** Documents and questions of words from many scripts, with odd spacing, marks, brackets and characters beyond the BMP. */
final class RandomText {

    private static final List<String> WORDS = List.of(
            "harbour",
            "lighthouse",
            "1874",
            "Brandt",
            "the",
            "등대는",
            "항구에",
            "세워졌다",
            "灯台",
            "港",
            "である",
            "建造",
            "燈塔",
            "faro",
            "construyó",
            "phare",
            "Leuchtturm",
            "منارة",
            "بنيت",
            "маяк",
            "построен",
            "ประภาคาร",
            "प्रकाशस्तंभ",
            "[2]",
            "[17]",
            "😀",
            "𝒳",
            "👨‍👩‍👧",
            "e\u0301",
            "(note)",
            "«x»",
            "3.14",
            "—",
            "a.b",
            "http://x.y/z",
            "\u200F");
    private static final List<String> ENDS =
            List.of(".", "!", "?", "。", "？", "؟", "।", "…", ".\n", "\n\n", ";", " [3].");
    private static final List<String> SPACES = List.of(" ", " ", " ", "  ", "\n", "\t", "\u00A0", "\u3000", "");
    private static final List<String> LANGS = List.of("en", "ko", "ja", "zh-Hans", "es", "ar", "th", "und", "xx");

    private final Random random;

    RandomText(Random random) {
        this.random = random;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    String lang() {
        return pick(LANGS);
    }

    String words(int count) {
        StringBuilder words = new StringBuilder(pick(WORDS));
        for (int i = 1; i < count; i++) {
            words.append(pick(SPACES)).append(pick(WORDS));
        }
        return words.toString();
    }

    String document() {
        StringBuilder text = new StringBuilder();
        int sentences = 1 + random.nextInt(30);
        for (int i = 0; i < sentences; i++) {
            text.append(words(1 + random.nextInt(20))).append(pick(ENDS)).append(pick(SPACES));
        }
        return java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFC);
    }

    String question() {
        return "harbour " + words(1 + random.nextInt(6)) + "?";
    }
}
