package dev.nuri.indexer.analysis;

import java.util.HashMap;
import java.util.Map;

/** Japanese in the letters people type: Hepburn's romanisation, and other romanisations brought to it. */
public final class Hepburn {

    private static final String VOWELS = "aiueo";

    /** A consonant and its five syllables. */
    private static final String[] ROWS = {
        "", "アイウエオ", "k", "カキクケコ", "s", "サシスセソ", "t", "タチツテト", "n", "ナニヌネノ", "h", "ハヒフヘホ",
        "m", "マミムメモ", "r", "ラリルレロ", "g", "ガギグゲゴ", "z", "ザジズゼゾ", "d", "ダヂヅデド", "b", "バビブベボ",
        "p", "パピプペポ", "", "ァィゥェォ"
    };

    /** Syllables outside the rows' pattern. */
    private static final String[] OTHERS = {
        "ヤ", "ya", "ユ", "yu", "ヨ", "yo", "ワ", "wa", "ヲ", "o", "ン", "n", "フ", "fu", "ヴ", "v", "ャ", "ya", "ュ", "yu", "ョ",
        "yo"
    };

    /** Spelling by rows to Hepburn's; longer spellings first. */
    private static final String[][] SPELLINGS = {
        {"sy", "sh"},
        {"ty", "ch"},
        {"zy", "j"},
        {"jy", "j"},
        {"si", "shi"},
        {"ti", "chi"},
        {"tu", "tsu"},
        {"hu", "fu"},
        {"zi", "ji"},
        {"di", "ji"},
        {"du", "zu"},
        {"cchi", "tchi"},
        {"ssh", "ssh"},
        {"nn", "n"}
    };

    private static final Map<Character, String> KANA = kana();

    private Hepburn() {}

    private static Map<Character, String> kana() {
        Map<Character, String> kana = new HashMap<>();
        for (int row = 0; row < ROWS.length; row += 2) {
            for (int v = 0; v < VOWELS.length(); v++) {
                kana.put(ROWS[row + 1].charAt(v), ROWS[row] + VOWELS.charAt(v));
            }
        }
        for (int i = 0; i < OTHERS.length; i += 2) {
            kana.put(OTHERS[i].charAt(0), OTHERS[i + 1]);
        }
        return kana;
    }

    /** Kana and romanised text as Hepburn's romanisation, long vowels as typed; everything else as it is. */
    public static String of(String text) {
        String latin = byRows(text);
        for (String[] spelling : SPELLINGS) {
            latin = latin.replace(spelling[0], spelling[1]);
        }
        return latin;
    }

    private static String byRows(String text) {
        StringBuilder out = new StringBuilder();
        boolean doubled = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char katakana = c >= 'ぁ' && c <= 'ゖ' ? (char) (c + 'ァ' - 'ぁ') : c;
            String syllable = KANA.get(katakana);
            if (katakana == 'ッ') {
                doubled = true;
            } else if (syllable == null) {
                out.append(c == 'ー' ? "" : c);
            } else {
                if ("ャュョァィゥェォ".indexOf(katakana) >= 0) {
                    dropVowel(out);
                }
                out.append(doubled ? syllable.substring(0, 1) : "").append(syllable);
                doubled = false;
            }
        }
        return out.toString();
    }

    /** A small kana takes the place of the vowel before it: ki and small ya are kya. */
    private static void dropVowel(StringBuilder out) {
        int last = out.length() - 1;
        if (last > 0 && VOWELS.indexOf(out.charAt(last)) >= 0) {
            out.setLength(last);
        }
    }
}
