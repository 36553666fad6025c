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

    /**
     * What a failure says, as part of a sentence: its first line, without the full stop; its type where it says
     * nothing.
     */
    public static String reason(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        String line = message.strip().lines().findFirst().orElseThrow().strip();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
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
