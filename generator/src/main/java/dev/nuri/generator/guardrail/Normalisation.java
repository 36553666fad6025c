package dev.nuri.generator.guardrail;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;

/**
 * Undoes what hides a text from a reader of characters but not from a reader of words, and keeps where each character
 * came from.
 *
 * <p>{@link #plain} is what a person reads as numbers and identifiers: NFKC, without default-ignorable characters
 * (zero-width characters, bidi controls, Unicode tags), each kind of space one space, each kind of digit ASCII, case
 * kept. {@link #folded} goes on to what words look like: case folded, look-alikes of other scripts brought to one
 * (UTS #39), marks of Latin, Greek, Cyrillic, Arabic and Hebrew taken off, spelled-out jamo composed, digits that stand
 * for letters read as letters, spaced letters joined, repeated letters made one. The lists and the classifier see
 * folded text only, so that a change made on both sides of a comparison loses no match.
 */
final class Normalisation {

    private static final Normalizer2 NFKC = Normalizer2.getNFKCInstance();

    private Normalisation() {}

    /** The text as numbers and identifiers are read in it. */
    static MappedText plain(String text) {
        MappedText.Builder out = new MappedText.Builder(text.length());
        int at = 0;
        while (at < text.length()) {
            int first = text.codePointAt(at);
            int end = at + Character.charCount(first);
            if (settled(first) && (end == text.length() || starts(text.charAt(end)))) {
                addPlain(out, first, at, end);
            } else {
                end = boundary(text, end);
                addNormal(out, text.substring(at, end), at, end);
            }
            at = end;
        }
        return out.build();
    }

    /** Characters that NFKC leaves as they are, as far as that is told without a look-up. */
    private static boolean settled(int c) {
        return c < 0x80 || (c >= 0x4E00 && c < 0xA000) || (c >= 0xAC00 && c < 0xD7A4);
    }

    /** Characters that never join the one before, likewise. */
    private static boolean starts(char c) {
        return c < 0x300 || (c >= 0x4E00 && c < 0xA000) || (c >= 0xAC00 && c < 0xD7A4);
    }

    /** The next place from {@code from} on before which NFKC changes nothing. */
    private static int boundary(String text, int from) {
        int end = from;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            if (NFKC.hasBoundaryBefore(c)) {
                break;
            }
            end += Character.charCount(c);
        }
        return end;
    }

    private static void addNormal(MappedText.Builder out, String part, int start, int end) {
        if (part.length() <= 2
                && NFKC.isInert(part.codePointAt(0))
                && Character.charCount(part.codePointAt(0)) == part.length()) {
            addPlain(out, part.codePointAt(0), start, end);
            return;
        }
        NFKC.normalize(part).codePoints().forEach(c -> addPlain(out, c, start, end));
    }

    private static void addPlain(MappedText.Builder out, int c, int start, int end) {
        if (c < 0x80) {
            out.add(c == '\t' || c == '\r' || c == '\n' ? ' ' : c, start, end);
        } else if (settled(c)) {
            out.add(c, start, end);
        } else if (!UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT)) {
            int digit = UCharacter.digit(c);
            boolean space = UCharacter.isUWhiteSpace(c);
            out.add(space ? ' ' : digit >= 0 ? '0' + digit : dash(c), start, end);
        }
    }

    /** Hyphens and dashes part numbers in every script. */
    private static int dash(int c) {
        return Character.getType(c) == Character.DASH_PUNCTUATION || c == 0x2212 ? '-' : c;
    }

    /** The text as words are compared in it. */
    static MappedText folded(MappedText plain) {
        return RepeatedLetters.once(readable(plain));
    }

    private static MappedText readable(MappedText plain) {
        return SpacedLetters.join(LetterDigits.read(Jamo.compose(Letters.fold(plain))));
    }

    /**
     * What an embedder is to see: the plain text, or, where something in it is written so as not to be recognised, what
     * it is read as. An embedder knows words with their marks and doubled letters, which folding takes away.
     */
    static String shown(MappedText plain, MappedText folded) {
        return Disguise.in(plain.text()) ? folded(plain, folded) : plain.text();
    }

    private static String folded(MappedText plain, MappedText folded) {
        return Disguise.repeats(plain.text()) ? folded.text() : readable(plain).text();
    }

    /** The folded form of a term of a list. */
    static String folded(String term) {
        return folded(plain(term)).text().strip();
    }
}
