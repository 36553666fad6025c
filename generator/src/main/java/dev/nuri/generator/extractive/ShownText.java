package dev.nuri.generator.extractive;

import java.util.regex.Pattern;

/**
 * A quote as the reader sees it: white space folded to single spaces, and without the source's own bracketed reference
 * numbers, which would be taken for the answer's marks.
 */
public final class ShownText {

    private static final Pattern REFERENCE = Pattern.compile("\\[\\d+]");
    private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\p{Z}]+");

    private ShownText() {}

    /** The text to show for a quote; may be empty for a quote of nothing but reference numbers. */
    public static String of(String quote) {
        String unmarked = REFERENCE.matcher(quote).replaceAll("");
        return WHITE_SPACE.matcher(unmarked).replaceAll(" ").strip();
    }
}
