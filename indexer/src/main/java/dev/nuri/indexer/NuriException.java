package dev.nuri.indexer;

/**
 * A failure whose message is fit for the user: one sentence that names the rule and the value, and the way out where
 * there is one. The service maps the code to a status; nothing else is caught and reworded on the way.
 */
public final class NuriException extends RuntimeException {

    private final ErrorCode code;

    public NuriException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public NuriException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What went wrong. */
    public ErrorCode code() {
        return code;
    }

    /** Input that breaks a rule. */
    public static NuriException invalid(String message) {
        return new NuriException(ErrorCode.INVALID_INPUT, message);
    }

    /** Something asked for by name that is not there. */
    public static NuriException notFound(String message) {
        return new NuriException(ErrorCode.NOT_FOUND, message);
    }
}
