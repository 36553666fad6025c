package dev.nuri.web.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Small pieces of text about where something is and how long it took. */
final class Places {

    private Places() {}

    /** Language, page and heading path of a passage. */
    static String of(String lang, Integer page, List<String> headings) {
        StringBuilder out = new StringBuilder(lang);
        if (page != null) {
            out.append(" · p. ").append(page);
        }
        if (headings != null && !headings.isEmpty()) {
            out.append(" · ").append(String.join(" › ", headings));
        }
        return out.toString();
    }

    /** Stages with their milliseconds. */
    static String timings(Map<String, Double> timings) {
        return timings.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> String.format(Locale.ROOT, "%s %.1f", e.getKey(), e.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** {@code index}, moved back if it would part a surrogate pair. */
    static int border(String text, int index) {
        boolean parts = index > 0
                && index < text.length()
                && Character.isLowSurrogate(text.charAt(index))
                && Character.isHighSurrogate(text.charAt(index - 1));
        return parts ? index - 1 : index;
    }

    /** At most {@code max} characters, with an ellipsis when cut. */
    static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, border(text, max - 1)) + "…";
    }
}
