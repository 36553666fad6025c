package dev.nuri.generator.guardrail;

/** Makes a letter that is repeated one, and a syllable or ideograph that is repeated three times or more. */
final class RepeatedLetters {

    private static final int FEWEST_OF_OTHERS = 3;

    private RepeatedLetters() {}

    static MappedText once(MappedText in) {
        String text = in.text();
        MappedText.Builder out = new MappedText.Builder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int end = i + 1;
            while (end < text.length() && text.charAt(end) == c) {
                end++;
            }
            boolean one = c == ' ' || (Character.isLetter(c) && (cased(c) || end - i >= FEWEST_OF_OTHERS));
            if (one) {
                out.add((int) c, in.start(i), in.end(end - 1));
            } else {
                for (int j = i; j < end; j++) {
                    out.add((int) c, in.start(j), in.end(j));
                }
            }
            i = end;
        }
        return out.build();
    }

    private static boolean cased(char c) {
        return switch (Character.UnicodeScript.of(c)) {
            case LATIN, GREEK, CYRILLIC, ARMENIAN, GEORGIAN, ARABIC, HEBREW -> true;
            default -> false;
        };
    }
}
