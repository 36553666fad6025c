package dev.nuri.hw;

/** A backend broke its own rules, or a driver failed. A defect to report. */
public final class BackendInternalException extends BackendException {
    private static final long serialVersionUID = 1L;

    public BackendInternalException(String message) {
        super(message, null);
    }

    public BackendInternalException(String message, Throwable cause) {
        super(message, cause);
    }
}
