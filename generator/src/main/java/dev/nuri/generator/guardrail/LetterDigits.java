package dev.nuri.generator.guardrail;

/**
 * Reads digits and signs that stand for letters ({@code k1ll}, {@code b0mb}, {@code sh@ke}), where they stand between
 * Latin letters of a word with more letters than digits. Codes such as {@code covid19}, {@code h2o} or {@code 4th} stay.
 */
final class LetterDigits {

    private static final String SIGNS = "013457@$!|";
    private static final String LETTERS = "oieastasil";

    private LetterDigits() {}

    static MappedText read(MappedText in) {
        String text = in.text();
        if (text.chars().noneMatch(c -> SIGNS.indexOf(c) >= 0)) {
            return in;
        }
        MappedText.Builder out = new MappedText.Builder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            int sign = SIGNS.indexOf(c);
            boolean read = sign >= 0 && between(text, i);
            out.add(read ? LETTERS.charAt(sign) : c, in.start(i), in.end(next - 1));
            i = next;
        }
        return out.build();
    }

    /** Whether a letter comes before and after, with at most one other sign between. */
    private static boolean between(String text, int at) {
        return letterWithin(text, at, -1) && letterWithin(text, at, 1);
    }

    private static boolean letterWithin(String text, int at, int step) {
        int near = at + step;
        if (near >= 0 && near < text.length() && SIGNS.indexOf(text.charAt(near)) >= 0) {
            near += step;
        }
        return near >= 0 && near < text.length() && text.charAt(near) >= 'a' && text.charAt(near) <= 'z';
    }
}
