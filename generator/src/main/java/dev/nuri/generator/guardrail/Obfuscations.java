package dev.nuri.generator.guardrail;

import com.ibm.icu.text.Normalizer2;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.IntUnaryOperator;

/** Forty ways of writing a text so that people still read it and simple filters no longer do. */
final class Obfuscations {

    private static final String LATIN = "aceopxyisjhABCEHIKMOPSTXY";
    private static final String CYRILLIC = "асеорхуіѕјһАВСЕНІКМОРЅТХУ";
    private static final String LATIN_OF_GREEK = "ovABEHIKMNOPTXYZ";
    private static final String GREEK = "ονΑΒΕΗΙΚΜΝΟΡΤΧΥΖ";
    private static final String[] MARKS = {"\u0301", "\u0300", "\u0302", "\u0308", "\u0323", "\u0330"};

    /** Letters of an alphabet of Unicode's mathematical and enclosed ones, which start at {@code capital}. */
    private static IntUnaryOperator alphabet(int capital, int small) {
        return c -> c >= 'A' && c <= 'Z' ? capital + c - 'A' : c >= 'a' && c <= 'z' ? small + c - 'a' : c;
    }

    private static final Map<String, BiFunction<String, Random, String>> ALL = all();

    private Obfuscations() {}

    /** Name to a function of a text and of chance. */
    static Map<String, BiFunction<String, Random, String>> named() {
        return ALL;
    }

    private static Map<String, BiFunction<String, Random, String>> all() {
        Map<String, BiFunction<String, Random, String>> all = new LinkedHashMap<>();
        between(all, "zeroWidthSpace", "\u200B");
        between(all, "zeroWidthNonJoiner", "\u200C");
        between(all, "zeroWidthJoiner", "\u200D");
        between(all, "wordJoiner", "\u2060");
        between(all, "softHyphen", "\u00AD");
        between(all, "byteOrderMark", "\uFEFF");
        between(all, "variationSelector", "\uFE0F");
        between(all, "graphemeJoiner", "\u034F");
        between(all, "leftToRightMark", "\u200E");
        between(all, "arabicLetterMark", "\u061C");
        between(all, "invisibleTimes", "\u2062");
        between(all, "bidiIsolate", "\u2068\u2069");
        between(all, "mongolianVowelSeparator", "\u180E");
        between(all, "tag", "\uDB40\uDC20");
        letters(all, "fullWidth", c -> c > ' ' && c < 0x7F ? c + 0xFEE0 : c);
        letters(all, "bold", alphabet(0x1D400, 0x1D41A));
        letters(all, "sansSerif", alphabet(0x1D5A0, 0x1D5BA));
        letters(all, "boldFraktur", alphabet(0x1D56C, 0x1D586));
        letters(all, "boldScript", alphabet(0x1D4D0, 0x1D4EA));
        letters(all, "monospace", alphabet(0x1D670, 0x1D68A));
        letters(all, "circled", alphabet(0x24B6, 0x24D0));
        letters(all, "cyrillicLookAlikes", c -> swap(c, LATIN, CYRILLIC));
        letters(all, "greekLookAlikes", c -> swap(c, LATIN_OF_GREEK, GREEK));
        all.put("someLookAlikes", (t, r) -> map(t, c -> r.nextBoolean() ? swap(c, LATIN, CYRILLIC) : c));
        all.put("upperCase", (t, r) -> t.toUpperCase(Locale.ROOT));
        all.put("lowerCase", (t, r) -> t.toLowerCase(Locale.ROOT));
        all.put("randomCase", (t, r) -> map(t, c -> r.nextBoolean() ? Character.toUpperCase(c) : c));
        all.put("digitsForLetters", (t, r) -> map(t, c -> r.nextInt(2) == 0 ? swap(c, "oieast", "013457") : c));
        all.put("signsForLetters", (t, r) -> map(t, c -> r.nextInt(2) == 0 ? swap(c, "ais", "@!$") : c));
        all.put("spacedLetters", (t, r) -> spaced(t, ' '));
        all.put("dottedLetters", (t, r) -> spaced(t, '.'));
        all.put("dashedLetters", (t, r) -> spaced(t, '-'));
        all.put("repeatedLetters", (t, r) -> repeated(t, r, "aeiou"));
        all.put("repeatedConsonants", (t, r) -> repeated(t, r, "klmnrst"));
        all.put("accents", (t, r) -> marked(t, r, 1));
        all.put("stackedMarks", (t, r) -> marked(t, r, 4));
        all.put("decomposed", (t, r) -> Normalizer2.getNFDInstance().normalize(t));
        all.put("separateJamo", (t, r) -> compatibilityJamo(t));
        all.put("noBreakSpaces", (t, r) -> t.replace(' ', '\u00A0'));
        all.put("wideSpaces", (t, r) -> t.replace(" ", "\u2003\u3000"));
        return all;
    }

    private static void between(Map<String, BiFunction<String, Random, String>> all, String name, String hidden) {
        all.put(name, (text, random) -> {
            StringBuilder out = new StringBuilder();
            text.codePoints().forEach(c -> {
                out.appendCodePoint(c);
                if (Character.isLetter(c) && random.nextInt(3) == 0) {
                    out.append(hidden);
                }
            });
            return out.toString();
        });
    }

    private static void letters(Map<String, BiFunction<String, Random, String>> all, String name, IntUnaryOperator to) {
        all.put(name, (text, random) -> map(text, to));
    }

    private static int swap(int c, String from, String to) {
        int at = from.indexOf(c);
        return at >= 0 ? to.charAt(at) : c;
    }

    private static String map(String text, IntUnaryOperator to) {
        StringBuilder out = new StringBuilder();
        text.codePoints().map(to).forEach(out::appendCodePoint);
        return out.toString();
    }

    /** Words of four Latin letters and more, letter by letter, parted from others by two spaces. */
    private static String spaced(String text, char sign) {
        StringBuilder out = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            boolean plain = word.length() >= 4 && word.chars().allMatch(c -> c < 0x250 && Character.isLetter(c));
            out.append(out.isEmpty() ? "" : "  ")
                    .append(plain ? String.join(String.valueOf(sign), word.split("")) : word);
        }
        return out.toString();
    }

    private static String repeated(String text, Random random, String which) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            int times = which.indexOf(c) >= 0 && random.nextInt(3) == 0 ? 2 + random.nextInt(3) : 1;
            for (int i = 0; i < times; i++) {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private static String marked(String text, Random random, int most) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            out.appendCodePoint(c);
            if (c < 0x250 && Character.isLetter(c)) {
                for (int i = random.nextInt(most + 1); i > 0; i--) {
                    out.append(MARKS[random.nextInt(MARKS.length)]);
                }
            }
        });
        return out.toString();
    }

    private static String compatibilityJamo(String text) {
        String leading = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
        String vowels = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
        String trailing = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            int index = c - 0xAC00;
            if (index < 0 || index >= 11_172) {
                out.appendCodePoint(c);
                return;
            }
            out.append(leading.charAt(index / 588)).append(vowels.charAt(index % 588 / 28));
            if (index % 28 > 0) {
                out.append(trailing.charAt(index % 28));
            }
        });
        return out.toString();
    }
}
