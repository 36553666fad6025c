package dev.nuri.generator.guardrail;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds characters that a reader does not see but a model reads: text in Unicode tags, runs of zero-width characters,
 * and overrides of the writing direction.
 */
final class HiddenText {

    private static final int FEWEST_ZERO_WIDTH = 4;
    private static final int BLACK_FLAG = 0x1F3F4;
    /** Nothing but flags is written in tags, so that they say enough by themselves. */
    static final double TAGS = 0.99;

    private static final double SUSPICIOUS = 0.6;

    /** Hidden characters at a place of the text given. */
    record Found(int start, int end, double score) {}

    private HiddenText() {}

    static List<Found> find(String text) {
        List<Found> found = new ArrayList<>();
        int before = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int end = i + Character.charCount(c);
            if (isTag(c)) {
                end = run(text, i, true);
                // The flags of England, Scotland and Wales are spelled in tags.
                if (before != BLACK_FLAG) {
                    found.add(new Found(i, end, TAGS));
                }
            } else if (isZeroWidth(c)) {
                end = run(text, i, false);
                if (end - i >= FEWEST_ZERO_WIDTH) {
                    found.add(new Found(i, end, SUSPICIOUS));
                }
            } else if (c == 0x202D || c == 0x202E) {
                found.add(new Found(i, end, SUSPICIOUS));
            }
            before = c;
            i = end;
        }
        return found;
    }

    private static int run(String text, int from, boolean tags) {
        int end = from;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            if (tags ? !isTag(c) : !isZeroWidth(c)) {
                break;
            }
            end += Character.charCount(c);
        }
        return end;
    }

    private static boolean isTag(int c) {
        return c >= 0xE0000 && c <= 0xE007F;
    }

    private static boolean isZeroWidth(int c) {
        return c == 0x200B || c == 0x200C || c == 0x200D || c == 0x2060 || c == 0x180E || (c >= 0x2061 && c <= 0x2064);
    }
}
