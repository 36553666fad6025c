package dev.nuri.generator.guardrail;

/**
 * Reads digits and signs that stand for letters ({@code k1ll}, {@code b0mb}, {@code sh@ke}). A word is read so when a
 * sign stands between Latin letters in it; where several words of a text are written so, every word that has both is.
 * Codes such as {@code covid19}, {@code mp3} or {@code 4th} stay.
 */
final class LetterDigits {

    private static final String SIGNS = "013457@$!|";
    private static final String LETTERS = "oieastasil";

    /** Words with a sign between letters after which the text is taken to be written so. */
    private static final int MANY = 2;

    private LetterDigits() {}

    static MappedText read(MappedText in) {
        String text = in.text();
        int disguised = disguised(text);
        if (disguised == 0) {
            return in;
        }
        MappedText.Builder out = new MappedText.Builder(text.length());
        int i = 0;
        while (i < text.length()) {
            int end = wordEnd(text, i);
            boolean read = disguised >= MANY ? mixed(text, i, end) : between(text, i, end);
            for (int j = i; j < end; j++) {
                int sign = read ? SIGNS.indexOf(text.charAt(j)) : -1;
                out.add(
                        sign >= 0 ? String.valueOf(LETTERS.charAt(sign)) : text.substring(j, j + 1),
                        in.start(j),
                        in.end(j));
            }
            if (end == i) {
                out.add((int) text.charAt(i), in.start(i), in.end(i));
            }
            i = Math.max(end, i + 1);
        }
        return out.build();
    }

    /** Words that have a sign between letters. */
    static int disguised(String text) {
        int count = 0;
        int i = 0;
        while (i < text.length()) {
            int end = wordEnd(text, i);
            count += between(text, i, end) ? 1 : 0;
            i = Math.max(end, i) + 1;
        }
        return count;
    }

    private static boolean inWord(char c) {
        return letter(c) || SIGNS.indexOf(c) >= 0;
    }

    private static boolean letter(char c) {
        return c >= 'a' && c <= 'z';
    }

    /** One past the word at {@code from}, marks of exclamation at its end left out; {@code from} when there is none. */
    private static int wordEnd(String text, int from) {
        int end = from;
        while (end < text.length() && inWord(text.charAt(end))) {
            end++;
        }
        while (end > from && (text.charAt(end - 1) == '!' || text.charAt(end - 1) == '|')) {
            end--;
        }
        return end;
    }

    private static boolean between(String text, int from, int end) {
        int first = from;
        while (first < end && !letter(text.charAt(first))) {
            first++;
        }
        int last = end - 1;
        while (last > first && !letter(text.charAt(last))) {
            last--;
        }
        for (int i = first + 1; i < last; i++) {
            if (!letter(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean mixed(String text, int from, int end) {
        boolean letters = false;
        boolean signs = false;
        for (int i = from; i < end; i++) {
            letters |= letter(text.charAt(i));
            signs |= !letter(text.charAt(i));
        }
        return letters && signs;
    }
}
