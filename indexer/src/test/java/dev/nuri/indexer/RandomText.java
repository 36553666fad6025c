package dev.nuri.indexer;

import java.util.Random;

/** Text of every script and plane, well-formed UTF-16, for randomised tests. */
public final class RandomText {

    /** The seed to repeat a failure with: {@code -Dtests.seed=...}. */
    public static final long SEED = Long.getLong("tests.seed", System.nanoTime());

    private static final String[] SAMPLES = {
        "The river rose. Nobody slept! Was it over? ",
        "Mr. Hill paid 3.50 for it, e.g. in June. ",
        "강물이 불었다. 아무도 잠들지 못했습니다! 끝났을까요? ",
        "川の水が増えた。誰も眠れなかった！終わったのか？",
        "河水上涨了。没有人睡觉！结束了吗？",
        "河水上漲了。沒有人睡覺！結束了嗎？",
        "แม่น้ำสูงขึ้น ไม่มีใครนอนหลับ มันจบแล้วหรือยัง ",
        "ແມ່ນ້ຳສູງຂຶ້ນ ບໍ່ມີໃຜນອນຫຼັບ ",
        "ទឹកទន្លេបានឡើង។ គ្មាននរណាម្នាក់គេង។ ",
        "မြစ်ရေတက်လာသည်။ ဘယ်သူမှ မအိပ်ပါ။ ",
        "ارتفع النهر. لم ينم أحد! هل انتهى؟ ",
        "הנהר עלה. איש לא ישן! ",
        "नदी चढ़ गई। कोई नहीं सोया! ",
        "Река поднялась. Никто не спал! ",
        "Der Fluss stieg am 3. Oktober. Niemand schlief! ",
        "👩‍👩‍👧‍👦 🇰🇷🇯🇵 👍🏽 ❤️‍🔥 ",
        "e\u0301\u0323\u0307 a\u0308\u0304 q\u0334\u0335 ",
        "- item one\n- item two\n| a | b |\n",
        "kim@example.org https://example.org/a?b=c A.X-K1 2026-11-23 ",
        "\u200F\u202Eabc\u202C ",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠮷𠮾 𒀀𒀁 ",
    };

    private final Random random;

    public RandomText(long seed) {
        random = new Random(seed);
    }

    /** About {@code length} code units. */
    public String next(int length) {
        StringBuilder text = new StringBuilder(length + 100);
        while (text.length() < length) {
            int kind = random.nextInt(12);
            if (kind < 8) {
                text.append(SAMPLES[random.nextInt(SAMPLES.length)]);
            } else if (kind == 8) {
                appendCodePoints(text, 1 + random.nextInt(20));
            } else if (kind == 9) {
                text.append("\n".repeat(1 + random.nextInt(3)));
            } else if (kind == 10) {
                text.append(String.valueOf((char) ('a' + random.nextInt(26))).repeat(random.nextInt(60)));
            } else {
                text.append(SAMPLES[random.nextInt(SAMPLES.length)].strip());
            }
        }
        return text.toString();
    }

    /** A number below {@code bound}. */
    public int nextInt(int bound) {
        return random.nextInt(bound);
    }

    private void appendCodePoints(StringBuilder text, int count) {
        for (int i = 0; i < count; i++) {
            int c = random.nextInt(random.nextBoolean() ? 0x3000 : Character.MAX_CODE_POINT + 1);
            text.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c);
        }
    }
}
