package dev.nuri.moe;

/** Anything that goes wrong in the runtime; each of the three kinds asks for another reaction. */
public abstract sealed class ModelException extends RuntimeException
        permits ModelInputException, ModelInternalException, ModelResourceException {
    private static final long serialVersionUID = 1L;

    ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
