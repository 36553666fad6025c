package dev.nuri.generator.guardrail;

/**
 * Joins words written letter by letter: three or more single letters of an alphabet, each parted from the next by the
 * same single sign ({@code k i l l}, {@code k.i.l.l}).
 */
final class SpacedLetters {

    private static final int FEWEST = 3;

    private SpacedLetters() {}

    static MappedText join(MappedText in) {
        String text = in.text();
        MappedText.Builder out = new MappedText.Builder(text.length());
        int i = 0;
        while (i < text.length()) {
            int end = run(text, i);
            int step = end > i ? 2 : 1;
            int stop = Math.max(end, i + 1);
            for (int j = i; j < stop; j += step) {
                out.add((int) text.charAt(j), in.start(j), in.end(j));
            }
            i = stop;
        }
        return out.build();
    }

    /** One past the last letter of a run that starts at {@code from}; {@code from} when none does. */
    private static int run(String text, int from) {
        if (!single(text, from) || from + 2 >= text.length()) {
            return from;
        }
        char sign = text.charAt(from + 1);
        if (Character.isLetterOrDigit(sign) || Character.isSurrogate(sign)) {
            return from;
        }
        int count = 1;
        int last = from;
        while (last + 2 < text.length() && text.charAt(last + 1) == sign && single(text, last + 2)) {
            last += 2;
            count++;
        }
        return count >= FEWEST ? last + 1 : from;
    }

    private static boolean single(String text, int at) {
        return alphabetic(text.charAt(at))
                && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))
                && (at + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(at + 1)));
    }

    private static boolean alphabetic(char c) {
        return Character.isLetter(c) && !Character.isIdeographic(c) && !Character.isSurrogate(c);
    }
}
