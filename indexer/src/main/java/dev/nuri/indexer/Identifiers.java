package dev.nuri.indexer;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what is one word to people though an analyzer cuts it up or drops its marks: part numbers, dates and versions
 * ({@code SKU-1234/AB}, {@code 2026-11-23}, {@code v2.5.1}), addresses ({@code kim@example.org}), and names such as
 * {@code C++}, {@code C#} and {@code .NET}. Its parts are found in the text's fields. Thread-safe.
 */
public final class Identifiers {

    /** A longer one is not typed; its parts are still found. */
    public static final int MAX_CHARS = 100;

    /** A run of what identifiers are made of; letters of other scripts end it, as Korean particles do. */
    private static final Pattern RUN = Pattern.compile("\\.?[A-Za-z0-9][A-Za-z0-9._/@:+#%&=~?-]*+");

    private static final Pattern MARKED = Pattern.compile("[A-Za-z]{1,12}(?:\\+\\+|#)|\\.[A-Za-z]{2,12}");
    private static final Pattern JOINED = Pattern.compile("[A-Za-z0-9][._/@:+#%&=~?-]+[A-Za-z0-9]");
    private static final Pattern TELLING = Pattern.compile("[0-9@_]|[A-Za-z]\\.[A-Za-z]");

    private Identifiers() {}

    /** The identifiers of a text in lower case, in order, each once. */
    public static Set<String> in(String text) {
        Set<String> found = new LinkedHashSet<>();
        Matcher runs = RUN.matcher(text);
        while (runs.find()) {
            String run = withoutStop(runs.group());
            if (run.length() <= MAX_CHARS && isIdentifier(run)) {
                found.add(run.toLowerCase(Locale.ROOT));
            }
        }
        return found;
    }

    /** Marks at the end belong to the sentence, but those of names such as C++ and a path's last slash. */
    private static String withoutStop(String run) {
        int end = run.length();
        while (end > 0 && "._@:%&=~?-+".indexOf(run.charAt(end - 1)) >= 0 && !run.startsWith("++", end - 2)) {
            end--;
        }
        return run.substring(0, end);
    }

    /** Hyphens alone join ordinary words, so that something else must tell. */
    private static boolean isIdentifier(String run) {
        return MARKED.matcher(run).matches()
                || (JOINED.matcher(run).find() && TELLING.matcher(run).find());
    }
}
