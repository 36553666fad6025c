package dev.nuri.moe.hub;

import java.io.IOException;

/** A transfer failed in a way that trying again may mend. */
final class TransferException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long waitSeconds;

    TransferException(String message) {
        this(message, 0);
    }

    /** @param waitSeconds how long the server asks to be left alone; 0 if it does not say */
    TransferException(String message, long waitSeconds) {
        super(message);
        this.waitSeconds = waitSeconds;
    }

    long waitSeconds() {
        return waitSeconds;
    }
}
