package dev.nuri.web.api;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.util.Locale;

/**
 * An error as it is shown, to HTTP clients and with {@code --json} alike.
 *
 * @param error what went wrong
 */
public record ErrorView(Detail error) {

    private static final int MAX_MESSAGE = 600;

    /**
     * What went wrong.
     *
     * @param type who can act on it: {@code user}, {@code resources} or {@code internal}
     * @param code what went wrong, such as {@code not_found}
     * @param message one sentence
     */
    public record Detail(String type, String code, String message) {}

    /** An error with its own code. */
    public static ErrorView of(ErrorCode.Kind kind, String code, String message) {
        return new ErrorView(new Detail(kind.name().toLowerCase(Locale.ROOT), code, readable(message)));
    }

    /** Shows an error code with a sentence. */
    public static ErrorView of(ErrorCode code, String message) {
        return of(code.kind(), code.name().toLowerCase(Locale.ROOT), message);
    }

    /** Shows an exception. */
    public static ErrorView of(NuriException e) {
        return of(e.code(), e.getMessage());
    }

    /** Messages quote what was sent: unpaired surrogates and control characters are replaced, a long one is cut. */
    private static String readable(String message) {
        String s = message == null ? "" : message;
        StringBuilder out = new StringBuilder(Math.min(s.length(), MAX_MESSAGE) + 1);
        s.codePoints().limit(MAX_MESSAGE).forEach(c -> out.appendCodePoint(printable(c) ? c : 0xFFFD));
        return s.codePointCount(0, s.length()) > MAX_MESSAGE ? out + "…" : out.toString();
    }

    private static boolean printable(int codePoint) {
        int type = Character.getType(codePoint);
        return type != Character.SURROGATE && type != Character.CONTROL;
    }
}
