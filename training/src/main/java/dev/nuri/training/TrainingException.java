package dev.nuri.training;

import java.io.IOException;
import java.nio.file.Path;

/** Training cannot go on; the message says why in one sentence. */
public final class TrainingException extends RuntimeException {

    TrainingException(String message) {
        super(message);
    }

    TrainingException(String message, Throwable cause) {
        super(message, cause);
    }

    static TrainingException unreadable(Path file, IOException cause) {
        return new TrainingException("'" + file + "' cannot be read: " + cause.getMessage() + ".", cause);
    }
}
