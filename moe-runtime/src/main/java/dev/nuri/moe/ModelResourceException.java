package dev.nuri.moe;

/** Memory, disk or a device is lacking. The same call may succeed later or elsewhere. */
public final class ModelResourceException extends ModelException {
    private static final long serialVersionUID = 1L;

    public ModelResourceException(String message) {
        super(message, null);
    }

    public ModelResourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
