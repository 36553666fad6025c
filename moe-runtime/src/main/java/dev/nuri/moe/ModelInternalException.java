package dev.nuri.moe;

/** The runtime broke its own rules. A defect to report. */
public final class ModelInternalException extends ModelException {
    private static final long serialVersionUID = 1L;

    public ModelInternalException(String message) {
        super(message, null);
    }

    public ModelInternalException(String message, Throwable cause) {
        super(message, cause);
    }
}
