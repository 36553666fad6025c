package dev.nuri.indexer.language;

import com.ibm.icu.lang.UScript;
import java.util.Map;

/** Tells Chinese, Japanese and Korean apart by script and by characters that only one of them uses. */
final class CjkLanguages {

    /** A text whose kana are at least this share of its Han and kana is Japanese. */
    private static final double JAPANESE_KANA = 0.1;

    private CjkLanguages() {}

    /** Whether letters of this script are dealt with here. */
    static boolean covers(int script) {
        return switch (script) {
            case UScript.HAN, UScript.HANGUL, UScript.HIRAGANA, UScript.KATAKANA, UScript.BOPOMOFO -> true;
            default -> false;
        };
    }

    /** Adds the probability of each of these languages. */
    static void add(LetterProfile profile, Map<String, Double> probabilities) {
        int han = profile.weight(UScript.HAN);
        int kana = profile.weight(UScript.HIRAGANA) + profile.weight(UScript.KATAKANA);
        int hangul = profile.weight(UScript.HANGUL);
        double total = profile.total();
        if (hangul > 0 && hangul + kana >= han / 4) {
            // Han characters in a Korean text are Korean, unless there are many.
            boolean korean = kana == 0 && hangul >= han;
            put(probabilities, "ko", (hangul + (korean ? han : 0)) / total);
            han = korean ? 0 : han;
        } else if (hangul > 0) {
            put(probabilities, "ko", hangul / total);
        }
        if (profile.weight(UScript.BOPOMOFO) > 0) {
            put(probabilities, "zh-Hant", profile.weight(UScript.BOPOMOFO) / total);
        }
        if (kana > 0 && kana >= JAPANESE_KANA * (han + kana)) {
            put(probabilities, "ja", (han + kana) / total);
        } else if (han > 0) {
            addChinese(profile.letters(UScript.HAN), han / total, probabilities);
            put(probabilities, "ja", kana / total);
        }
    }

    private static void addChinese(CharSequence letters, double share, Map<String, Double> probabilities) {
        HanVariants.Counts counts = HanVariants.count(letters);
        double japanese = (counts.japanese() + 0.2)
                / (counts.japanese() + 0.2 + (counts.simplified() + counts.traditional()) + letters.length() / 4.0);
        double hant = (counts.traditional() + 0.4) / (counts.simplified() + counts.traditional() + 1.0);
        put(probabilities, "ja", share * japanese);
        put(probabilities, "zh-Hant", share * (1 - japanese) * hant);
        put(probabilities, "zh-Hans", share * (1 - japanese) * (1 - hant));
    }

    private static void put(Map<String, Double> probabilities, String lang, double probability) {
        if (probability > 0) {
            probabilities.merge(lang, probability, Double::sum);
        }
    }
}
