package dev.nuri.hw;

/** The caller asked for something that cannot be: mismatched shapes, an unknown backend name. Retrying is useless. */
public final class BackendInputException extends BackendException {
    private static final long serialVersionUID = 1L;

    public BackendInputException(String message) {
        super(message, null);
    }

    public BackendInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
