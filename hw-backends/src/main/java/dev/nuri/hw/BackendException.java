package dev.nuri.hw;

/** Anything that goes wrong in a backend; each of the three kinds asks for another reaction. */
public abstract sealed class BackendException extends RuntimeException
        permits BackendInputException, BackendInternalException, BackendResourceException {
    private static final long serialVersionUID = 1L;

    BackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
