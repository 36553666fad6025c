package dev.nuri.moe;

/** The caller or a file asked for something that cannot be: a malformed model, a context that overflows. */
public non-sealed class ModelInputException extends ModelException {
    private static final long serialVersionUID = 1L;

    public ModelInputException(String message) {
        super(message, null);
    }

    public ModelInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
