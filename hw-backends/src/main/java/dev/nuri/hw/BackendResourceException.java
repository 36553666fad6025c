package dev.nuri.hw;

/** Memory, a device or a thread is lacking. The same call may succeed later or elsewhere. */
public final class BackendResourceException extends BackendException {
    private static final long serialVersionUID = 1L;

    public BackendResourceException(String message) {
        super(message, null);
    }

    public BackendResourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
