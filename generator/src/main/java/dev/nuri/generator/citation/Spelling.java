package dev.nuri.generator.citation;

import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.Transliterator;
import java.util.Locale;
import java.util.Set;

/**
 * One spelling of a word for comparing: lower case, compatibility forms and letter variants folded, Chinese simplified;
 * accents are dropped except in languages where they tell words apart, vowel signs of Indic scripts never.
 */
final class Spelling {

    private static final Normalizer2 COMPATIBLE = Normalizer2.getNFKCCasefoldInstance();
    private static final Normalizer2 DECOMPOSE = Normalizer2.getNFDInstance();
    private static final Normalizer2 COMPOSE = Normalizer2.getNFCInstance();
    private static final Set<String> ACCENTED = Set.of("vi", "yo");
    private static final int HAN_FIRST = 0x4E00;
    private static final int HAN_LAST = 0x9FFF;

    private static final class Simplified {
        private static final char[] BY_CHARACTER = table();

        private static char[] table() {
            StringBuilder all = new StringBuilder();
            for (int c = HAN_FIRST; c <= HAN_LAST; c++) {
                all.append((char) c).append('\n');
            }
            String[] simplified = Transliterator.getInstance("Traditional-Simplified")
                    .transliterate(all.toString())
                    .split("\n", -1);
            char[] table = new char[HAN_LAST - HAN_FIRST + 1];
            for (int i = 0; i < table.length; i++) {
                table[i] = simplified[i].length() == 1 ? simplified[i].charAt(0) : (char) (HAN_FIRST + i);
            }
            return table;
        }
    }

    private final boolean accents;
    private final boolean chinese;
    private final boolean turkish;

    Spelling(String language) {
        accents = ACCENTED.contains(language);
        chinese = language.equals("zh");
        turkish = language.equals("tr") || language.equals("az");
    }

    String fold(String word) {
        if (!turkish && plain(word)) {
            return word.toLowerCase(Locale.ROOT);
        }
        String lower = turkish ? word.replace('I', 'ı').replace("İ", "i") : word;
        String folded = COMPATIBLE.normalize(lower);
        StringBuilder out = new StringBuilder(folded.length());
        String apart = accents ? folded : DECOMPOSE.normalize(folded);
        for (int i = 0; i < apart.length(); i++) {
            char c = apart.charAt(i);
            if (!dropped(c)) {
                out.append(variant(c));
            }
        }
        return accents ? out.toString() : COMPOSE.normalize(out);
    }

    private static boolean plain(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private boolean dropped(char c) {
        boolean accent = !accents && c >= 0x300 && c <= 0x36F;
        boolean arabicMark = (c >= 0x64B && c <= 0x65F) || c == 0x670 || c == 0x640;
        boolean hebrewMark = c >= 0x591 && c <= 0x5C7;
        return accent || arabicMark || hebrewMark || c == 0x200C || c == 0x200D || c == 0xAD;
    }

    private char variant(char c) {
        if (chinese && c >= HAN_FIRST && c <= HAN_LAST) {
            return Simplified.BY_CHARACTER[c - HAN_FIRST];
        }
        return switch (c) {
            case 'أ', 'إ', 'آ', 'ٱ' -> 'ا';
            case 'ى', 'ی' -> 'ي';
            case 'ک' -> 'ك';
            case 'ة' -> 'ه';
            case 'ς' -> 'σ';
            case 'ı' -> turkish ? 'ı' : 'i';
            default -> c;
        };
    }
}
