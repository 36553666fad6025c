package dev.nuri.indexer.extract;

import java.util.Locale;
import org.apache.tika.exception.TikaMemoryLimitException;
import org.apache.tika.exception.UnsupportedFormatException;
import org.apache.tika.exception.ZeroByteFileException;

/** Words for what parsers throw. */
final class Causes {

    private static final int MAX_DETAIL = 160;

    private Causes() {}

    /**
     * The failure behind an exception.
     *
     * @throws LimitReached when that is what it was
     */
    static ReadFailure explain(Throwable thrown) {
        LimitReached limit = LimitReached.in(thrown);
        if (limit != null) {
            throw limit;
        }
        if (thrown instanceof StackOverflowError) {
            return new ReadFailure("parse", "Its parts are nested too deep to be read.", thrown);
        }
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            ReadFailure known = known(at, thrown);
            if (known != null) {
                return known;
            }
        }
        return new ReadFailure(
                "parse", "The file is damaged or not what it claims to be" + detail(thrown) + ".", thrown);
    }

    private static ReadFailure known(Throwable at, Throwable thrown) {
        String name = at.getClass().getSimpleName();
        String message = at.getMessage() == null ? "" : at.getMessage().toLowerCase(Locale.ROOT);
        if (at instanceof ReadFailure failure) {
            return failure;
        }
        if (name.contains("Encrypted") || name.contains("InvalidPassword") || message.contains("is encrypted")) {
            return new ReadFailure("parse", "The file is password-protected.", thrown);
        }
        if (at instanceof ZeroByteFileException) {
            return new ReadFailure("read", "The file is empty.", thrown);
        }
        // Memory beside the heap ran out, in a thread of the library's own; of the heap, it ends the process.
        if (at instanceof TikaMemoryLimitException || at instanceof OutOfMemoryError) {
            return new ReadFailure("limit", "Unpacking it needs more memory than is allowed.", thrown);
        }
        if (message.contains("zip bomb")
                || message.contains("entity expansion")
                || message.contains("entity references")) {
            return new ReadFailure(
                    "limit", "The file expands out of all proportion to its size and was refused.", thrown);
        }
        if (at instanceof UnsupportedFormatException) {
            return new ReadFailure("detect", "This version of the format is not supported.", thrown);
        }
        return null;
    }

    private static String detail(Throwable thrown) {
        Throwable root = thrown;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : Cleaner.line(root.getMessage());
        String cut = message.length() > MAX_DETAIL ? message.substring(0, MAX_DETAIL) + "…" : message;
        return " (" + cut.replaceAll("[.\\s]+$", "") + ")";
    }
}
