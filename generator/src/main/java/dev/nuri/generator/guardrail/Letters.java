package dev.nuri.generator.guardrail;

import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;

/** Folds letters: case, marks of scripts that are read without them, and look-alikes to one prototype (UTS #39). */
final class Letters {

    private static final Normalizer2 FOLDING = Normalizer2.getNFKCCasefoldInstance();
    private static final Normalizer2 DECOMPOSITION = Normalizer2.getNFKDInstance();
    private static final SpoofChecker LOOK_ALIKES = new SpoofChecker.Builder().build();

    /** Longer prototypes draw a character of several others and are no other spelling of it. */
    private static final int LONGEST_PROTOTYPE = 2;

    /** By code unit, worked out when first met; threads may work one out twice and come to the same. */
    private static final String[] PROTOTYPES = new String[0x10000];

    private Letters() {}

    static MappedText fold(MappedText plain) {
        String text = plain.text();
        MappedText.Builder out = new MappedText.Builder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            if (c < 0x80) {
                out.add(c >= 'A' && c <= 'Z' ? c + 32 : c, plain.start(i), plain.end(i));
            } else {
                boolean disguise = Character.isUpperCase(c) && inLatinWord(text, i);
                out.add(disguise ? capital(c) : prototype(c), plain.start(i), plain.end(next - 1));
            }
            i = next;
        }
        return out.build();
    }

    /** Whether a Latin letter of ASCII stands in the word around {@code at}. */
    private static boolean inLatinWord(String text, int at) {
        return latinFrom(text, at, 1) || latinFrom(text, at, -1);
    }

    private static boolean latinFrom(String text, int at, int step) {
        for (int i = at; i >= 0 && i < text.length() && Character.isLetter(text.charAt(i)); i += step) {
            if (text.charAt(i) < 0x80) {
                return true;
            }
        }
        return false;
    }

    /** A capital that looks like one of another script is taken for it beside letters of that script. */
    private static String capital(int c) {
        String look = LOOK_ALIKES.getSkeleton(Character.toString(c));
        return look.length() == 1 && look.charAt(0) < 0x80 ? FOLDING.normalize(look) : prototype(c);
    }

    private static String prototype(int c) {
        if (c >= PROTOTYPES.length) {
            return workOut(c);
        }
        String kept = PROTOTYPES[c];
        if (kept == null) {
            kept = workOut(c);
            PROTOTYPES[c] = kept;
        }
        return kept;
    }

    private static String workOut(int c) {
        String folded = FOLDING.normalize(Character.toString(c));
        if (!hasLooseMarks(c)) {
            return folded;
        }
        StringBuilder out = new StringBuilder();
        DECOMPOSITION
                .normalize(folded)
                .codePoints()
                .filter(x -> !isLooseMark(x))
                .forEach(x -> {
                    String look = x < 0x80
                            ? Character.toString(x)
                            : FOLDING.normalize(LOOK_ALIKES.getSkeleton(Character.toString(x)));
                    look.codePoints()
                            .filter(y -> !isLooseMark(y))
                            .limit(LONGEST_PROTOTYPE)
                            .forEach(out::appendCodePoint);
                });
        return out.toString();
    }

    /** Hangul, Han, kana and the scripts of South and South-East Asia keep what is drawn around their letters. */
    private static boolean hasLooseMarks(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case LATIN, GREEK, CYRILLIC, ARABIC, HEBREW, ARMENIAN, GEORGIAN, CHEROKEE, COMMON, INHERITED -> true;
            default -> false;
        };
    }

    private static boolean isLooseMark(int c) {
        return c == 0x640
                || (Character.getType(c) == Character.NON_SPACING_MARK
                        && switch (Character.UnicodeScript.of(c)) {
                            case INHERITED, ARABIC, HEBREW, CYRILLIC -> true;
                            default -> false;
                        });
    }
}
