package dev.nuri.generator.prompt;

import dev.nuri.generator.extractive.ShownText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes from a text what a page or a chat program would load, open or lay out: pictures, links, tags and Markdown. Their
 * words stay.
 */
public final class PlainText {

    private static final Pattern IMAGE =
            Pattern.compile("!\\[([^\\[\\]]{0,500})](?:\\([^()]{0,2000}\\)|\\[[^\\[\\]]{0,200}])");
    private static final Pattern LINK =
            Pattern.compile("\\[([^\\[\\]]{0,500})]\\(\\s*(?=[^()]{0,2000}[:/#.])[^()]{0,2000}\\)");
    private static final Pattern AUTOLINK = Pattern.compile("<(?=[A-Za-z][A-Za-z0-9+.-]{1,30}:)([^<>\\s]{1,2000})>");
    private static final String LOADING =
            "(?i:a|applet|area|audio|base|embed|form|frame|iframe|image|img|input|link|meta|object|picture|script|source|"
                    + "style|svg|track|video)\\b";
    private static final Pattern TAG = Pattern.compile("</?" + LOADING + "[^<>]{0,2000}>");
    private static final Pattern OPEN_TAG = Pattern.compile("<(?=/?" + LOADING + ")");
    private static final Pattern ADDRESS =
            Pattern.compile("(?i)(?:[a-z][a-z0-9+.-]{0,20}://|(?<![a-z0-9])www\\.)[^\\s<>\"'\\])}，。、」』]+");
    private static final Pattern LINKED_MARK = Pattern.compile("(\\[\\^?\\p{Nd}{1,9}])\\([^()\\n]{0,2000}\\)");
    private static final Pattern BEGUN =
            Pattern.compile("(?:!?\\[[^\\[\\]\\n]{0,500}(?:](?:\\([^()\\n]{0,2000})?)?|!|</?[A-Za-z][^<>\\n]{0,2000}|<"
                    + "|(?i:[a-z][a-z0-9+.-]{0,20}://|(?<![a-z0-9])www\\.)[^\\s<>\"'\\])}，。、」』]{0,2000})$");
    private static final Pattern BLOCK = Pattern.compile("^\\s*(?:#{1,6}\\s+|>\\s+|[-*+•]\\s+|\\d{1,2}[.)]\\s+)+");
    private static final Pattern EMPHASIS = Pattern.compile("\\*{1,3}(?=\\S)|(?<=\\S)\\*{1,3}|__(?=\\S)|(?<=\\S)__|`+");

    private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\p{Z}]+");

    private PlainText() {}

    /** Without what would be loaded or opened; a bare address stays, for it is only read. */
    public static String inert(String text) {
        String out = text;
        String before;
        do {
            before = out;
            out = IMAGE.matcher(out).replaceAll("$1");
            out = LINK.matcher(out).replaceAll("$1");
            out = AUTOLINK.matcher(out).replaceAll("$1");
            out = TAG.matcher(out).replaceAll("");
            out = OPEN_TAG.matcher(out).replaceAll("< ");
        } while (!out.equals(before));
        return out;
    }

    /**
     * A quote as it may be shown: {@link ShownText}, without what would be loaded or opened, and without the double white
     * space that is left where that stood. May be empty.
     */
    public static String ofQuote(String quote) {
        String out = ShownText.of(quote);
        String before;
        do {
            // Again, because a text that became shorter may hold what was too long to be taken out.
            before = out;
            out = folded(inert(out));
        } while (!out.equals(before));
        return out;
    }

    /** Whether {@link #inert} leaves it as it is. */
    public static boolean isInert(String text) {
        return inert(text).equals(text);
    }

    /** A sentence of a model as it may be shown: without what would be loaded or laid out, white space folded. */
    public static String ofModel(String text) {
        String out = text;
        String before;
        do {
            // Again, because what is taken out may have parted what is to be taken out.
            before = out;
            out = BLOCK.matcher(unlinked(out)).replaceFirst("");
            out = EMPHASIS.matcher(out).replaceAll("").replace("]()", "");
            out = folded(out);
        } while (!out.equals(before));
        return out;
    }

    private static String folded(String text) {
        return WHITE_SPACE.matcher(text).replaceAll(" ").strip();
    }

    /** A text of a model without links and addresses; a mark that was made a link is a mark. */
    static String unlinked(String text) {
        return ADDRESS.matcher(inert(LINKED_MARK.matcher(text).replaceAll("$1")))
                .replaceAll("");
    }

    /** Where something has begun that {@link #unlinked} may take out once it is whole; the length where nothing has. */
    static int begun(CharSequence text) {
        Matcher begun = BEGUN.matcher(text);
        return begun.find() ? begun.start() : text.length();
    }
}
