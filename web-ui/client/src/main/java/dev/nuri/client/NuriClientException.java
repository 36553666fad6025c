package dev.nuri.client;

import java.time.Duration;
import java.util.Optional;

/** A request that the server refused, or that never reached it. The message is one sentence for people. */
public final class NuriClientException extends RuntimeException {

    /** Value of {@link #code()} when no answer came. */
    public static final String UNREACHABLE = "unreachable";

    private final int status;
    private final String code;
    private final transient Duration retryAfter;

    NuriClientException(int status, String code, String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** HTTP status; 0 when no answer came or the error arrived within a stream. */
    public int status() {
        return status;
    }

    /** What went wrong, such as {@code not_found}; {@value #UNREACHABLE} when no answer came. */
    public String code() {
        return code;
    }

    /** When the server wants to be asked again. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
